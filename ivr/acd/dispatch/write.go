package dispatch

import (
	"context"
	"sync"

	"github.com/okpay/hotline/store"
)

// writeAll writes the parts of a batch, all at once, and notes the error of each.
func (f *Dispatcher) writeAll(ctx context.Context, s *steps) {
	var writing sync.WaitGroup
	for i, p := range s.parts {
		if p.empty() {
			continue
		}
		commit, err := f.commit(ctx, s, p)
		if err != nil {
			p.err = err
			continue
		}
		write := func() { p.err = f.write(ctx, s, commit) }
		if i == len(s.parts)-1 {
			write()
		} else {
			writing.Go(write)
		}
	}
	writing.Wait()
}

// commit makes what is to be written of a part: with what is to leave for it, and the cases it opens.
func (f *Dispatcher) commit(ctx context.Context, s *steps, p *part) (store.ACDCommit, error) {
	change := p.change(s.state)
	outgoing, err := f.outgoing(change.Actions, s.now)
	if err != nil {
		return store.ACDCommit{}, err
	}
	opened, err := f.cases.opening(ctx, change.Actions, s.now)
	return store.ACDCommit{
		Read: s.version, Before: s.before, Shards: sorted(p.shards), Taken: p.taken, Change: change, Outgoing: outgoing, Cases: opened,
	}, err
}

// write writes a part in one transaction.
func (f *Dispatcher) write(ctx context.Context, s *steps, c store.ACDCommit) error {
	if err := f.cfg.Store.CommitACD(ctx, c); err != nil {
		return err
	}
	f.known.changed(store.ACDNews{
		Version: c.Next(), Whole: f.sharing == nil, State: c.Change.State,
		Interactions: c.Change.Interactions, Sessions: c.Change.Sessions, Queues: c.Change.Queues,
	})
	if len(c.Outgoing) > 0 {
		f.cfg.Notice()
	}
	f.cases.close(ctx, c.Change.Actions, s.now)
	return nil
}
