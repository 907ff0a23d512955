package bolt

import (
	"context"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
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
	all := walk(ctx, s.file, span{in: visits, from: startAt(nil, until)}, readEntry[acd.QueueRecord])
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
	return walk(ctx, s.file, span{in: callVisits, begin: prefix(call)}, func(tx *bbolt.Tx, e entry) (acd.QueueRecord, error) {
		key, err := visitIndex.record(e.key)
		if err == nil {
			err = visitIndex.believe(tx, e)
		}
		if err != nil {
			return acd.QueueRecord{}, err
		}
		return load[acd.QueueRecord](tx, visits, key)
	})
}
