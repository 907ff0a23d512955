package bolt

import (
	"context"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// visitKey keeps queue records newest first; a queue record's beginning never changes.
func visitKey(v acd.QueueRecord) []byte { return append(descending(nil, v.Entered), v.ID...) }

// callVisitKeys are where a queue record is found by its call and, of a callback, by the
// call in which it was asked for.
func callVisitKeys(v acd.QueueRecord) [][]byte {
	var keys [][]byte
	for _, call := range []string{v.Call, v.Origin} {
		if call != "" {
			keys = append(keys, append(prefix(call), visitKey(v)...))
		}
	}
	return keys
}

// QueueRecords gives the stays that began since then and before until, newest first.
func (s *acdStore) QueueRecords(ctx context.Context, since, until time.Time) iter.Seq2[acd.QueueRecord, error] {
	all := walkFrom(ctx, s.file, visits, []byte{}, startAt([]byte{}, until), func(tx *bbolt.Tx, key []byte) (acd.QueueRecord, error) {
		return load[acd.QueueRecord](tx, visits, key)
	})
	return func(yield func(acd.QueueRecord, error) bool) {
		for v, err := range all {
			switch {
			case err == nil && v.Entered.Before(since):
				return
			case err == nil && !until.IsZero() && !v.Entered.Before(until):
				continue
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// QueueRecordsOf gives the stays of a call, and those of the callbacks that were asked
// for in it, newest first.
func (s *acdStore) QueueRecordsOf(ctx context.Context, call string) iter.Seq2[acd.QueueRecord, error] {
	begin := prefix(call)
	return walk(ctx, s.file, callVisits, begin, func(tx *bbolt.Tx, key []byte) (acd.QueueRecord, error) {
		return load[acd.QueueRecord](tx, visits, key[len(begin):])
	})
}

// indexVisits fills the index of queue records by call, in a file that had none.
func indexVisits(tx *bbolt.Tx) error {
	all, err := visits.of(tx)
	if err != nil {
		return err
	}
	return all.ForEach(func(key, sealed []byte) error {
		payload, err := visits.open(tx, key, sealed)
		if err != nil {
			return err
		}
		v, err := store.Decode[acd.QueueRecord](payload)
		if err != nil {
			return err
		}
		for _, key := range callVisitKeys(v) {
			if err := callVisits.put(tx, key, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
