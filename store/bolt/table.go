package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// table is a kind of rows of the ledger. A row is kept by id and the
// generation of the import that brought it, so that an import can be written
// bit by bit and become visible at once: readers take the newest version that
// is not newer than the ledger's generation.
//
// The index finds rows by what they belong to, newest first. Its entries are
// versioned too, and an entry counts only while the visible row would be
// entered at that very key.
type table struct {
	rows, index bucket
	place       func(payload []byte) (place, error)
}

// place is where a row stands in its table's index.
type place struct {
	group string
	at    time.Time
}

var (
	accounts     = tableOf("accounts", "accounts_by_phone", placeOfAccount)
	transactions = tableOf("transactions", "transactions_by_account", placeOfTransaction)
	refunds      = tableOf("refunds", "refunds_by_transaction", placeOfRefund)
)

func placeOfAccount(a ivr.Account) place { return place{group: a.Phone.Reveal()} }

func placeOfTransaction(t ivr.Transaction) place { return place{t.Account.Reveal(), t.Time} }

func placeOfRefund(r ivr.Refund) place { return place{r.Transaction.Reveal(), r.Submitted} }

// tables lists the tables in the order of ledger.Counts.
func tables() []table { return []table{accounts, transactions, refunds} }

// isRow reports whether a bucket holds rows.
func isRow(b bucket) bool {
	return slices.ContainsFunc(tables(), func(t table) bool { return t.rows == b })
}

func tableOf[T any](rows, index bucket, locate func(T) place) table {
	return table{rows, index, func(payload []byte) (place, error) {
		row, err := readRow[T](payload)
		if err != nil {
			return place{}, err
		}
		return locate(row), nil
	}}
}

// rowForm begins a packed row, which JSON, the form of an earlier release, never does.
const rowForm = 3

// writeRow gives a row's record.
func writeRow[T any](row *T) ([]byte, error) {
	const usual = 128 // bytes
	return store.AppendPacked(append(make([]byte, 0, usual), rowForm), row)
}

// readRow reads a row's record.
func readRow[T any](payload []byte) (T, error) {
	var row T
	var err error
	if len(payload) > 0 && payload[0] == rowForm {
		row, err = store.Unpack[T](payload[1:])
	} else {
		row, err = store.Decode[T](payload)
	}
	if err != nil {
		return row, fmt.Errorf("a row: %w: %w", store.ErrDamaged, err)
	}
	return row, nil
}

// generationSize is how many bytes of a key name the generation, newest first.
const generationSize = 4

func versioned(key []byte, generation uint32) []byte {
	return binary.BigEndian.AppendUint32(key, ^generation)
}

func generationOf(key []byte) uint32 {
	return ^binary.BigEndian.Uint32(key[len(key)-generationSize:])
}

func rowKey(id string, generation uint32) []byte {
	return versioned(prefix(id), generation)
}

func (p place) key(id string, generation uint32) []byte {
	key := descending(prefix(p.group), p.at)
	return versioned(append(key, prefix(id)...), generation)
}

// version is one version of a row; key and payload are valid until the
// transaction ends. payload is nil of one that is damaged.
type version struct {
	key     []byte
	payload []byte
}

// versions gives all versions of a row, the newest first, also those that are damaged: an import replaces them.
func (t table) versions(tx *bbolt.Tx, id string) ([]version, error) {
	in, b, begin, err := t.rows.under(tx, prefix(id))
	if err != nil {
		return nil, err
	}
	var found []version
	cursor := b.Cursor()
	for key, sealed := cursor.Seek(begin); isVersion(key, begin); key, sealed = cursor.Next() {
		payload, err := in.open(tx, key, sealed)
		if err != nil && !errors.Is(err, store.ErrDamaged) {
			return nil, err
		}
		found = append(found, version{key, payload})
	}
	return found, nil
}

// visible gives the version that readers at the generation see.
func (t table) visible(tx *bbolt.Tx, id string, generation uint32) (version, error) {
	in, b, begin, err := t.rows.under(tx, prefix(id))
	if err != nil {
		return version{}, err
	}
	key, sealed := b.Cursor().Seek(versioned(begin[:len(begin):len(begin)], generation))
	if !isVersion(key, begin) {
		return version{}, store.ErrNotFound
	}
	payload, err := in.open(tx, key, sealed)
	return version{key, payload}, err
}

