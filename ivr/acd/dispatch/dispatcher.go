package dispatch

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// Dispatcher is the ACD at work. Its methods may be called from any goroutine.
type Dispatcher struct {
	cfg     Config
	cases   cases
	ids     ids
	known   *known    // the ACD as it is in the store
	heard   *lastWord // of callers who wait
	sharing *sharing  // nil: no other process works on the store

	mu      sync.Mutex // guards what follows
	pending []*request
	busy    bool
}

// New makes an ACD state; the store is read when it is first needed.
func New(c Config) *Dispatcher {
	return &Dispatcher{
		cfg: c, cases: cases{store: c.Store, random: c.Random, log: c.Log}, ids: ids{c.Random},
		known: nothingKnown(), heard: nobodyHeard(), sharing: sharingOf(c.Store),
	}
}

// writeDeadline bounds one write of the ACD.
const writeDeadline = 10 * time.Second

// load sees to it that the ACD is known: the newest, where other processes change it.
func (f *Dispatcher) load(ctx context.Context) error {
	switch loaded, _, _ := f.known.at(); {
	case loaded && f.sharing == nil:
		return nil
	case loaded:
		return f.catchUp(ctx)
	}
	if err := BeginStats(ctx, f.cfg.Store, f.cfg.Clock(), f.cfg.Rules); err != nil {
		return err
	}
	state, version, err := f.cfg.Store.ACD(ctx)
	if err != nil {
		return fmt.Errorf("reading the ACD: %w", err)
	}
	f.known.loaded(state, version)
	return nil
}

// State is the present ACD, to be read only.
func (f *Dispatcher) State() acd.State {
	ctx, cancel := context.WithTimeout(context.Background(), writeDeadline)
	defer cancel()
	if err := f.load(ctx); err != nil {
		f.cfg.Log.Error().Err(err).Msg("the ACD cannot be read")
	}
	state, _ := f.known.snapshot()
	return state
}

// Now is the ACD's time.
func (f *Dispatcher) Now() time.Time { return f.cfg.Clock() }

// Watch gives a signal after changes; several may share one. stop ends it.
func (f *Dispatcher) Watch() (changed <-chan struct{}, stop func()) { return f.known.watch() }
