package fault

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A4: the disk is full: the file may not grow any more. Callers are led to a person, in
// time, and with space again everything goes on; nothing that was answered is lost.
func TestFullDisk(t *testing.T) {
	chance := choices(t)
	injected, checked, lost := 0, 0, 0
	for range times {
		s := newSite(t)
		most := s.startOnFullDisk()
		l := &load{acks: newAcknowledged()}
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		go func() {
			for ctx.Err() == nil && strings.Count(s.log.String(), "\n") < 200 {
				time.Sleep(10 * time.Millisecond)
			}
			stop()
		}()
		l.acks = nil // what a full disk leaves unwritten is answered, and may be answered otherwise later
		l.call(ctx, s.base, 16, 30, chance)
		stop()
		require.Zero(t, l.wrong.Load()+l.failed.Load(), "every webhook is answered: %s", l.odd)
		require.Contains(t, s.log.String(), "file too large", "the disk was full")
		for range 20 {
			c := newCaller(s.base, chance)
			began := time.Now()
			got, err := c.next.deliver()
			require.NoError(t, err)
			require.Less(t, time.Since(began), 5*time.Second)
			require.True(t, toPerson(got.body), "a caller is led to a person: %s", got.body)
			checked++
		}
		status, _ := s.get("/healthz")
		require.Equal(t, 200, status)
		s.kill()
		info, err := os.Stat(s.file())
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), most)
		s.start()
		after := &load{acks: newAcknowledged()}
		c := newCaller(s.base, chance)
		after.one(t.Context(), c, 5)
		n, first := after.acks.lost()
		require.Zero(t, n, first)
		s.kill()
		out, check := s.run("store", "check")
		require.Zero(t, check, out)
		injected, lost = injected+1, lost+n
	}
	results.add(row{"A4", "full disk (ulimit -f)", injected, checked, "callers led to a person", lost})
}

// startOnFullDisk starts the hotline on a disk with hardly any space left: the file may
// grow to so many bytes.
func (s *site) startOnFullDisk() (most int64) {
	s.t.Helper()
	s.start()
	s.kill()
	info, err := os.Stat(s.file())
	require.NoError(s.t, err)
	const block = 512
	blocks := info.Size()/block + 64
	s.startBehind(fmt.Sprint("ulimit -f ", blocks))
	return blocks * block
}
