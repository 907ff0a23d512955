package bolt

import (
	"context"
	"runtime"

	"go.etcd.io/bbolt"
)

// The bounds of the queue of writes: how many may wait, and how many share a
// transaction.
const (
	backlog = 1024
	gather  = 256
)

// work is a write on its way to the disk. check only reads: when it fails the
// others of the transaction are not touched by it. finish, if there is one, is told
// what came of it before anything else is written.
type work struct {
	ctx    context.Context
	check  func(*bbolt.Tx) error
	write  func(*bbolt.Tx) error
	finish func(error)
	err    error // of check, or of the transaction
	done   chan error
}

func newWork(ctx context.Context) *work { return &work{ctx: ctx, done: make(chan error, 1)} }

// update writes, together with others.
func (s *file) update(ctx context.Context, write func(*bbolt.Tx) error) error {
	return s.updateIf(ctx, func(*bbolt.Tx) error { return nil }, write)
}

// updateIf writes, together with others, unless check fails. When ctx ends
// first it returns at once: what was on its way may be written or not, and
// what the functions set must not be looked at. They may run more than once.
func (s *file) updateIf(ctx context.Context, check, write func(*bbolt.Tx) error) error {
	w := newWork(ctx)
	w.check, w.write = check, write
	_, err := s.run(w)
	return err
}

// run hands a write over and waits for it, or until its context ends: then it is not
// finished, and still the writer's.
func (s *file) run(w *work) (finished bool, err error) {
	if err := s.enqueue(w); err != nil {
		if w.finish != nil {
			w.finish(err)
		}
		return true, err
	}
	select {
	case err := <-w.done:
		return true, err
	case <-w.ctx.Done():
		return false, w.ctx.Err()
	}
}

func (s *file) enqueue(w *work) error {
	s.closing.RLock()
	defer s.closing.RUnlock()
	if s.closed {
		return ErrClosed
	}
	select {
	case s.queue <- w:
		return nil
	case <-w.ctx.Done():
		return w.ctx.Err()
	}
}

// writer takes what waits, all of it up to a bound, and writes it in one
// transaction. Nothing waits for more to come. Goroutines that can run do so first: on one
// processor the writer would else take each write before the next could be handed over.
func (s *file) writer() {
	defer close(s.drained)
	group := make([]*work, 0, gather)
	for w := range s.queue {
		group = append(group[:0], w)
		runtime.Gosched()
		for len(group) < gather && len(s.queue) > 0 {
			if w, ok := <-s.queue; ok {
				group = append(group, w)
			}
		}
		s.write(group)
	}
}

// write gives a group its transaction. When that fails, each gets its own: one
// that cannot be written must not keep the others from it.
func (s *file) write(group []*work) {
	err := s.transact(group)
	if err != nil && len(group) > 1 {
		for _, w := range group {
			s.write([]*work{w})
		}
		return
	}
	for _, w := range group {
		if err != nil {
			w.err = err
		}
		if w.finish != nil {
			w.finish(w.err)
		}
		w.done <- w.err
	}
}

func (s *file) transact(group []*work) error {
	return guard(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			s.begin()
			for _, w := range group {
				if w.err = w.ctx.Err(); w.err != nil {
					continue
				}
				if w.check != nil {
					if w.err = w.check(tx); w.err != nil {
						continue
					}
				}
				if err := w.write(tx); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
