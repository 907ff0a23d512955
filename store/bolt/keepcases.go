package bolt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// ForgetCases removes closed cases.
func (s *keepStore) ForgetCases(ctx context.Context, numbers []string) (removed int, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		removed = 0
		for _, number := range numbers {
			c, err := load[store.Case](tx, cases, []byte(number))
			if errors.Is(err, store.ErrNotFound) || err == nil && c.Closed.IsZero() {
				continue
			}
			if err == nil {
				err = errors.Join(unindexCase(tx, c), removeNews(tx, number), cases.remove(tx, []byte(number)))
			}
			if err != nil {
				return err
			}
			removed++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// unindexCase takes a case out of the index.
func unindexCase(tx *bbolt.Tx, c store.Case) error {
	err := unindexOpen(tx, c)
	for _, trait := range traits(c) {
		err = errors.Join(err, caseIndex.remove(tx, caseKey(allCases, trait, c)))
	}
	return err
}

// EraseCase removes from a case what it holds about the person.
func (s *keepStore) EraseCase(ctx context.Context, number, by string, at time.Time) (store.Case, error) {
	var erased store.Case
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		c, err := load[store.Case](tx, cases, []byte(number))
		if err != nil {
			return err
		}
		erased = c.Erase(by, at)
		if err := errors.Join(unindexCase(tx, c), removeNews(tx, number), save(tx, cases, []byte(number), erased)); err != nil {
			return err
		}
		if err := indexCase(tx, erased); err != nil {
			return err
		}
		if c.Closed.IsZero() {
			return announce(tx, news{store.CaseClosed, by, at}, erased)
		}
		return nil
	})
	if err != nil {
		return store.Case{}, err
	}
	return erased, nil
}

// removeNews removes news of a case that waits to be delivered, or could not be. There is
// little of it at any time.
func removeNews(tx *bbolt.Tx, number string) error {
	for _, b := range []bucket{pending, dead} {
		keys, err := b.keysUnder(tx, nil)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if d, err := load[store.Delivery](tx, b, key); err != nil || d.Case.Number != number {
				continue
			}
			if err := b.remove(tx, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// RemoveRecording takes a recording from a case.
func (s *keepStore) RemoveRecording(ctx context.Context, number, url string) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		c, err := load[store.Case](tx, cases, []byte(number))
		if err != nil {
			return ignoreNotFound(err)
		}
		c.Recordings = slices.DeleteFunc(c.Recordings, func(r store.Recording) bool { return r.URL == url })
		return save(tx, cases, []byte(number), c)
	})
}

// pruneWindow is how many of the oldest entries are looked at for the chain's first ones:
// entries whose clocks differ may stand in another order.
const pruneWindow = 1024

// PruneAudit removes the audit's oldest entries.
func (s *keepStore) PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		chain, err := load[store.AuditChain](tx, meta, chainKey)
		if err != nil {
			return err
		}
		oldest, unread, err := oldestAudit(tx, before)
		if err != nil {
			return err
		}
		var gone [][]byte
		for _, e := range oldest {
			if len(gone) >= limit {
				break
			}
			missing, first, err := chain.Drop(e.AuditEntry, len(unread))
			if err != nil {
				return err
			}
			if !first {
				break
			}
			gone, unread = append(append(gone, e.key), unread[:missing]...), unread[missing:]
		}
		removed = len(gone)
		for _, key := range gone {
			if err := audit.remove(tx, key); err != nil {
				return err
			}
		}
		return save(tx, meta, chainKey, chain)
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// oldEntry is an entry of the audit that may go.
type oldEntry struct {
	store.AuditEntry
	key []byte
}

// oldestAudit gives the oldest entries of before an instant in the order of the chain, and the keys of those among them
// that cannot be read.
func oldestAudit(tx *bbolt.Tx, before time.Time) (found []oldEntry, unread [][]byte, err error) {
	in, err := audit.of(tx)
	if err != nil {
		return nil, nil, err
	}
	cursor := in.Cursor()
	for key, _ := cursor.Last(); key != nil && len(found) < pruneWindow; key, _ = cursor.Prev() {
		e, err := load[store.AuditEntry](tx, audit, key)
		if errors.Is(err, store.ErrDamaged) {
			unread = append(unread, bytes.Clone(key))
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		if !e.At.Before(before) {
			break
		}
		found = append(found, oldEntry{e, bytes.Clone(key)})
	}
	slices.SortStableFunc(found, func(a, b oldEntry) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return found, unread, nil
}
