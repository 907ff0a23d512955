package sched

import (
	"sync"
	"time"
)

// Clock gives a scheduler the time. A [VirtualClock] jumps; any other Clock must run at real speed,
// though it may start at any time.
type Clock interface {
	Now() time.Time
}

// VirtualClock stands still until a scheduler moves it to the next event that is due. It may be read
// from any goroutine, so that the service under test can use the same clock.
type VirtualClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewVirtualClock returns a clock that shows start.
func NewVirtualClock(start time.Time) *VirtualClock {
	return &VirtualClock{now: start}
}

// Now returns the virtual time.
func (c *VirtualClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// advance moves the clock to t; it never runs backwards.
func (c *VirtualClock) advance(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.now) {
		c.now = t
	}
}

// RealClock returns the machine's clock.
func RealClock() Clock { return realClock{} }

// RealClockFrom returns a clock that shows start now and runs on at real speed, to play a call at
// another time of day.
func RealClockFrom(start time.Time) Clock {
	return realClock{ahead: time.Until(start)}
}

type realClock struct{ ahead time.Duration }

func (c realClock) Now() time.Time { return time.Now().Add(c.ahead) }
