package privacy_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/privacy"
)

// turns is a lease that processes share, by the clock of the test.
type turns struct {
	mu     sync.Mutex
	holder string
	until  time.Time
}

func (l *turns) of(process string) privacy.Lease {
	return func(_ context.Context, _ string, keep time.Duration) (bool, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.holder != process && time.Now().Before(l.until) {
			return false, nil
		}
		l.holder, l.until = process, time.Now().Add(keep)
		return true, nil
	}
}

// oneOf is a retainer of one of the processes that share a store: it has no entries of the audit to
// remove, and counts how often it looked for them.
type oneOf struct {
	privacy.Store
	mu    sync.Mutex
	looks int
	fails bool
}

func (s *oneOf) PruneAudit(context.Context, time.Time, int) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looks++
	if s.fails {
		return 0, context.DeadlineExceeded
	}
	return 0, nil
}

// times is how often it has looked.
func (s *oneOf) times() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.looks
}

func (s *oneOf) mended() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = false
}

func (s *oneOf) runs(ctx context.Context, lease privacy.Lease) {
	r := privacy.NewRetainer(privacy.RetainerConfig{
		Store: s, Terms: map[privacy.Kind]privacy.Term{privacy.Audit: {Days: 1}}, Lease: lease,
		Clock: time.Now, Log: zerolog.Nop(), Registry: prometheus.NewRegistry(),
	})
	go func() { _ = r.Run(ctx) }()
}

// Of three processes one removes records in a day. When it ends, another does so the next day. After a
// failure the first process that asks tries again.
func TestOneProcessRemovesInADay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		lease := &turns{}
		processes := []*oneOf{{}, {}, {fails: true}}
		var ends []context.CancelFunc
		for i, p := range processes {
			ctx, end := context.WithCancel(t.Context())
			ends = append(ends, end)
			p.runs(ctx, lease.of(string(rune('a'+i))))
			time.Sleep(time.Second)
		}
		time.Sleep(3*24*time.Hour - time.Minute)
		require.Equal(t, 3, processes[0].times())
		require.Zero(t, processes[1].times())
		ends[0]()
		time.Sleep(24 * time.Hour)
		require.Equal(t, 3, processes[0].times())
		require.Equal(t, 1, processes[1].times())
		ends[1]()
		time.Sleep(26 * time.Hour)
		failed := processes[2].times()
		require.Greater(t, failed, 20, "what fails is tried again each hour")
		processes[2].mended()
		time.Sleep(23 * time.Hour)
		require.Equal(t, failed+1, processes[2].times(), "and once when it has not failed")
		ends[2]()
	})
}

// A process that shares its store with none removes records each day.
func TestAProcessAloneRemovesEachDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := &oneOf{}
		p.runs(t.Context(), nil)
		time.Sleep(10*24*time.Hour + 2*time.Minute)
		require.Equal(t, 11, p.times())
	})
}
