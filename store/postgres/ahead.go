package postgres

import (
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
)

// A webhook asks for the answer to its step, and, when there is none, for its call. Both
// are read in one round trip: the call is kept, for a moment, for who asks for it next.
// One that is out of date by then makes a commit that conflicts, as it would have, had it
// been read as early.
const (
	aheadFor  = 250 * time.Millisecond
	aheadMost = 4096
)

// ahead keeps calls that were read before they were asked for.
type ahead struct {
	mu    sync.Mutex
	calls map[string]readCall
}

// readCall is a call as it was read.
type readCall struct {
	call    ivr.Call
	entries int
	at      time.Time
}

func (a *ahead) keep(id string, c readCall) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.calls) >= aheadMost { // nobody asked for them
		clear(a.calls)
	}
	a.calls[id] = c
}

// take gives a call to the first who asks.
func (a *ahead) take(id string) (readCall, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, is := a.calls[id]
	delete(a.calls, id)
	return c, is && time.Since(c.at) < aheadFor
}

func (a *ahead) forget(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.calls, id)
}
