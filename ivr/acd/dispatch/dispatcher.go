package dispatch

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Store is what the ACD needs kept.
type Store interface {
	store.ACDStore
	store.CaseByNumber
	Call(ctx context.Context, id string) (ivr.Call, int, error)
	CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error)
}

// Config is what an ACD state is made of. All fields are needed.
type Config struct {
	Store  Store
	Rules  func(now time.Time) acd.Context
	Clock  func() time.Time
	Random io.Reader
	Log    zerolog.Logger
	Notice func() // tells the outbox that there is something to send
}

// Dispatcher is the ACD at work. Its methods may be called from any goroutine.
type Dispatcher struct {
	Config
	sharing *sharing // nil: no other process works on the store

	mu      sync.Mutex
	pending []*request
	busy    bool

	known    sync.RWMutex // guards what follows
	state    acd.State
	version  int
	loaded   bool
	watchers map[chan struct{}]bool
	seen     map[string]time.Time // calls that waited, and when they last asked
	heard    map[string]bool      // those that have asked, of which other processes do not know yet
}

// New makes an ACD state; the store is read when it is first needed.
func New(c Config) *Dispatcher {
	return &Dispatcher{
		Config: c, sharing: sharingOf(c.Store), state: acd.New(),
		watchers: map[chan struct{}]bool{}, seen: map[string]time.Time{}, heard: map[string]bool{},
	}
}

// request is an event on its way.
type request struct {
	event acd.Event
	done  chan error
}

// writeDeadline bounds one write of the ACD.
const writeDeadline = 10 * time.Second

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

const maxConflicts = 20

// take goes through a batch and writes what comes of it; again from the start
// when another process has changed the ACD meanwhile.
func (f *Dispatcher) take(batch []*request) {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	refused, err := f.try(ctx, batch)
	for range maxConflicts {
		if !errors.Is(err, store.ErrConflict) {
			break
		}
		f.forget()
		refused, err = f.try(ctx, batch)
	}
	if err != nil {
		f.forget()
		f.Log.Error().Err(err).Int("events", len(batch)).Msg("the ACD could not be changed")
	}
	for i, r := range batch {
		r.done <- errors.Join(err, refused[i])
	}
}

func (f *Dispatcher) forget() {
	f.known.Lock()
	f.loaded = false
	f.known.Unlock()
}

// try steps through a batch on what is known of the ACD.
func (f *Dispatcher) try(ctx context.Context, batch []*request) (refused []error, err error) {
	refused = make([]error, len(batch))
	if err := f.load(ctx); err != nil {
		return refused, err
	}
	inbox, err := f.Store.Inbox(ctx)
	if err != nil {
		return refused, err
	}
	state, version := f.snapshot()
	now := f.Clock()
	rules := f.Rules(now)
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
			f.Log.Error().Uint64("seq", e.Seq).Msg("what a call has brought the ACD cannot be read, and is left out")
			continue
		}
		change, err := state.Step(acd.Delayed(e.Event, now.Sub(e.At)), now, rules)
		if err != nil {
			f.Log.Error().Err(err).Msgf("what a call has brought the ACD is refused: %T", e.Event)
			continue
		}
		all.add(change)
		state = change.State
	}
	return state, taken
}

func (f *Dispatcher) write(ctx context.Context, commit store.ACDCommit, now time.Time) (err error) {
	change := commit.Change
	if commit.Outgoing, err = f.outgoing(change.Actions, now); err != nil {
		return err
	}
	if commit.Cases, err = f.opening(ctx, change.Actions, now); err != nil {
		return err
	}
	if err := f.Store.CommitACD(ctx, commit); err != nil {
		return err
	}
	f.known.Lock()
	if commit.Read+1 > f.version { // no news of others that include it
		f.state, f.version = change.State, commit.Read+1
	}
	f.signal()
	f.known.Unlock()
	if len(commit.Outgoing) > 0 {
		f.Notice()
	}
	f.closeCases(ctx, change.Actions, now)
	return nil
}

// signal tells the watchers that something has changed. The lock is held.
func (f *Dispatcher) signal() {
	for changed := range f.watchers {
		select {
		case changed <- struct{}{}:
		default: // told already, and has not looked
		}
	}
}

// load sees to it that the ACD is known: the newest, where other processes change it.
func (f *Dispatcher) load(ctx context.Context) error {
	f.known.RLock()
	loaded, version := f.loaded, f.version
	f.known.RUnlock()
	switch {
	case loaded && f.sharing == nil:
		return nil
	case loaded:
		return f.catchUp(ctx, version)
	}
	if err := BeginStats(ctx, f.Store, f.Clock(), f.Rules); err != nil {
		return err
	}
	state, version, err := f.Store.ACD(ctx)
	if err != nil {
		return fmt.Errorf("reading the ACD: %w", err)
	}
	f.known.Lock()
	f.state, f.version, f.loaded = state, version, true
	f.known.Unlock()
	return nil
}

func (f *Dispatcher) snapshot() (acd.State, int) {
	f.known.RLock()
	defer f.known.RUnlock()
	return f.state, f.version
}

// State is the present ACD, to be read only.
func (f *Dispatcher) State() acd.State {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	if err := f.load(ctx); err != nil {
		f.Log.Error().Err(err).Msg("the ACD cannot be read")
	}
	state, _ := f.snapshot()
	return state
}

// Now is the ACD's time.
func (f *Dispatcher) Now() time.Time { return f.Clock() }

// Watch gives a signal after changes; several may share one. stop ends it.
func (f *Dispatcher) Watch() (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	f.known.Lock()
	f.watchers[c] = true
	f.known.Unlock()
	return c, func() {
		f.known.Lock()
		delete(f.watchers, c)
		f.known.Unlock()
	}
}

const idSize = 16

func (f *Dispatcher) id() (string, error) {
	id := make([]byte, idSize)
	if _, err := io.ReadFull(f.Random, id); err != nil {
		return "", fmt.Errorf("drawing an action's id: %w", err)
	}
	return hex.EncodeToString(id), nil
}
