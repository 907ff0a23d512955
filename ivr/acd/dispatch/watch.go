package dispatch

import (
	"context"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

const (
	tickEvery = time.Second
	// forgotten is how long a caller on the line may not ask what to hear next
	// before they are taken to be gone: several rounds of the wait.
	forgotten = 3 * time.Minute
)

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
		err := f.hearOthers(ctx)
		if f.claim(ctx) && err == nil {
			err = f.Tick(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.Log.Error().Err(err).Msg("time could not pass for the ACD")
		}
	}
}

// Tick ends what has taken too long, and takes callers away of whose end we
// were never told.
func (f *Dispatcher) Tick(ctx context.Context) error {
	for _, call := range f.silent() {
		f.Log.Warn().Str("call", call).Msg("a waiting caller was not heard of for minutes, and is taken to be gone")
		if err := f.Do(ctx, acd.Left{Call: call}); err != nil {
			return err
		}
	}
	return f.Do(ctx, acd.Tick{})
}

// Heard notes that a call has asked what to hear next.
func (f *Dispatcher) Heard(call string) {
	f.known.Lock()
	f.seen[call] = f.Clock()
	if f.sharing != nil {
		f.heard[call] = true
	}
	f.known.Unlock()
}

// silent are the calls in queues that were not heard of for long. One that is
// not known to have been heard of, as after a restart, is given the time anew.
func (f *Dispatcher) silent() []string {
	now := f.Clock()
	state := f.State()
	f.known.Lock()
	defer f.known.Unlock()
	var lost []string
	for call := range f.seen {
		if _, waits := state.Interactions[call]; !waits {
			delete(f.seen, call)
		}
	}
	for id, k := range state.Interactions {
		if k.Call == "" || k.State != acd.Waiting && k.State != acd.Offered {
			continue
		}
		switch last, known := f.seen[k.Call]; {
		case !known:
			f.seen[id] = now
		case now.Sub(last) > forgotten:
			lost = append(lost, k.Call)
		}
	}
	return lost
}
