package sched

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
func run(s *Scheduler, bodies ...func(*Process)) {
	s.Lock()
	defer s.Unlock()
	for _, body := range bodies {
		s.Start(body)
	}
	s.Dispatch()
	s.Wait()
}

func TestSleepersWakeInOrder(t *testing.T) {
	t.Parallel()
	s := New(NewVirtualClock(start), nil)
	var log []string
	at := func(name string, seconds ...int) func(*Process) {
		return func(p *Process) {
			for _, n := range seconds {
				p.Sleep(start.Add(time.Duration(n) * time.Second))
				log = append(log, name+s.clock.Now().Sub(start).String())
			}
		}
	}
	run(s, at("a", 3, 5), at("b", 1, 5), at("c", 5), at("d", 0))
	require.Equal(t, []string{"d0s", "b1s", "a3s", "c5s", "b5s", "a5s"}, log, "ties in the order of going to sleep")
}

func TestWakeCutsSleepShort(t *testing.T) {
	t.Parallel()
	s := New(NewVirtualClock(start), nil)
	var sleeper *Process
	var woke time.Time
	run(s,
		func(p *Process) {
			sleeper = p
			p.Sleep(start.Add(time.Hour))
			woke = s.clock.Now()
		},
		func(p *Process) {
			p.Sleep(start.Add(time.Minute))
			s.Wake(sleeper)
			s.Wake(p) // awake: nothing happens
		})
	require.Equal(t, start.Add(time.Minute), woke)
	require.Equal(t, start.Add(time.Minute), s.clock.Now(), "nobody slept on")
}

func TestRealTimeGoesOnWhileOneIsOutside(t *testing.T) {
	t.Parallel()
	s := New(RealClock(), nil)
	gate := make(chan struct{})
	run(s,
		func(p *Process) { p.Outside(func() { <-gate }) },
		func(p *Process) { p.Sleep(time.Now().Add(time.Millisecond)); close(gate) })
}

func TestVirtualTimeStandsStillWhileOneIsOutside(t *testing.T) {
	t.Parallel()
	s := New(NewVirtualClock(start), nil)
	run(s,
		func(p *Process) { p.Sleep(start.Add(time.Second)) },
		func(p *Process) {
			p.Outside(func() { require.Equal(t, start, s.clock.Now()) })
		})
	require.Equal(t, start.Add(time.Second), s.clock.Now())
}
