package service

import (
	"sync"
	"time"
)

// rate counts what happens within a span of time, in this process. It is for what all
// callers share: a lock in the store would make them wait for each other.
type rate struct {
	span time.Duration

	mu    sync.Mutex
	began time.Time // of the span that is counted
	n     int
}

// allows reports whether fewer than most were counted in the present span; a most of 0
// does not limit.
func (r *rate) allows(now time.Time, most int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	return most == 0 || r.n < most
}

func (r *rate) count(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	r.n++
}

// turn begins to count anew when a span is over. It is called with mu held.
func (r *rate) turn(now time.Time) {
	if began := now.Truncate(r.span); !began.Equal(r.began) {
		r.began, r.n = began, 0
	}
}
