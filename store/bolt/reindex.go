package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// indexedKey stands in meta once all records are in the indexes: an earlier release lacked some of these, and a
// salvaged store those entries that were damaged.
var indexedKey = []byte("calls indexed")

// reindexed is how many records one transaction enters into the indexes.
const reindexed = 2048

// reindexAll enters all records into the indexes, unless they are. It begins anew when it was broken off.
func reindexAll(db *bbolt.DB) error {
	var done bool
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) (err error) {
			if done, err = meta.has(tx, indexedKey); lacks(err) {
				err = nil
			}
			return err
		})
	})
	if err != nil || done {
		return err
	}
	for _, records := range indexed() {
		for from := []byte{}; from != nil; {
			if from, err = reindexFrom(db, records, from); err != nil {
				return err
			}
		}
	}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error { return meta.put(tx, indexedKey, nil) })
	})
}

// reindexFrom enters some records from a key on, and returns the key to go on from, or nil. A damaged record is passed
// over: it is told to who reads it.
func reindexFrom(db *bbolt.DB, records bucket, from []byte) (next []byte, err error) {
	err = guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			now, in, from, err := records.under(tx, from)
			if err != nil {
				return err
			}
			cursor, n := in.Cursor(), 0
			for key, sealed := cursor.Seek(from); key != nil; key, sealed = cursor.Next() {
				if n++; n > reindexed {
					next = bytes.Clone(key)
					return nil
				}
				payload, err := now.open(tx, key, sealed)
				if err != nil {
					continue
				}
				if err := enter(tx, records, key, payload); err != nil {
					return err
				}
			}
			return nil
		})
	})
	return next, err
}

// enter enters a record into its indexes, where it is not there.
func enter(tx *bbolt.Tx, records bucket, key, payload []byte) error {
	all, err := entriesOf(tx, records, key, payload)
	if err != nil {
		return nil
	}
	for _, e := range all {
		if _, err := e.in.get(tx, e.key); err == nil {
			continue
		}
		if err := e.in.put(tx, e.key, nil); err != nil {
			return err
		}
	}
	return nil
}
