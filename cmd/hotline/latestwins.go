package main

import (
	"context"
	"errors"
	"sync"
)

// errOvertaken tells that a newer change of the menus ended this one.
var errOvertaken = errors.New("a newer change of the menus has taken the place of this one")

// turns lets the menus be changed by one at a time. The last wish wins: who comes
// ends the change that is under way, and those that wait for it.
type turns struct {
	one  sync.Mutex // held by who changes the menus
	mu   sync.Mutex
	last context.CancelCauseFunc // of who came last
}

// take waits for the turn. The change is to be given up when the context that it
// gets has ended, also if that is so from the start; done ends the turn.
func (t *turns) take(ctx context.Context) (mine context.Context, done func()) {
	mine, overtake := context.WithCancelCause(ctx)
	t.mu.Lock()
	if t.last != nil {
		t.last(errOvertaken)
	}
	t.last = overtake
	t.mu.Unlock()
	t.one.Lock()
	return mine, func() {
		t.one.Unlock()
		overtake(nil)
	}
}
