package dispatch

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// request is an event on its way; without an event it asks for the inbox only.
type request struct {
	event acd.Event
	asked time.Time // by the machine's clock
	done  chan error
}

// Do takes the ACD through an event. What agents do may be refused with an
// error of package acd; else the event counts, durably, when Do returns nil.
// When ctx ends first it may count or not.
func (f *Dispatcher) Do(ctx context.Context, e acd.Event) error {
	r := &request{event: e, asked: time.Now(), done: make(chan error, 1)}
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

// Drain takes what calls' steps have left in the inbox for the groups that this process
// dispatches. Every change of the ACD takes it too, so that what no Drain came for is not left
// behind.
func (f *Dispatcher) Drain(ctx context.Context) error {
	if !f.sharing.dispatches() {
		return nil
	}
	return f.Do(ctx, nil)
}

// work takes what waits, all of it at once, until nothing does. What another process was faster
// with is made again on what is new, together with what has come meanwhile. One of those who try
// succeeds each time, so that in a rush a request may be tried some dozens of times.
func (f *Dispatcher) work() {
	var again []*request
	for {
		f.mu.Lock()
		batch := append(again, f.pending...)
		f.pending = nil
		f.busy = len(batch) > 0
		f.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		again = f.take(batch)
	}
}

// take goes through a batch, writes what comes of it, and answers. It returns the requests that
// are to be tried again.
func (f *Dispatcher) take(batch []*request) (again []*request) {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	taken, err := f.step(ctx, batch)
	if err != nil {
		f.failed(err, len(batch))
		answer(batch, err)
		return nil
	}
	f.writeAll(ctx, taken)
	var all error
	for _, p := range taken.parts {
		all = errors.Join(all, p.err)
		again = append(again, f.outcome(p.requests, p.err)...)
	}
	return append(again, f.outcome(taken.drains, all)...)
}

// outcome answers requests whose parts were written, or could not be. It returns those that
// are to be tried again: another process was faster.
func (f *Dispatcher) outcome(requests []*request, err error) (again []*request) {
	if errors.Is(err, store.ErrConflict) {
		if f.sharing == nil { // else what is new is read in any case; all of it would take so long that others are faster again
			f.known.forget()
		}
		late := func(r *request) bool { return time.Since(r.asked) > writeDeadline }
		again = slices.DeleteFunc(slices.Clone(requests), late)
		requests = slices.DeleteFunc(requests, func(r *request) bool { return slices.Contains(again, r) })
	}
	if err != nil && len(requests) > 0 {
		f.failed(err, len(requests))
	}
	answer(requests, err)
	return again
}

// failed notes that events could not be taken, and has the ACD read anew.
func (f *Dispatcher) failed(err error, events int) {
	f.known.forget()
	f.cfg.Log.Error().Err(err).Int("events", events).Msg("the ACD could not be changed")
}

func answer(requests []*request, err error) {
	for _, r := range requests {
		r.done <- err
	}
}

// steps are what a batch makes of the ACD.
type steps struct {
	now     time.Time
	rules   acd.Rules
	before  acd.State
	version store.ACDVersion // of before
	state   acd.State        // as far as it has come
	parts   parts
	drains  []*request // that ask for the inbox only
}

// step steps through what is in the inbox for this process, and through a batch. The inbox is
// read before the ACD: so what came before of a call, and is not in the inbox any more, is known.
func (f *Dispatcher) step(ctx context.Context, batch []*request) (*steps, error) {
	inbox, err := f.sharing.inbox(ctx, f.cfg.Store)
	if err == nil {
		err = f.load(ctx)
	}
	if err != nil {
		return nil, err
	}
	s := &steps{now: f.cfg.Clock()}
	s.rules = f.cfg.Rules(s.now)
	s.before, s.version = f.known.snapshot()
	s.state = s.before
	if f.sharing != nil {
		if s.rules.Series, err = f.ids.series(); err != nil {
			return nil, err
		}
	}
	for _, e := range f.sharing.take(inbox, batch, s) {
		s.takeInbox(e, f.cfg.Log)
	}
	for _, r := range batch {
		if r.event == nil {
			s.drains = append(s.drains, r)
		} else if p, err := s.take(r.event); err != nil {
			r.done <- err
		} else {
			p.requests = append(p.requests, r)
		}
	}
	return s, nil
}

// takeInbox steps through what a call has brought the ACD. It is taken in any case: nothing
// that has happened can be refused.
func (s *steps) takeInbox(e store.InboxEvent, log zerolog.Logger) {
	p := s.parts.of(nil)
	if e.Event == nil {
		log.Error().Uint64("seq", e.Seq).Msg("what a call has brought the ACD cannot be read, and is left out")
	} else if with, err := s.take(acd.Delayed(e.Event, s.now.Sub(e.At))); err != nil {
		log.Error().Err(err).Msgf("what a call has brought the ACD is refused: %T", e.Event)
	} else {
		p = with
	}
	p.taken = append(p.taken, e.Seq)
}

// take steps through an event, and returns the part that the change belongs to.
func (s *steps) take(e acd.Event) (*part, error) {
	change, err := s.state.Step(e, s.now, s.rules)
	if err != nil {
		return nil, err
	}
	var shards []string
	if !s.version.IsWhole() {
		_, shards = acd.Concerns(s.state, e)
		shards = append(shards, change.Touched(s.state)...)
	}
	p := s.parts.of(shards)
	p.add(change, shards)
	s.state = change.State
	return p, nil
}
