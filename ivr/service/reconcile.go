package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// A call whose end was not told is asked for at the carrier.
const (
	openLongest    = 4 * time.Hour // from the beginning, or from when it was last asked for
	reconcileEvery = time.Minute
	reconcileBatch = 20
	openLookBack   = 30 * 24 * time.Hour // at a start
)

// openCalls are the calls that have not ended.
type openCalls struct {
	mu    sync.Mutex
	calls map[string]openCall
}

// openCall is when a call began, and since when it was not asked for at the carrier.
type openCall struct{ began, since time.Time }

func newOpenCalls() *openCalls { return &openCalls{calls: map[string]openCall{}} }

// note follows a call as it is written.
func (o *openCalls) note(call ivr.Call) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch _, known := o.calls[call.ID]; {
	case call.Ended():
		delete(o.calls, call.ID)
	case !known:
		o.calls[call.ID] = openCall{began: call.Began, since: call.Began}
	}
}

// asked puts a call back that is still in progress, or could not be asked for.
func (o *openCalls) asked(id string, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if call, open := o.calls[id]; open {
		o.calls[id] = openCall{began: call.began, since: at}
	}
}

// due gives the calls that were open for long, those that waited longest first.
func (o *openCalls) due(now time.Time) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var due []string
	for id, call := range o.calls {
		if now.Sub(call.since) >= openLongest {
			due = append(due, id)
		}
	}
	slices.SortFunc(due, func(a, b string) int { return cmp.Or(o.calls[a].since.Compare(o.calls[b].since), cmp.Compare(a, b)) })
	return due[:min(len(due), reconcileBatch)]
}

func (o *openCalls) has(id string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	_, open := o.calls[id]
	return open
}

// count returns how many calls are open for at least so long.
func (o *openCalls) count(now time.Time, atLeast time.Duration) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	count := 0
	for _, call := range o.calls {
		if now.Sub(call.began) >= atLeast {
			count++
		}
	}
	return count
}

// reconciler ends the calls whose end the carrier has not told.
type reconciler struct{ core *core }

// run asks the carrier for calls that were not heard to end, until ctx ends.
func (r reconciler) run(ctx context.Context) error {
	if err := r.findOpen(ctx); err != nil && ctx.Err() == nil {
		r.core.Log.Error().Err(err).Msg("the calls that are open could not be read")
	}
	r.ask(ctx)
	every(ctx, reconcileEvery, func() { r.ask(ctx) })
	return nil
}

// findOpen reads the calls that were open when the server before this one stopped.
func (r reconciler) findOpen(ctx context.Context) error {
	for call, err := range r.core.Store.ListCalls(ctx, store.CallFilter{Since: r.core.now().Add(-openLookBack)}) {
		if err != nil {
			return fmt.Errorf("reading calls: %w", err)
		}
		if !call.Ended() {
			r.noteAgain(ctx, call.ID)
		}
	}
	return nil
}

// noteAgain notes a call as it is now: it may have ended since the list was read.
func (r reconciler) noteAgain(ctx context.Context, id string) {
	if call, _, err := r.core.Store.Call(ctx, id); err == nil {
		r.core.open.note(call)
	}
}

// ask asks for a batch of the calls that were open for long.
func (r reconciler) ask(ctx context.Context) {
	for _, id := range r.core.open.due(r.core.now()) {
		if ctx.Err() != nil {
			return
		}
		r.noteAgain(ctx, id) // another process may have heard the end
		if !r.core.open.has(id) {
			continue
		}
		if err := r.askFor(ctx, id); err != nil {
			r.core.Log.Warn().Err(err).Str("call", id).Msg("a call that was not heard to end could not be asked for")
		}
		r.core.open.asked(id, r.core.now())
	}
}

// askFor ends a call with the carrier's word. One that the carrier does not know,
// or not any more, is over.
func (r reconciler) askFor(ctx context.Context, id string) error {
	ended, err := r.core.Carrier.CallStatus(ctx, id)
	if over, err := twilio.IsOver(ended, err); !over {
		return err
	}
	if err != nil {
		ended = ivr.Ended{Status: "unknown"}
	}
	r.core.Log.Warn().Str("call", id).Str("status", ended.Status).Msg("a call's end was not told; the carrier was asked")
	if err := r.core.end(ctx, id, ended, r.core.now()); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}
