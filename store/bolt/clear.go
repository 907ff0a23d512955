package bolt

import (
	"bytes"
	"context"

	"go.etcd.io/bbolt"
)

// clear removes what earlier imports left: rows of one that broke off, and
// versions that were replaced.
func (s *ledgerStore) clear(ctx context.Context) error {
	var now ledger
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		now, err = readLedger(tx)
		return err
	})
	if err != nil {
		return err
	}
	if now.Importing {
		if err := s.clearStaged(ctx, now); err != nil {
			return err
		}
	}
	return s.clearReplaced(ctx)
}

// clearStaged removes the rows of an import that broke off.
func (s *ledgerStore) clearStaged(ctx context.Context, now ledger) error {
	for _, t := range tables() {
		isStaged := func(key []byte) bool { return generationOf(key) > now.Generation }
		err := s.sweep(ctx, t.rows, isStaged, func(tx *bbolt.Tx, key []byte) error {
			return t.tidy(tx, string(key[:len(key)-generationSize-1]), now.Generation)
		})
		if err != nil {
			return err
		}
	}
	now.Importing = false
	return s.update(ctx, func(tx *bbolt.Tx) error { return now.write(tx) })
}

// clearReplaced removes the versions that newer rows have replaced.
func (s *ledgerStore) clearReplaced(ctx context.Context) error {
	every := func([]byte) bool { return true }
	return s.sweep(ctx, replaced, every, func(tx *bbolt.Tx, key []byte) error {
		now, err := readLedger(tx)
		if err != nil {
			return err
		}
		name, id, _ := bytes.Cut(key, []byte{0})
		for _, t := range tables() {
			if t.rows != bucket(name) {
				continue
			}
			if err := t.tidy(tx, string(id), now.Generation); err != nil {
				return err
			}
		}
		return replaced.remove(tx, key)
	})
}
