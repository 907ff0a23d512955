package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// indexedKey stands in meta once all calls and queue records of an earlier release are in
// the indexes that it lacked.
var indexedKey = []byte("calls indexed")

// reindexed is how many records one transaction enters into the indexes.
const reindexed = 2048

// indexOlder enters the calls and queue records of an earlier release into the indexes that
// it lacked. It begins anew when it was broken off.
func indexOlder(db *bbolt.DB) error {
	var done bool
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			done, err = meta.has(tx, indexedKey)
			return err
		})
	})
	if err != nil || done {
		return err
	}
	for _, step := range []struct {
		of    bucket
		enter func(tx *bbolt.Tx, payload []byte) error
	}{{calls, reindexCall}, {visits, reindexVisit}} {
		for from := []byte{}; from != nil; {
			if from, err = reindexFrom(db, step.of, from, step.enter); err != nil {
				return err
			}
		}
	}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error { return meta.put(tx, indexedKey, nil) })
	})
}

// reindexFrom enters some records from a key on, and returns the key to go on from,
// or nil. A damaged record is passed over: it is told to who reads it.
func reindexFrom(db *bbolt.DB, b bucket, from []byte, enter func(*bbolt.Tx, []byte) error) (next []byte, err error) {
	err = guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			in, err := b.of(tx)
			if err != nil {
				return err
			}
			cursor, n := in.Cursor(), 0
			for key, sealed := cursor.Seek(from); key != nil; key, sealed = cursor.Next() {
				if n++; n > reindexed {
					next = bytes.Clone(key)
					return nil
				}
				payload, err := b.open(tx, key, sealed)
				if err != nil {
					continue
				}
				if err := enter(tx, payload); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return next, err
}

func reindexCall(tx *bbolt.Tx, payload []byte) error {
	record, err := decodeCall(payload)
	if err != nil {
		return nil
	}
	for _, key := range callTraits(record.Call) {
		if err := callIndex.put(tx, key, nil); err != nil {
			return err
		}
	}
	return nil
}

func reindexVisit(tx *bbolt.Tx, payload []byte) error {
	visit, err := store.Decode[acd.QueueRecord](payload)
	if err != nil {
		return nil
	}
	return indexVisit(tx, visit, readCall)
}
