package bolt

import (
	"context"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// chainKey is where meta has the audit's chain.
var chainKey = []byte("audit chain")

// AuditChain returns where the audit's chain begins and ends.
func (s *keepStore) AuditChain(ctx context.Context) (store.AuditChain, error) {
	return loadOne[store.AuditChain](ctx, s.file, meta, string(chainKey))
}

// follow puts an entry behind the last one.
func follow(tx *bbolt.Tx, e *store.AuditEntry) error {
	chain, err := load[store.AuditChain](tx, meta, chainKey)
	if err != nil {
		return err
	}
	if chain.Head, err = e.Follow(chain.Head); err != nil {
		return err
	}
	return save(tx, meta, chainKey, chain)
}

// chainOlder begins the chain of a store whose entries have none.
func chainOlder(db *bbolt.DB) error {
	var older []store.AuditEntry
	var done bool
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			if done, err = meta.has(tx, chainKey); err != nil || done {
				return err
			}
			older, err = readableAudit(tx)
			return err
		})
	})
	if err != nil || done {
		return err
	}
	if slices.ContainsFunc(older, func(e store.AuditEntry) bool { return e.Sequence > 0 }) { // there was a chain
		return guard(func() error { return db.Update(func(tx *bbolt.Tx) error { return putAnew(tx, chainKey) }) })
	}
	sum, err := store.ChainOlder(older)
	if err != nil {
		return err
	}
	start := store.AuditLink{Hash: sum}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			return save(tx, meta, chainKey, store.AuditChain{Start: start, Head: start, Older: len(older)})
		})
	})
}

// readableAudit reads the audit's entries, newest first, without those that are damaged.
func readableAudit(tx *bbolt.Tx) (all []store.AuditEntry, err error) {
	in, err := audit.of(tx)
	if err != nil {
		return nil, err
	}
	err = in.ForEach(func(key, _ []byte) error {
		e, err := load[store.AuditEntry](tx, audit, key)
		if errors.Is(err, store.ErrDamaged) {
			return nil
		}
		all = append(all, e)
		return err
	})
	return all, err
}
