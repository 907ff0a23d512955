package web_test

import (
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/web"
)

// An address that opens many connections takes none from others, and has them back when
// it closes its own.
func TestConnectionsOfOneAddressAreBounded(t *testing.T) {
	t.Parallel()
	listening, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	proxy := net.ParseIP("127.0.0.9")
	fair := web.LimitPerAddress(listening, 2, proxy.Equal)
	accepted := make(chan net.Conn, 16)
	go func() {
		for {
			conn, err := fair.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte("."))
			accepted <- conn
		}
	}()
	t.Cleanup(func() { _ = fair.Close() })
	let := func(from string) bool {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 5 * time.Second}
		conn, err := dialer.Dial("tcp", listening.Addr().String())
		require.NoError(t, err)
		t.Cleanup(func() { _ = conn.Close() })
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
		_, err = io.ReadFull(conn, make([]byte, 1))
		return err == nil
	}
	require.True(t, let("127.0.0.1"))
	require.True(t, let("127.0.0.1"))
	require.False(t, let("127.0.0.1"), "a third is closed")
	require.True(t, let("127.0.0.2"), "another address has its own")
	for range 4 {
		require.True(t, let(proxy.String()), "a proxy's are many callers'")
	}
	first := <-accepted
	require.NoError(t, first.Close())
	_ = first.Close() // twice counts once
	require.True(t, let("127.0.0.1"))
	require.False(t, let("127.0.0.1"))
}
