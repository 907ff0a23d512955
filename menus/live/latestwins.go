package live

import (
	"context"
	"errors"
	"sync"
)

// ErrOvertaken is the error of a change that a newer one has ended.
var ErrOvertaken = errors.New("a newer change of the menus has taken the place of this one")

// latestWins makes changes one at a time. A change that joins ends the one that is under way, and
// those that wait.
type latestWins struct {
	one  sync.Mutex // held while a change is made
	mu   sync.Mutex
	last context.CancelCauseFunc // ends the change that joined last
}

// change is one that has joined.
type change struct {
	ctx context.Context // ends when a newer change joins
	end context.CancelCauseFunc
	all *latestWins
}

// join takes a change in. It never waits.
func (l *latestWins) join(ctx context.Context) change {
	ctx, end := context.WithCancelCause(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last != nil {
		l.last(ErrOvertaken)
	}
	l.last = end
	return change{ctx, end, l}
}

// do makes the change once no other is under way, unless it has been overtaken by then. The context
// that it passes ends when the change must be given up.
func (c change) do(make func(context.Context) error) error {
	c.all.one.Lock()
	defer c.all.one.Unlock()
	defer c.end(nil)
	if c.ctx.Err() != nil {
		return context.Cause(c.ctx)
	}
	return make(c.ctx)
}
