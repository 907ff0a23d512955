package bolt

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// hashedParts are the parts of keys that hold personal values: telephone numbers, ids of
// accounts and transactions. In an encrypted store a twin of the bucket holds the records,
// with keyed hashes in the place of these parts. Positions count from 0; parts end in NUL,
// but for a last one.
var hashedParts = map[bucket]struct {
	part int
	row  bool // a row's id follows the time after the part
	last bool // the part goes to the key's end
}{
	locks:     {part: 0, last: true},
	replaced:  {part: 1, last: true},
	caseIndex: {part: 2},
	callIndex: {part: 1},

	"accounts":                {part: 0},
	"transactions":            {part: 0},
	"refunds":                 {part: 0},
	"accounts_by_phone":       {part: 0, row: true},
	"transactions_by_account": {part: 0, row: true},
	"refunds_by_transaction":  {part: 0, row: true},
}

// twinned lists the buckets that have a twin, in the order of their names.
func twinned() []bucket {
	return []bucket{
		"accounts", "accounts_by_phone", callIndex, caseIndex, locks, "refunds", "refunds_by_transaction",
		replaced, "transactions", "transactions_by_account",
	}
}

// twin is the bucket whose keys are hashed.
func (b bucket) twin() bucket { return b + "_hashed" }

func twins() []bucket {
	var all []bucket
	for _, b := range twinned() {
		all = append(all, b.twin())
	}
	return all
}

func (b bucket) isTwinned() bool {
	_, is := hashedParts[b]
	return is
}

// hashedKey is where meta tells that readers find records in the twins.
var hashedKey = []byte("hashed keys")

// hashesKeys reports whether a transaction finds records by hashed keys.
func (r *keyring) hashesKeys(tx *bbolt.Tx) bool {
	return r != nil && (r.settled.Load() || tx.Bucket([]byte(meta)).Get(hashedKey) != nil)
}

// at returns the bucket in which the records of a bucket stand now, and what a key, or the
// beginning of one, is there.
func (b bucket) at(tx *bbolt.Tx, key []byte) (bucket, []byte, error) {
	ring := ringOf(tx)
	if ring == nil || !b.isTwinned() || !ring.hashesKeys(tx) {
		return b, key, nil
	}
	hashed, err := ring.hashKey(b, key)
	return b.twin(), hashed, err
}

// under is at, with the bucket opened.
func (b bucket) under(tx *bbolt.Tx, key []byte) (bucket, *bbolt.Bucket, []byte, error) {
	now, key, err := b.at(tx, key)
	if err != nil {
		return b, nil, nil, err
	}
	in, err := now.of(tx)
	return now, in, key, err
}

// also returns where a record is to be written as well, while the keys of a store that is
// being encrypted are hashed one after another.
func (b bucket) also(tx *bbolt.Tx, key []byte) (twin bucket, hashed []byte, is bool, err error) {
	ring := ringOf(tx)
	if ring == nil || !b.isTwinned() || ring.hashesKeys(tx) {
		return "", nil, false, nil
	}
	hashed, err = ring.hashKey(b, key)
	return b.twin(), hashed, true, err
}

// hashKey replaces the parts of a key that hold personal values. Parts that the beginning
// of a key does not have yet are left out.
func (r *keyring) hashKey(b bucket, key []byte) ([]byte, error) {
	how := hashedParts[b]
	begin := 0
	for range how.part {
		end := bytes.IndexByte(key[begin:], 0)
		if end < 0 {
			return key, nil
		}
		begin += end + 1
	}
	end := len(key)
	if !how.last {
		length := bytes.IndexByte(key[begin:], 0)
		if length < 0 {
			return key, nil
		}
		end = begin + length
	}
	part, err := r.hash(key[begin:end])
	if err != nil {
		return nil, err
	}
	rest, err := r.hashRow(how.row, key[end:])
	return append(append(bytes.Clone(key[:begin]), part...), rest...), err
}

// hashRow hashes the id in the end of an index's key: NUL, time, id, NUL, generation.
func (r *keyring) hashRow(has bool, rest []byte) ([]byte, error) {
	const begin = 1 + timeSize
	end := len(rest) - generationSize - 1
	if !has || end <= begin {
		return rest, nil
	}
	id, err := r.hash(rest[begin:end])
	return append(append(bytes.Clone(rest[:begin]), id...), rest[end:]...), err
}

// afterParts returns what follows some parts of a key.
func afterParts(key []byte, parts int) []byte {
	for range parts {
		_, rest, found := bytes.Cut(key, []byte{0})
		if !found {
			return nil
		}
		key = rest
	}
	return key
}
