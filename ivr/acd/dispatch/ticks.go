package dispatch

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

const tickEvery = time.Second

// Run lets time pass on the ACD until ctx ends. Where several processes share it, time
// passes in the one that dispatches.
func (f *Dispatcher) Run(ctx context.Context) error {
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	if f.sharing != nil {
		var following sync.WaitGroup
		following.Go(func() { f.follow(ctx) })
		defer f.yield()
		defer following.Wait()
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := f.claim(ctx)
		if err == nil {
			err = f.hearOthers(ctx)
		}
		if err == nil && f.sharing.dispatches() {
			err = f.Tick(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.cfg.Log.Error().Err(err).Msg("time could not pass for the ACD")
		}
	}
}

// Tick ends what has taken too long in the queues that this process dispatches, and takes
// callers away of whose end we were never told.
func (f *Dispatcher) Tick(ctx context.Context) error {
	state, tick := f.State(), acd.Tick{Queues: f.sharing.queues()}
	for _, call := range f.heard.silent(state, f.cfg.Clock()) {
		if k, _ := state.ByCall(call); tick.Queues != nil && !slices.Contains(tick.Queues, k.Queue) {
			continue
		}
		f.cfg.Log.Warn().Str("call", call).Msg("a waiting caller was not heard of for minutes, and is taken to be gone")
		if err := f.Do(ctx, acd.Left{Call: call}); err != nil {
			return err
		}
	}
	return f.Do(ctx, tick)
}

// Heard notes that a call has asked what to hear next.
func (f *Dispatcher) Heard(call string) { f.heard.note(call, f.cfg.Clock()) }
