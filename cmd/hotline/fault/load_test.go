package fault

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
)

// load is many callers who call at the same time.
type load struct {
	acks    *acknowledged
	failed  atomic.Int64 // requests that got no answer
	answers atomic.Int64
	pending atomic.Int64 // requests that are not answered yet
	rescues bool         // callers may be rescued: the hotline cannot write

	mu    sync.Mutex
	wrong []error   // what is wrong with answers
	open  []*caller // calls that go on
}

// call lets so many callers call until ctx ends, or a request is not answered. Each hears
// up to steps documents, then hangs up and calls anew.
func (l *load) call(ctx context.Context, base string, callers, steps int, chance *rand.Rand) {
	var all sync.WaitGroup
	for range callers {
		own := rand.New(rand.NewPCG(chance.Uint64(), 2))
		all.Go(func() {
			for ctx.Err() == nil && l.one(ctx, newCaller(base, own), steps) {
			}
		})
	}
	all.Wait()
}

// one is a call. It reports whether the line still works.
func (l *load) one(ctx context.Context, c *caller, steps int) bool {
	for range steps {
		if ctx.Err() != nil {
			l.keep(c)
			return false
		}
		got, ok := l.deliver(c.next)
		if !ok {
			l.keep(c)
			return false
		}
		if !c.heard(got.body) {
			break
		}
	}
	_, err := c.hangUp().deliver()
	return err == nil
}

func (l *load) keep(c *caller) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c.n > 1 {
		l.open = append(l.open, c)
	}
}

func (l *load) deliver(r request) (answer, bool) {
	l.pending.Add(1)
	got, err := r.deliver()
	l.pending.Add(-1)
	if err != nil {
		l.failed.Add(1)
		return got, false
	}
	l.answers.Add(1)
	if l.rescues && rescued(got) {
		return got, true
	}
	if err := ours(got); err != nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.wrong = append(l.wrong, fmt.Errorf("%s: %w", r.url, err))
		return got, false
	}
	if l.acks != nil && r.isStep() {
		l.acks.note(r, got)
	}
	return got, true
}

// isStep reports whether a request takes a call a step on. What a caller hears who comes back from the fallback
// document is no step: it is where their call has come to by then.
func (r request) isStep() bool { return !strings.Contains(r.url, "/voice/fallback") }

// complaint is what is wrong with the answers, and with requests that got none; nil for nothing.
func (l *load) complaint() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := l.failed.Load(); n > 0 {
		return fmt.Errorf("%d requests got no answer", n)
	}
	return errors.Join(l.wrong...)
}
