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
	count := tallied(t, "A1", "kill -9 at random under 64 callers", "acknowledged steps")
	kills, acks := 5*times, newAcknowledged()
	went, slowest := 0, time.Duration(0)
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
		require.Empty(t, l.wrong)
		count.hit(1)
		s.start()
		went += goOn(t, l.open, acks)
		s.kill()
	}
	s.start()
	count.losses(acks.len(), acks.again(request.deliver))
	s.kill()
	out, status := s.run("store", "check")
	require.Zero(t, status, out)
	require.Greater(t, acks.len(), 100*kills, "the kills left time for calls")
	require.Positive(t, went, "calls in progress go on")
	t.Logf("slowest start %s", slowest)
}

// goOn has the calls that were in progress when a process ended go on with the next, and counts those
// that then wait for their caller again.
func goOn(t *testing.T, open []*caller, acks *acknowledged) (went int) {
	t.Helper()
	for _, c := range open {
		r := c.next
		got, err := r.deliver()
		require.NoError(t, err)
		require.NoError(t, ours(got), "the call goes on")
		acks.note(r, got)
		if c.heard(got.body) {
			went++
		}
	}
	return went
}

// stopStall is how long each of two writes takes while a process stops. Callers wait for both at most, which
// is longer than the process takes requests after SIGTERM (serve.Grace), and shorter than a webhook may take.
const stopStall = 800 * time.Millisecond

// A11: SIGTERM under load, on a disk that is slow at that moment. Every request that was sent before gets its
// answer, the process ends within twenty seconds, and no call is ended by it.
func TestStops(t *testing.T) {
	chance, s := choices(t), newPointedSite(t)
	count := tallied(t, "A11", "SIGTERM under 64 callers, and a restart", "acknowledged steps")
	acks, inFlight, slowest := newAcknowledged(), int64(0), time.Duration(0)
	for range 3 * times {
		s.start()
		l := &load{acks: acks, rescues: true} // a busy machine may answer too late what waits for the disk
		ctx, end := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() { l.call(ctx, s.base, 64, 30, chance); close(done) }()
		require.Eventually(t, func() bool { return l.answers.Load() > 200 }, 20*time.Second, 5*time.Millisecond)
		s.order("stall", atWrite, stopStall, 2)
		require.Eventually(t, func() bool { return l.pending.Load() > 48 }, 20*time.Second, time.Millisecond)
		asked := time.Now()
		inFlight += l.pending.Load()
		s.term()
		count.hit(1)
		end() // no new requests: what was sent is to be answered
		<-done
		status, ok := s.ended(20 * time.Second)
		require.True(t, ok, "it ends within twenty seconds")
		slowest = max(slowest, time.Since(asked))
		require.Zero(t, status)
		require.NoError(t, l.complaint(), "requests in flight are answered")
		s.start()
		goOn(t, l.open, acks)
		s.kill()
	}
	s.start()
	count.losses(acks.len(), acks.again(request.deliver))
	t.Logf("slowest stop %s, %d in flight", slowest, inFlight)
}
