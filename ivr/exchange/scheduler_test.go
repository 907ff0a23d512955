package exchange

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 10, 12, 0, 0, 0, 0, time.UTC)

func TestVirtualClockNeverRunsBackwards(t *testing.T) {
	t.Parallel()
	c := NewVirtualClock(start)
	c.advance(start.Add(time.Hour))
	c.advance(start)
	require.Equal(t, start.Add(time.Hour), c.Now())
}

func TestRealClockFrom(t *testing.T) {
	t.Parallel()
	c := RealClockFrom(start)
	require.WithinDuration(t, start, c.Now(), time.Second)
	require.WithinDuration(t, time.Now(), RealClock().Now(), time.Second)
}

// run starts processes that log what they do, and waits for them.
func run(s *scheduler, bodies ...func(*process)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, body := range bodies {
		s.start(body)
	}
	s.dispatch()
	for s.live > 0 {
		s.idle.Wait()
	}
}

func TestSleepersWakeInOrder(t *testing.T) {
	t.Parallel()
	s := newScheduler(NewVirtualClock(start), nil)
	var log []string
	at := func(name string, seconds ...int) func(*process) {
		return func(p *process) {
			for _, n := range seconds {
				p.sleep(start.Add(time.Duration(n) * time.Second))
				log = append(log, name+s.clock.Now().Sub(start).String())
			}
		}
	}
	run(s, at("a", 3, 5), at("b", 1, 5), at("c", 5), at("d", 0))
	require.Equal(t, []string{"d0s", "b1s", "a3s", "c5s", "b5s", "a5s"}, log, "ties in the order of going to sleep")
}

func TestWakeCutsSleepShort(t *testing.T) {
	t.Parallel()
	s := newScheduler(NewVirtualClock(start), nil)
	var sleeper *process
	var woke time.Time
	run(s,
		func(p *process) {
			sleeper = p
			p.sleep(start.Add(time.Hour))
			woke = s.clock.Now()
		},
		func(p *process) {
			p.sleep(start.Add(time.Minute))
			s.wake(sleeper)
			s.wake(p) // awake: nothing happens
		})
	require.Equal(t, start.Add(time.Minute), woke)
	require.Equal(t, start.Add(time.Minute), s.clock.Now(), "nobody slept on")
}

func TestRealTimeGoesOnWhileOneIsOutside(t *testing.T) {
	t.Parallel()
	s := newScheduler(RealClock(), nil)
	gate := make(chan struct{})
	run(s,
		func(p *process) { p.outside(func() { <-gate }) },
		func(p *process) { p.sleep(time.Now().Add(time.Millisecond)); close(gate) })
}

func TestVirtualTimeStandsStillWhileOneIsOutside(t *testing.T) {
	t.Parallel()
	s := newScheduler(NewVirtualClock(start), nil)
	run(s,
		func(p *process) { p.sleep(start.Add(time.Second)) },
		func(p *process) {
			p.outside(func() { require.Equal(t, start, s.clock.Now()) })
		})
	require.Equal(t, start.Add(time.Second), s.clock.Now())
}

func TestIDs(t *testing.T) {
	t.Parallel()
	x := New(Config{IDs: Seed(7)})
	require.Regexp(t, `^CA[0-9a-f]{32}$`, x.newID("CA"))
	require.NotEqual(t, x.newID("CA"), x.newID("CA"))
	require.Equal(t, New(Config{IDs: Seed(7)}).newID("CA"), New(Config{IDs: Seed(7)}).newID("CA"))
	dry := New(Config{IDs: empty{}})
	require.Regexp(t, `^QU[0-9a-f]{32}$`, dry.newID("QU"))
}

// empty is an exhausted source of ids.
type empty struct{}

// Read fails.
func (empty) Read([]byte) (int, error) { return 0, errDry }

var errDry = &fault{text: "dry"}
