package bolt

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// PruneCalls removes the oldest calls that have ended, with all that belongs to them.
func (s *keepStore) PruneCalls(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	s.calls.foldAll() // what has ended is in its record then
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		removed = 0
		keys, err := oldestCalls(tx, before)
		for _, key := range keys {
			if err != nil || removed == limit {
				break
			}
			var was bool
			if was, err = s.pruneCall(tx, key); was {
				removed++
			}
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// oldestCalls gives the keys of the oldest calls in the order of calls, the oldest first: a
// portion of them.
func oldestCalls(tx *bbolt.Tx, before time.Time) (keys [][]byte, err error) {
	in, err := callsByStart.of(tx)
	if err != nil {
		return nil, err
	}
	late, cursor := descending(nil, before), in.Cursor()
	for key, _ := cursor.Last(); key != nil && bytes.Compare(key, late) > 0 && len(keys) < portion; key, _ = cursor.Prev() {
		if !bytes.HasPrefix(key, late) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	return keys, nil
}

// pruneCall removes a call by its key in the order of calls. A key that is not its call's, as one that was changed, is
// removed alone: the call is perhaps a young one.
func (s *keepStore) pruneCall(tx *bbolt.Tx, key []byte) (bool, error) {
	of, err := startIndex.record(key)
	if err != nil {
		return false, callsByStart.removeAt(tx, key)
	}
	id := string(of)
	record, err := readCall(tx, id)
	switch {
	case lacks(err): // damaged, or gone
		return s.pruneDamaged(tx, id, key)
	case err != nil:
		return false, err
	case !bytes.Equal(startKey(record.Call), key):
		return false, callsByStart.removeAt(tx, key)
	}
	was, err := s.removeEnded(tx, id, removeVisit)
	if errors.Is(err, store.ErrDamaged) {
		return s.pruneDamaged(tx, id, key)
	}
	return was, err
}

func removeVisit(tx *bbolt.Tx, v acd.QueueRecord) error {
	for _, key := range callVisitKeys(v) {
		if err := callVisits.remove(tx, key); err != nil {
			return err
		}
	}
	return visits.remove(tx, visitKey(v))
}

// pruneDamaged removes a damaged call, with all that is kept under its id. Only the key tells when the call began: a
// call whose key has a wrong checksum stays.
func (s *keepStore) pruneDamaged(tx *bbolt.Tx, id string, key []byte) (bool, error) {
	if _, err := callsByStart.get(tx, key); err != nil {
		return false, nil
	}
	return true, errors.Join(pruneStays(tx, id), calls.remove(tx, []byte(id)), removeParts(tx, id), removeSteps(tx, id), callsByStart.remove(tx, key))
}

// pruneStays removes the stays of a call, also those that are damaged. Those of a callback that has a call of its own
// are that call's.
func pruneStays(tx *bbolt.Tx, id string) error {
	begin := prefix(id)
	keys, err := callVisits.keysUnder(tx, begin)
	for _, key := range keys {
		place := key[len(begin):]
		v, unread := load[acd.QueueRecord](tx, visits, place)
		switch {
		case unread != nil:
			err = errors.Join(err, callVisits.removeAt(tx, key), visits.removeAt(tx, place))
		case v.Call == id || v.Call == "":
			err = errors.Join(err, removeVisit(tx, v))
		}
	}
	return err
}

// removeSteps removes the steps and the condensed journal of a call whose record, which names them,
// cannot be read: all are looked at.
func removeSteps(tx *bbolt.Tx, id string) error {
	for _, b := range []bucket{steps, journals} {
		in, err := b.of(tx)
		if err != nil {
			return err
		}
		var keys [][]byte
		cursor := in.Cursor()
		for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
			if _, call, ok := splitStepKey(key); ok && string(call) == id {
				keys = append(keys, bytes.Clone(key))
			}
		}
		for _, key := range keys {
			if err := b.removeAt(tx, key); err != nil {
				return err
			}
		}
	}
	return nil
}

// EraseCalls removes calls that have ended, and keeps their stays in queues for figures.
func (s *keepStore) EraseCalls(ctx context.Context, ids []string) (removed int, err error) {
	s.calls.foldAll() // what has ended is in its record then
	err = s.update(ctx, func(tx *bbolt.Tx) error {
		removed = 0
		for _, id := range ids {
			was, err := s.removeEnded(tx, id, func(tx *bbolt.Tx, v acd.QueueRecord) error {
				v.Note = ""
				return save(tx, visits, visitKey(v), v)
			})
			if err != nil {
				return err
			}
			if was {
				removed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// removeEnded removes a call and all that is kept under its id, and reports whether it did.
func (s *keepStore) removeEnded(tx *bbolt.Tx, id string, visit func(*bbolt.Tx, acd.QueueRecord) error) (bool, error) {
	record, err := readCall(tx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case !record.Call.Ended(), s.calls.live.find(id) != nil: // not all of it is in its record
		return false, nil
	}
	err = eachVisit(tx, id, func(tx *bbolt.Tx, v acd.QueueRecord) error {
		return errors.Join(callIndex.remove(tx, callKey(store.OfQueue, v.Queue, record.Call)), visit(tx, v))
	})
	if err != nil {
		return false, err
	}
	for _, seq := range record.Steps {
		if err := steps.remove(tx, stepKey(seq, id)); err != nil {
			return false, err
		}
	}
	if record.Condensed != 0 {
		if err := journals.remove(tx, stepKey(record.Condensed, id)); err != nil {
			return false, err
		}
	}
	return true, errors.Join(removeCall(tx, record.Call), removeParts(tx, id), calls.remove(tx, []byte(id)))
}

// removeParts removes what is kept of a call beside its record.
func removeParts(tx *bbolt.Tx, id string) error {
	for _, b := range []bucket{journal, claims, tokens} {
		if err := b.removeUnder(tx, prefix(id)); err != nil {
			return err
		}
	}
	return codes.remove(tx, []byte(id))
}

// eachVisit does something with each stay of a call. Those of a callback that was asked for
// in it belong to the callback's own call, once it has one.
func eachVisit(tx *bbolt.Tx, call string, visit func(*bbolt.Tx, acd.QueueRecord) error) error {
	keys, err := callVisits.keysUnder(tx, prefix(call))
	if err != nil {
		return err
	}
	for _, key := range keys {
		v, err := load[acd.QueueRecord](tx, visits, key[len(prefix(call)):])
		switch {
		case errors.Is(err, store.ErrNotFound):
			err = callVisits.remove(tx, key)
		case err == nil && (v.Call == call || v.Call == ""):
			err = visit(tx, v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keysUnder gives copies of the keys that begin so, as they are in the file.
func (b bucket) keysUnder(tx *bbolt.Tx, begin []byte) (keys [][]byte, err error) {
	in, err := b.of(tx)
	if err != nil {
		return nil, err
	}
	cursor := in.Cursor()
	for key, _ := cursor.Seek(begin); key != nil && bytes.HasPrefix(key, begin); key, _ = cursor.Next() {
		keys = append(keys, bytes.Clone(key))
	}
	return keys, nil
}

func (b bucket) removeUnder(tx *bbolt.Tx, begin []byte) error {
	keys, err := b.keysUnder(tx, begin)
	for _, key := range keys {
		err = errors.Join(err, b.removeAt(tx, key))
	}
	return err
}

// PruneLocks removes counts of tries that were over before an instant.
func (s *keepStore) PruneLocks(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	over := func(l store.Lock) bool { return l.Since.Before(before) && l.Until.Before(before) }
	for from := []byte{}; from != nil; {
		var keys [][]byte
		err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
			keys, from, err = chooseLocks(tx, from, over, limit-removed)
			return err
		})
		if err != nil {
			return removed, err
		}
		err = s.fixAll(ctx, keys, func(tx *bbolt.Tx, key []byte) error {
			if lock, err := load[store.Lock](tx, locks, key); err != nil || !over(lock) {
				return ignoreNotFound(err) // it counts again
			}
			return locks.remove(tx, key)
		})
		if err != nil {
			return removed, err
		}
		if removed += len(keys); removed >= limit {
			return removed, nil
		}
	}
	return removed, nil
}

// chooseLocks gives the keys of locks of a portion that are to go, and the key to go on from.
func chooseLocks(tx *bbolt.Tx, from []byte, over func(store.Lock) bool, limit int) (keys [][]byte, next []byte, err error) {
	b, in, from, err := locks.under(tx, from)
	if err != nil {
		return nil, nil, err
	}
	seen, cursor := 0, in.Cursor()
	for key, sealed := cursor.Seek(from); key != nil; key, sealed = cursor.Next() {
		if seen++; seen > portion || len(keys) == limit {
			return keys, bytes.Clone(key), nil
		}
		payload, err := b.open(tx, key, sealed)
		if err != nil {
			continue
		}
		if lock, err := store.Decode[store.Lock](payload); err == nil && over(lock) {
			keys = append(keys, bytes.Clone(key))
		}
	}
	return keys, nil, nil
}

func ignoreNotFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