func isVersion(key, begin []byte) bool {
	return len(key) == len(begin)+generationSize && bytes.HasPrefix(key, begin)
}

// follow gives the visible row that an index entry leads to, and the key at which it is entered.
func (t table) follow(tx *bbolt.Tx, e entry, generation uint32) (payload, entered []byte, err error) {
	of, err := t.entryIndex().record(e.key)
	if err != nil || len(of) <= generationSize+1 {
		return nil, nil, errors.Join(store.ErrDamaged, err)
	}
	id := string(of[:len(of)-generationSize-1])
	row, err := t.visible(tx, id, generation)
	if err != nil {
		return nil, nil, err
	}
	where, err := t.place(row.payload)
	if err != nil {
		return nil, nil, err
	}
	_, entered, err = t.index.at(tx, where.key(id, generationOf(row.key)))
	return row.payload, entered, err
}

// listed gives the visible row that an entry of a group stands for, and store.ErrNotFound for one that is out of date or
// not yet in force. It fails with store.ErrDamaged where a row of the group may be missing.
func (t table) listed(tx *bbolt.Tx, e entry, group []byte, generation uint32) ([]byte, error) {
	payload, entered, err := t.follow(tx, e, generation)
	switch {
	case errors.Is(err, store.ErrNotFound) && (!e.sound() || generationOf(e.key) <= generation): // its row is gone
		return nil, store.ErrDamaged
	case err != nil:
		return nil, err
	case bytes.Equal(e.key, entered):
		return payload, nil
	case t.displaced(tx, e, group, generation):
		return nil, store.ErrDamaged
	}
	return nil, store.ErrNotFound
}

// displaced reports whether a damaged entry is all that is left of the entry of a group's row.
func (t table) displaced(tx *bbolt.Tx, e entry, group []byte, generation uint32) bool {
	if e.sound() {
		return false
	}
	_, entered, err := t.follow(tx, e, generation)
	if err != nil || !bytes.HasPrefix(entered, group) {
		return false
	}
	has, err := t.index.has(tx, entered)
	return err == nil && !has
}

// scan calls yield with the visible rows of a group, newest first, from a time on, until it returns false. It fails
// with store.ErrDamaged where a row of the group may be missing.
func (t table) scan(tx *bbolt.Tx, group string, from []byte, yield func(payload []byte) (bool, error)) error {
	now, err := readLedger(tx)
	if err != nil {
		return err
	}
	in, b, begin, err := t.index.under(tx, prefix(group))
	if err != nil {
		return err
	}
	cursor := b.Cursor()
	for key, sealed := cursor.Seek(append(begin[:len(begin):len(begin)], from...)); key != nil; key, sealed = cursor.Next() {
		e := entry{in, key, sealed}
		if !bytes.HasPrefix(key, begin) {
			if e.sound() {
				return nil
			}
			if t.displaced(tx, e, begin, now.Generation) {
				return store.ErrDamaged
			}
			continue
		}
		payload, err := t.listed(tx, e, begin, now.Generation)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if more, err := yield(payload); err != nil || !more {
			return err
		}
	}
	return nil
}

// tidy removes every version of a row that readers do not see.
func (t table) tidy(tx *bbolt.Tx, id string, generation uint32) error {
	all, err := t.versions(tx, id)
	if err != nil {
		return err
	}
	seen := false
	for _, v := range all {
		if !seen && generationOf(v.key) <= generation {
			seen = true
			continue
		}
		if _, err := t.drop(tx, id, v); err != nil {
			return err
		}
	}
	return nil
}

// drop removes one version of a row and its index entry, whose key it returns. That of a damaged row is not known, and
// stays: it leads to nothing then.
func (t table) drop(tx *bbolt.Tx, id string, v version) (entry []byte, err error) {
	where, err := t.place(v.payload)
	if errors.Is(err, store.ErrDamaged) {
		return nil, t.rows.remove(tx, bytes.Clone(v.key))
	}
	if err != nil {
		return nil, err
	}
	entry = where.key(id, generationOf(v.key))
	if err := t.index.remove(tx, entry); err != nil {
		return nil, err
	}
	return entry, t.rows.remove(tx, bytes.Clone(v.key))
}
