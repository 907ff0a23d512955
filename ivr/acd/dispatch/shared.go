package dispatch

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/okpay/hotline/store"
)

// On a store that several processes share, the one that holds a lease dispatches: it
// takes what calls leave in the inbox, and lets time pass. The others read the ACD anew
// whenever they look at it, and write what must be answered at once, as an agent's
// command, themselves: a change that is not based on the newest version is refused and
// made again, whoever wrote that. So no two processes ever offer one caller.
const (
	leaseName = "acd"
	// leaseFor is how long a process that does not keep its lease holds it: it is asked
	// for every second by all, so that a lost holder is replaced within four.
	leaseFor = 3 * time.Second
	// followEvery is how often the others' changes, and the inbox, are looked for.
	followEvery = 200 * time.Millisecond
	// heardFor is how long the others know of a caller that this process has heard.
	heardFor = time.Minute
	// lookDeadline bounds one look at what others have changed.
	lookDeadline = time.Second
)

// sharing is what a process does with others that work on the same ACD; nil alone.
type sharing struct {
	store.Shared
	dispatches atomic.Bool // the lease is held
}

func sharingOf(s Store) *sharing {
	shared, is := s.(store.Shared)
	if !is {
		return nil
	}
	return &sharing{Shared: shared}
}

// mine reports whether this process dispatches.
func (s *sharing) mine() bool { return s == nil || s.dispatches.Load() }

// claim takes the lease or keeps it, and reports whether this process dispatches.
func (f *Dispatcher) claim(ctx context.Context) bool {
	if f.sharing == nil {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	held, err := f.sharing.Lease(ctx, leaseName, leaseFor)
	if err != nil && ctx.Err() == nil {
		f.cfg.Log.Error().Err(err).Msg("whether this process dispatches could not be found out")
	}
	if before := f.sharing.dispatches.Swap(held); before != held {
		f.cfg.Log.Info().Bool("dispatches", held).Msg("of the processes that share the ACD, one dispatches")
	}
	return held
}

// yield gives the lease back, so that another process need not wait for its end.
func (f *Dispatcher) yield() {
	if f.sharing == nil || !f.sharing.dispatches.Swap(false) {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookDeadline)
	defer cancel()
	if err := f.sharing.Release(ctx, leaseName); err != nil {
		f.cfg.Log.Warn().Err(err).Msg("another process will dispatch a few seconds later: the lease could not be given back")
	}
}

// follow looks for what other processes have changed, until ctx ends.
func (f *Dispatcher) follow(ctx context.Context) {
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := f.load(ctx)
		if err == nil && f.sharing.mine() {
			err = f.Drain(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.cfg.Log.Warn().Err(err).Msg("what is new of the ACD could not be read")
		}
	}
}

// catchUp reads what other processes have changed since a version.
func (f *Dispatcher) catchUp(ctx context.Context, version int) error {
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	news, err := f.sharing.ACDSince(ctx, version)
	if err != nil || news.Version == version {
		return err
	}
	f.known.learned(news)
	return nil
}

// hearOthers tells the other processes whom this one has heard, and learns whom they
// have.
func (f *Dispatcher) hearOthers(ctx context.Context) error {
	if f.sharing == nil {
		return nil
	}
	if err := f.sharing.Mark(ctx, store.MarkHeard, f.heard.takeNews(), heardFor); err != nil {
		return err
	}
	if !f.sharing.mine() {
		return nil
	}
	elsewhere, err := f.sharing.MarkedElsewhere(ctx, store.MarkHeard)
	f.heard.learned(elsewhere, f.cfg.Clock())
	return err
}
