package dispatch

import (
	"context"
	"maps"
	"sync/atomic"
	"time"

	"github.com/okpay/hotline/store"
)

// On a store that several processes share, queues are parted into groups, and the one that
// holds a group's lease dispatches it: it takes what calls leave for it in the inbox, and lets
// time pass in it. The others read the ACD anew whenever they look at it, and write what must be
// answered at once, as an agent's command, themselves: a change that is not based on the newest
// version of the queues that it touches is refused, and made again. So no two processes ever offer
// the same caller, even while they disagree about who dispatches, or about what a group is.
const (
	// leaseFor is how long a process that does not keep its leases holds them: they are asked
	// for every second, so that a lost holder is replaced within four.
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
	holds atomic.Pointer[holding] // nil before leases were first asked for
}

func sharingOf(s Store) *sharing {
	shared, is := s.(store.Shared)
	if !is {
		return nil
	}
	return &sharing{Shared: shared}
}

// inbox reads what calls have left for the ACD. Where several processes take it, others'
// events may stand before those of this one.
func (s *sharing) inbox(ctx context.Context, from store.ACDStore) (all []store.InboxEvent, err error) {
	const pagesMost = 20
	last := uint64(0)
	for range pagesMost {
		page, err := from.Inbox(ctx, last)
		all = append(all, page...)
		if err != nil || len(page) < store.InboxMost || s == nil {
			return all, err
		}
		last = page[len(page)-1].Seq
	}
	return all, nil
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
		if err == nil {
			err = f.Drain(ctx)
		}
		if err != nil && ctx.Err() == nil {
			f.cfg.Log.Warn().Err(err).Msg("what is new of the ACD could not be read")
		}
	}
}

// catchUp reads what other processes have changed.
func (f *Dispatcher) catchUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	for {
		_, version, changes := f.known.at()
		news, err := f.sharing.ACDSince(ctx, version)
		if err != nil || maps.Equal(news.Version, version) || f.known.learned(news, changes) {
			return err
		}
	}
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
	if !f.sharing.dispatches() {
		return nil
	}
	elsewhere, err := f.sharing.MarkedElsewhere(ctx, store.MarkHeard)
	f.heard.learned(elsewhere, f.cfg.Clock())
	return err
}
