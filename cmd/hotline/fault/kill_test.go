package fault

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A1: the process is killed while callers press keys. Whatever it had answered is answered
// so again, and the calls that were in progress go on.
func TestKills(t *testing.T) {
	chance, s := choices(t), newSite(t)
	kills, acks := 5*times, newAcknowledged()
	lost, went, slowest := 0, 0, time.Duration(0)
	for range kills {
		began := time.Now()
		s.start()
		slowest = max(slowest, time.Since(began))
		l := &load{acks: acks}
		ctx, stop := context.WithTimeout(t.Context(), time.Duration(100+chance.IntN(400))*time.Millisecond)
		killed := make(chan bool)
		go func() { <-ctx.Done(); s.kill(); close(killed) }()
		l.call(ctx, s.base, 64, 30, chance)
		stop()
		<-killed
		require.Zero(t, l.wrong.Load(), l.odd)
		s.start()
		for _, c := range l.open {
			r := c.next
			got, err := r.deliver()
			require.NoError(t, err)
			require.Equal(t, 200, got.status)
			acks.note(r, got)
			if c.heard(got.body) {
				went++
			}
		}
		s.kill()
	}
	s.start()
	n, first := acks.lost()
	lost += n
	s.kill()
	out, status := s.run("store", "check")
	require.Zero(t, status, out)
	require.Zero(t, lost, first)
	require.Greater(t, acks.len(), 100*kills, "the kills left time for calls")
	require.Positive(t, went, "calls in progress go on")
	t.Logf("slowest start %s", slowest)
	results.add(row{"A1", "kill -9 at random under 64 callers", kills, acks.len(), "acknowledged steps", lost})
}

// A11: SIGTERM under load. Every request that was sent before gets its answer, the process
// ends within twenty seconds, and no call is ended by it.
func TestStops(t *testing.T) {
	chance, s := choices(t), newSite(t)
	stops, acks := 3*times, newAcknowledged()
	unanswered, slowest := int64(0), time.Duration(0)
	for range stops {
		s.start()
		l := &load{acks: acks}
		ctx, end := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() { l.call(ctx, s.base, 64, 30, chance); close(done) }()
		require.Eventually(t, func() bool { return l.answers.Load() > 200 }, 20*time.Second, 5*time.Millisecond)
		asked := time.Now()
		s.term()
		end() // no new requests: what was sent is to be answered
		<-done
		status, ok := s.ended(20 * time.Second)
		require.True(t, ok, "it ends within twenty seconds")
		slowest = max(slowest, time.Since(asked))
		require.Zero(t, status)
		unanswered += l.failed.Load() + l.wrong.Load()
		s.start()
		for _, c := range l.open {
			got, err := c.next.deliver()
			require.NoError(t, err)
			require.Equal(t, 200, got.status, "the call goes on")
			acks.note(c.next, got)
		}
		s.kill()
	}
	s.start()
	lost, first := acks.lost()
	require.Zero(t, lost, first)
	require.Zero(t, unanswered, "requests in flight are answered")
	t.Logf("slowest stop %s", slowest)
	results.add(row{"A11", "SIGTERM under 64 callers, and a restart", stops, acks.len(), "acknowledged steps", lost})
}
