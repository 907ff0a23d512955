package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// The records of meta are about all others: one that is damaged would keep everybody from the store. When a store is
// opened, such a one is put aside, and what can be known without it takes its place.

// mend mends meta. A salvaged store lacks what was damaged: the ACD's record is made anew there.
func mend(db *bbolt.DB) error {
	var damaged [][]byte
	lacking := false
	err := guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			in, err := meta.of(tx)
			if err != nil {
				return err
			}
			lacking = in.Get(acdKey) == nil && !empty(tx, tickets, visits)
			return in.ForEach(func(key, sealed []byte) error {
				if !(entry{meta, key, sealed}).sound() {
					damaged = append(damaged, bytes.Clone(key))
				}
				return nil
			})
		})
	})
	if err != nil || len(damaged) == 0 && !lacking {
		return err
	}
	return guard(func() error {
		return db.Update(func(tx *bbolt.Tx) error {
			if lacking {
				if err := putAnew(tx, acdKey); err != nil {
					return err
				}
			}
			for _, key := range damaged {
				if err := errors.Join(moveAside(tx, meta, key), putAnew(tx, key)); err != nil {
					return fmt.Errorf("mend what the store knows of itself: %w", err)
				}
			}
			return nil
		})
	})
}

// empty reports whether there is nothing in some buckets.
func empty(tx *bbolt.Tx, all ...bucket) bool {
	for _, b := range all {
		in, err := b.of(tx)
		if err != nil {
			continue
		}
		if key, _ := in.Cursor().First(); key != nil {
			return false
		}
	}
	return true
}

// putAnew puts a record of meta in the place of one that was damaged. Others begin anew without.
func putAnew(tx *bbolt.Tx, key []byte) error {
	switch string(key) {
	case string(ledgerKey):
		l, err := ledgerAnew(tx)
		return errors.Join(err, l.write(tx))
	case string(acdKey):
		record, err := acdAnew(tx)
		return errors.Join(err, save(tx, meta, acdKey, record))
	case string(chainKey):
		chain, err := chainAnew(tx)
		return errors.Join(err, save(tx, meta, chainKey, chain))
	case string(statsKey): // figures are kept since an instant that is not known
		return save(tx, meta, statsKey, statsRecord{})
	case string(announcingKey): // the next start says whether
		return meta.put(tx, announcingKey, nil)
	case string(encryptionKey):
		kept, err := loadEncryption(tx)
		return errors.Join(err, saveEncryption(tx, kept))
	case string(hashedKey): // was there, and says no more
		return meta.put(tx, hashedKey, nil)
	}
	return nil
}

// ledgerAnew takes the ledger as its rows tell: all of them are in force, also those of an import that was not finished.
func ledgerAnew(tx *bbolt.Tx) (l ledger, err error) {
	for i, t := range tables() {
		rows := t.rows
		if tx.Bucket([]byte(meta)).Get(hashedKey) != nil || empty(tx, rows) {
			rows = rows.twin()
		}
		in, err := rows.of(tx)
		if err != nil {
			return l, err
		}
		var last []byte
		err = in.ForEach(func(key, _ []byte) error {
			if len(key) <= generationSize {
				return nil
			}
			l.Generation = max(l.Generation, generationOf(key))
			if id := key[:len(key)-generationSize]; !bytes.Equal(id, last) {
				last = bytes.Clone(id)
				l.Counts[i]++
			}
			return nil
		})
		if err != nil {
			return l, err
		}
	}
	return l, nil
}

// serialGap is how much further on the ACD numbers things when it does not know the last number: those of things that
// live on are no higher than this above the records that are kept.
const serialGap = 1 << 20

// acdAnew numbers things of the ACD behind all that may still be in use.
func acdAnew(tx *bbolt.Tx) (record acdRecord, err error) {
	for _, b := range []bucket{tickets, visits} {
		in, err := b.of(tx)
		if err != nil {
			return record, err
		}
		err = in.ForEach(func(key, _ []byte) error {
			digits := key[bytes.LastIndexFunc(key, func(r rune) bool { return r < '0' || r > '9' })+1:]
			if n, err := strconv.Atoi(string(digits)); err == nil && len(digits) <= len("1000000000") {
				record.Serial = max(record.Serial, n)
			}
			return nil
		})
		if err != nil {
			return record, err
		}
	}
	record.Serial += serialGap
	return record, nil
}

// chainAnew takes the audit's chain from the entries that are there.
func chainAnew(tx *bbolt.Tx) (store.AuditChain, error) {
	all, err := readableAudit(tx)
	if err != nil {
		return store.AuditChain{}, err
	}
	return store.ChainFrom(all)
}
