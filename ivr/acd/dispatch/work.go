package dispatch

import (
	"context"
	"errors"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Do takes the ACD through an event. What agents do may be refused with an
// error of package acd; else the event counts, durably, when Do returns nil.
// When ctx ends first it may count or not.
func (f *Dispatcher) Do(ctx context.Context, e acd.Event) error {
	r := &request{event: e, done: make(chan error, 1)}
	f.mu.Lock()
	f.pending = append(f.pending, r)
	if !f.busy {
		f.busy = true
		go f.work()
	}
	f.mu.Unlock()
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Command takes the ACD through what an agent wishes; the error of a refusal is one of
// [acd.Refusals].
func (f *Dispatcher) Command(ctx context.Context, c acd.Command) error { return f.Do(ctx, c) }

// Drain takes what calls' steps have left in the inbox, if this process dispatches.
// Every change of the ACD takes it too, so that what no Drain came for is not left
// behind.
func (f *Dispatcher) Drain(ctx context.Context) error {
	if !f.sharing.mine() {
		return nil
	}
	return f.Do(ctx, nil)
}

// work takes what waits, all of it at once, until nothing does.
func (f *Dispatcher) work() {
	for {
		f.mu.Lock()
		batch := f.pending
		f.pending = nil
		f.busy = len(batch) > 0
		f.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		f.take(batch)
	}
}

// take goes through a batch and writes what comes of it; again from the start
// when another process has changed the ACD meanwhile, however often. One of those who try succeeds
// each time, so that in a rush a batch may have to be tried some dozens of times.
func (f *Dispatcher) take(batch []*request) {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	refused, err := f.try(ctx, batch)
	for errors.Is(err, store.ErrConflict) && ctx.Err() == nil {
		if f.sharing == nil { // else what is new is read in any case; all of it would take so long that others are faster again
			f.known.forget()
		}
		refused, err = f.try(ctx, batch)
	}
	if err != nil {
		f.known.forget()
		f.cfg.Log.Error().Err(err).Int("events", len(batch)).Msg("the ACD could not be changed")
	}
	for i, r := range batch {
		r.done <- errors.Join(err, refused[i])
	}
}

// try steps through a batch on what is known of the ACD.
func (f *Dispatcher) try(ctx context.Context, batch []*request) (refused []error, err error) {
	refused = make([]error, len(batch))
	if err := f.load(ctx); err != nil {
		return refused, err
	}
	inbox, err := f.cfg.Store.Inbox(ctx)
	if err != nil {
		return refused, err
	}
	state, version := f.known.snapshot()
	now := f.cfg.Clock()
	rules := f.cfg.Rules(now)
	all := merged{days: acd.Days{}, interactions: map[string]bool{}, sessions: map[string]bool{}, queues: map[string]bool{}}
	state, taken := f.takeInbox(inbox, state, now, rules, &all)
	for i, r := range batch {
		if r.event == nil { // asks for the inbox only
			continue
		}
		var change acd.Change
		change, refused[i] = state.Step(r.event, now, rules)
		if refused[i] == nil {
			all.add(change)
			state = change.State
		}
	}
	if all.empty() && len(taken) == 0 {
		return refused, nil
	}
	return refused, f.write(ctx, store.ACDCommit{Read: version, Change: all.change(state), Taken: taken}, now)
}

// takeInbox steps through what calls have brought the ACD, and returns what it took:
// all of it, for nothing that has happened can be refused.
func (f *Dispatcher) takeInbox(inbox []store.InboxEvent, state acd.State, now time.Time, rules acd.Context, all *merged) (acd.State, []uint64) {
	taken := make([]uint64, len(inbox))
	for i, e := range inbox {
		taken[i] = e.Seq
		if e.Event == nil {
			f.cfg.Log.Error().Uint64("seq", e.Seq).Msg("what a call has brought the ACD cannot be read, and is left out")
			continue
		}
		change, err := state.Step(acd.Delayed(e.Event, now.Sub(e.At)), now, rules)
		if err != nil {
			f.cfg.Log.Error().Err(err).Msgf("what a call has brought the ACD is refused: %T", e.Event)
			continue
		}
		all.add(change)
		state = change.State
	}
	return state, taken
}

// write keeps a change with what is to leave for it and the cases it opens, in one
// transaction.
func (f *Dispatcher) write(ctx context.Context, commit store.ACDCommit, now time.Time) (err error) {
	change := commit.Change
	if commit.Outgoing, err = f.outgoing(change.Actions, now); err != nil {
		return err
	}
	if commit.Cases, err = f.cases.opening(ctx, change.Actions, now); err != nil {
		return err
	}
	if err := f.cfg.Store.CommitACD(ctx, commit); err != nil {
		return err
	}
	f.known.changed(change.State, commit.Read+1)
	if len(commit.Outgoing) > 0 {
		f.cfg.Notice()
	}
	f.cases.close(ctx, change.Actions, now)
	return nil
}
