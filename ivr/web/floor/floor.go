package floor

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
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/store"
)

// Store is what the floor needs kept.
type Store interface {
	store.Desk
	store.CaseByNumber
	Call(ctx context.Context, id string) (ivr.Call, int, error)
	CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error)
}

// Config is what a floor is made of. All fields are needed.
type Config struct {
	Store  Store
	Rules  func(now time.Time) desk.Rules
	Clock  func() time.Time
	Random io.Reader
	Log    zerolog.Logger
	Notice func() // tells the outbox that there is something to send
}

// Floor is the desk at work. Its methods may be called from any goroutine.
type Floor struct {
	Config

	mu      sync.Mutex
	pending []*request
	busy    bool

	known    sync.RWMutex // guards what follows
	state    desk.Floor
	version  int
	loaded   bool
	watchers map[chan struct{}]bool
	seen     map[string]time.Time // calls that waited, and when they last asked
}

// New makes a floor; the store is read when it is first needed.
func New(c Config) *Floor {
	return &Floor{Config: c, state: desk.New(), watchers: map[chan struct{}]bool{}, seen: map[string]time.Time{}}
}

// request is an event on its way.
type request struct {
	event desk.Event
	done  chan error
}

// writeDeadline bounds one write of the floor.
const writeDeadline = 10 * time.Second

// Do takes the floor through an event. What agents do may be refused with an
// error of package desk; else the event counts, durably, when Do returns nil.
// When ctx ends first it may count or not.
func (f *Floor) Do(ctx context.Context, e desk.Event) error {
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

// work takes what waits, all of it at once, until nothing does.
func (f *Floor) work() {
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

const maxConflicts = 5

// take goes through a batch and writes what comes of it; again from the start
// when another process has changed the floor meanwhile.
func (f *Floor) take(batch []*request) {
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
		f.Log.Error().Err(err).Int("events", len(batch)).Msg("the floor could not be changed")
	}
	for i, r := range batch {
		r.done <- errors.Join(err, refused[i])
	}
}

func (f *Floor) forget() {
	f.known.Lock()
	f.loaded = false
	f.known.Unlock()
}

// try steps through a batch on what is known of the floor.
func (f *Floor) try(ctx context.Context, batch []*request) (refused []error, err error) {
	refused = make([]error, len(batch))
	if err := f.load(ctx); err != nil {
		return refused, err
	}
	state, version := f.snapshot()
	now := f.Clock()
	rules := f.Rules(now)
	all := merged{days: desk.Days{}, tickets: map[string]bool{}, seats: map[string]bool{}, lines: map[string]bool{}}
	for i, r := range batch {
		var change desk.Change
		change, refused[i] = state.Step(r.event, now, rules)
		if refused[i] == nil {
			all.add(change)
			state = change.Floor
		}
	}
	if all.empty() {
		return refused, nil
	}
	return refused, f.write(ctx, all.change(state), version, now)
}

func (f *Floor) write(ctx context.Context, change desk.Change, version int, now time.Time) error {
	out, err := f.outgoing(change.Actions, now)
	if err != nil {
		return err
	}
	cases, err := f.opening(ctx, change.Actions, now)
	if err != nil {
		return err
	}
	if err := f.Store.CommitFloor(ctx, store.FloorCommit{Read: version, Change: change, Outgoing: out, Cases: cases}); err != nil {
		return err
	}
	f.known.Lock()
	f.state, f.version = change.Floor, version+1
	for changed := range f.watchers {
		select {
		case changed <- struct{}{}:
		default: // told already, and has not looked
		}
	}
	f.known.Unlock()
	if len(out) > 0 {
		f.Notice()
	}
	f.closeCases(ctx, change.Actions, now)
	return nil
}

func (f *Floor) load(ctx context.Context) error {
	f.known.RLock()
	loaded := f.loaded
	f.known.RUnlock()
	if loaded {
		return nil
	}
	if err := BeginStats(ctx, f.Store, f.Clock(), f.Rules); err != nil {
		return err
	}
	state, version, err := f.Store.Floor(ctx)
	if err != nil {
		return fmt.Errorf("reading the floor: %w", err)
	}
	f.known.Lock()
	f.state, f.version, f.loaded = state, version, true
	f.known.Unlock()
	return nil
}

func (f *Floor) snapshot() (desk.Floor, int) {
	f.known.RLock()
	defer f.known.RUnlock()
	return f.state, f.version
}

// State is the present floor, to be read only.
func (f *Floor) State() desk.Floor {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	if err := f.load(ctx); err != nil {
		f.Log.Error().Err(err).Msg("the floor cannot be read")
	}
	state, _ := f.snapshot()
	return state
}

// Now is the floor's time.
func (f *Floor) Now() time.Time { return f.Clock() }

// Watch gives a signal after changes; several may share one. stop ends it.
func (f *Floor) Watch() (changed <-chan struct{}, stop func()) {
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

func (f *Floor) id() (string, error) {
	id := make([]byte, idSize)
	if _, err := io.ReadFull(f.Random, id); err != nil {
		return "", fmt.Errorf("drawing an action's id: %w", err)
	}
	return hex.EncodeToString(id), nil
}
