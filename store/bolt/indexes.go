package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// index is a bucket whose entries find the records of another. An entry is a key with an empty record: all that
// it says, its record says as well. An entry whose checksum is wrong is therefore believed if its record says the
// same, and is damaged otherwise.
type index struct {
	entries bucket
	records bucket
	parts   int  // of an entry's key that come before the place of its record
	timed   bool // the place is a time and then the record's key; else it is the key alone
	exact   bool // no entry outlives its record
}

var (
	startIndex = index{entries: callsByStart, records: calls, timed: true, exact: true}
	traitIndex = index{entries: callIndex, records: calls, parts: 2, timed: true}
	visitIndex = index{entries: callVisits, records: visits, parts: 1}
	casesIndex = index{entries: caseIndex, records: cases, parts: 3, timed: true, exact: true}
)

// indexes lists the indexes of a store.
func indexes() []index {
	all := []index{startIndex, traitIndex, visitIndex, casesIndex}
	for _, t := range tables() {
		all = append(all, t.entryIndex())
	}
	return all
}

func (t table) entryIndex() index {
	return index{entries: t.index, records: t.rows, parts: 1, timed: true}
}

// indexed lists the buckets whose records indexes find. Calls come after the stays in queues that they are found by.
func indexed() []bucket {
	return []bucket{visits, calls, cases, accounts.rows, transactions.rows, refunds.rows}
}

// indexIn returns the index whose entries a bucket holds.
func indexIn(b bucket) (index, bool) {
	all := indexes()
	i := slices.IndexFunc(all, func(x index) bool { return x.entries == b || x.entries.twin() == b })
	if i < 0 {
		return index{}, false
	}
	return all[i], true
}

// leads reports whether the record that an entry leads to is there, or was put aside, and whether it is in its place and
// its checksum right. No key is needed.
func (x index) leads(tx *bbolt.Tx, e entry) (there, sound bool) {
	key, err := x.record(e.key)
	if err != nil {
		return false, false
	}
	records := x.records
	if e.in != x.entries && records.isTwinned() {
		records = records.twin()
	}
	if sealed := tx.Bucket([]byte(records)).Get(key); sealed != nil {
		return true, entry{records, key, sealed}.sound()
	}
	put := tx.Bucket([]byte(aside))
	return put != nil && put.Get(append(prefix(string(records)), key...)) != nil, false
}

// place returns the end of an entry's key, which places the record: the time, if the index has times, and the
// record's key. An entry that is too short for it is damaged.
func (x index) place(key []byte) ([]byte, error) {
	place := afterParts(key, x.parts)
	least := 0
	if x.timed {
		least = timeSize
	}
	if len(place) <= least {
		return nil, fmt.Errorf("%s: an entry leads to no record: %w", x.entries, store.ErrDamaged)
	}
	return place, nil
}

// record returns the key of the record that an entry leads to.
func (x index) record(key []byte) ([]byte, error) {
	place, err := x.place(key)
	if err == nil && x.timed {
		place = place[timeSize:]
	}
	return place, err
}

// believe fails with store.ErrDamaged for an entry that is not to be believed.
func (x index) believe(tx *bbolt.Tx, e entry) error {
	if e.sound() {
		return nil
	}
	return x.ask(tx, e.key)
}

// ask fails with store.ErrDamaged unless the record that an entry leads to says what the entry says.
func (x index) ask(tx *bbolt.Tx, key []byte) error {
	said, err := x.said(tx, key)
	if err != nil && !lacks(err) {
		return err
	}
	if err != nil || !said {
		return fmt.Errorf("%s: %w", x.entries, store.ErrDamaged)
	}
	return nil
}

// said reports whether the record that an entry leads to would be entered there.
func (x index) said(tx *bbolt.Tx, key []byte) (bool, error) {
	of, err := x.record(key)
	if err != nil {
		return false, err
	}
	payload, err := x.records.get(tx, of)
	if err != nil {
		return false, err
	}
	all, err := entriesOf(tx, x.records, of, payload)
	if err != nil {
		return false, err
	}
	for _, one := range all {
		if one.in != x.entries {
			continue
		}
		if _, at, err := one.in.at(tx, one.key); err != nil || bytes.Equal(at, key) {
			return err == nil, err
		}
	}
	return false, nil
}

// has reports whether there is an entry of a key; key is as it is without hashes.
func (x index) has(tx *bbolt.Tx, key []byte) (bool, error) {
	has, err := x.entries.has(tx, key)
	if !errors.Is(err, store.ErrDamaged) {
		return has, err
	}
	_, at, err := x.entries.at(tx, key)
	if err == nil {
		err = x.ask(tx, at)
	}
	return err == nil, err
}

// entriesOf returns the entries that follow from a record. A call may have more, of what it was about earlier.
func entriesOf(tx *bbolt.Tx, records bucket, key, payload []byte) ([]put, error) {
	switch records {
	case calls:
		record, err := decodeCall(payload)
		if err != nil {
			return nil, err
		}
		return callEntries(tx, record.Call), nil
	case cases:
		c, err := decode[store.Case](cases, payload)
		if err != nil {
			return nil, err
		}
		return entered(caseIndex, caseKeys(c)), nil
	case visits:
		v, err := decode[acd.QueueRecord](visits, payload)
		if err != nil {
			return nil, err
		}
		return entered(callVisits, callVisitKeys(v)), nil
	}
	for _, t := range tables() {
		if t.rows == records && len(key) > generationSize {
			where, err := t.place(payload)
			id := string(key[:len(key)-generationSize-1])
			return entered(t.index, [][]byte{where.key(id, generationOf(key))}), err
		}
	}
	return nil, nil
}

// entered makes entries of the keys of one index.
func entered(in bucket, keys [][]byte) []put {
	all := make([]put, len(keys))
	for i, key := range keys {
		all[i] = put{in: in, key: key}
	}
	return all
}

// callEntries returns the entries of a call: its beginning, its traits, and the queues of its stays. A stay that
// cannot be read says nothing.
func callEntries(tx *bbolt.Tx, c ivr.Call) []put {
	keys := callTraits(c)
	begin := prefix(c.ID)
	found, _ := callVisits.keysUnder(tx, begin) // none in a file that had no such bucket
	for _, key := range found {
		v, err := load[acd.QueueRecord](tx, visits, key[len(begin):])
		if err != nil || v.Call != c.ID || v.Queue == "" {
			continue
		}
		if key := callKey(store.OfQueue, v.Queue, c); !slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, key) }) {
			keys = append(keys, key)
		}
	}
	return append(entered(callsByStart, [][]byte{startKey(c)}), entered(callIndex, keys)...)
}
