package bolt

import (
	"context"

	"go.etcd.io/bbolt"
)

// FoldAll folds all calls in memory, also those that live on.
func (s *Store) FoldAll() error {
	f := fold{s: s.callStore}
	w := newWork(context.Background())
	w.write = func(tx *bbolt.Tx) error {
		defer func(span uint64) { s.log.span = span }(s.log.span)
		s.log.span = 0
		return f.write(tx)
	}
	w.finish = f.finish
	return s.run(w)
}

// InMemory counts the calls in memory.
func (s *Store) InMemory() int { return len(s.live.all()) }
