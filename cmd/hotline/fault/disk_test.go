package fault

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	count := tallied(t, "A4", "full disk (ulimit -f)", "callers led to a person, and steps kept")
	for range times {
		s := newSite(t)
		most := s.startOnFullDisk()
		l := &load{acks: newAcknowledged(), rescues: true}
		s.fill(l, 200, chance)
		require.NoError(t, l.complaint(), "every webhook is answered")
		count.hit(1)
		for range 20 {
			c := newCaller(s.base, chance)
			began := time.Now()
			got, err := c.next.deliver()
			require.NoError(t, err)
			require.Less(t, time.Since(began), 5*time.Second)
			count.check(ledToAPerson(got))
		}
		status, _ := s.get("/healthz")
		require.Equal(t, 200, status)
		s.kill()
		info, err := os.Stat(s.file())
		require.NoError(t, err)
		require.LessOrEqual(t, info.Size(), most)
		s.start()
		after := &load{acks: l.acks} // with what was answered in the menu until the disk was full
		require.True(t, after.one(t.Context(), newCaller(s.base, chance), 5))
		require.NoError(t, after.complaint())
		count.losses(l.acks.len(), l.acks.again(request.deliver))
		s.kill()
		out, check := s.run("store", "check")
		require.Zero(t, check, out)
	}
}

// ledToAPerson returns an error unless a caller who cannot be served was.
func ledToAPerson(got answer) error {
	if got.status != 200 || !toPerson(got.body) {
		return fmt.Errorf("the caller is not led to a person by %d %q", got.status, got.body)
	}
	return nil
}

// A caller who is left without a person is seen.
func TestACallerLeftAloneIsSeen(t *testing.T) {
	t.Parallel()
	require.NoError(t, ledToAPerson(answer{200, "<Response><Dial>+861</Dial></Response>"}))
	require.NoError(t, ledToAPerson(answer{200, "<Response><Enqueue>general</Enqueue></Response>"}))
	require.Error(t, ledToAPerson(answer{503, "<Response><Dial>+861</Dial></Response>"}))
	require.Error(t, ledToAPerson(answer{200, menuDocument}))
	require.Error(t, ledToAPerson(answer{}))
}

// fill lets callers call until so many of their steps found no room, which takes a busy machine long: the file has
// some megabytes of free pages at first.
func (s *site) fill(l *load, refused int, chance *rand.Rand) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 2*time.Minute)
	defer stop()
	go func() {
		for ctx.Err() == nil && strings.Count(s.log.String(), "file too large") < refused {
			time.Sleep(10 * time.Millisecond)
		}
		stop()
	}()
	l.call(ctx, s.base, 16, 30, chance)
	require.Contains(s.t, s.log.String(), "file too large", "the disk is full")
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
