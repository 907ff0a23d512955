package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Whoever reads the log may stop to read, or go away: calls are answered, and the
// server ends when it is told to.
func TestTheLogsReaderStopsNoCall(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]bool{"stalled": false, "gone": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newVictim(t)
			s.env = append(s.env, "HOTLINE_LOG_LEVEL=info")
			reads, writes, err := os.Pipe()
			require.NoError(t, err)
			s.log = writes
			s.start()
			require.NoError(t, writes.Close())
			if gone {
				require.NoError(t, reads.Close())
			}
			for n := range 600 { // more lines than a pipe takes
				body, err := s.post(fmt.Sprintf("CA%032d", n), "0", "")
				require.NoError(t, err)
				require.Contains(t, body, "<Response>")
			}
			require.NoError(t, s.process.Process.Signal(syscall.SIGTERM))
			ended := make(chan error, 1)
			go func() { ended <- s.process.Wait() }()
			select {
			case err := <-ended:
				require.NoError(t, err)
			case <-time.After(30 * time.Second):
				t.Fatal("the server does not end while nobody reads its log")
			}
			s.process = nil
			if !gone {
				require.NoError(t, reads.Close())
			}
		})
	}
}

func TestLongHeadersAreRefused(t *testing.T) {
	t.Parallel()
	s := newVictim(t)
	s.start()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.base, "http://"))
	require.NoError(t, err)
	defer func() { _ = c.Close() }()
	_, err = fmt.Fprintf(c, "POST /voice/incoming HTTP/1.1\r\nHost: x\r\nX-A: %s", strings.Repeat("a", 64<<10))
	require.NoError(t, err)
	status, err := bufio.NewReader(c).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, status, "431")
}
