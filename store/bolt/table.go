package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
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
	if len(payload) > 0 && payload[0] == rowForm {
		return store.Unpack[T](payload[1:])
	}
	return store.Decode[T](payload)
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

// entryID takes the row's id out of an index key whose group is known.
func entryID(key []byte, group string) (string, error) {
	start, end := len(group)+1+timeSize, len(key)-generationSize-1
	if end <= start {
		return "", store.ErrDamaged
	}
	return string(key[start:end]), nil
}

// version is one version of a row; key and payload are valid until the
// transaction ends.
type version struct {
	key     []byte
	payload []byte
}

// versions gives all versions of a row, the newest first.
func (t table) versions(tx *bbolt.Tx, id string) ([]version, error) {
	in, b, begin, err := t.rows.under(tx, prefix(id))
	if err != nil {
		return nil, err
	}
	var found []version
	cursor := b.Cursor()
	for key, sealed := cursor.Seek(begin); isVersion(key, begin); key, sealed = cursor.Next() {
		payload, err := in.open(tx, key, sealed)
		if err != nil {
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

// listed gives the visible row that an index entry stands for, and
// store.ErrNotFound for an entry that is out of date or not yet in force.
func (t table) listed(tx *bbolt.Tx, entry []byte, group string, generation uint32) ([]byte, error) {
	id, err := entryID(entry, group)
	if err != nil {
		return nil, err
	}
	row, err := t.visible(tx, id, generation)
	if err != nil {
		return nil, err
	}
	where, err := t.place(row.payload)
	if err != nil {
		return nil, err
	}
	_, entered, err := t.index.at(tx, where.key(id, generationOf(row.key)))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(entry, entered) {
		return nil, store.ErrNotFound
	}
	return row.payload, nil
}

// scan calls yield with the visible rows of a group, newest first, from a
// time on, until it returns false.
func (t table) scan(tx *bbolt.Tx, group string, from []byte, yield func(payload []byte) (bool, error)) error {
	now, err := readLedger(tx)
	if err != nil {
		return err
	}
	in, b, begin, err := t.index.under(tx, prefix(group))
	if err != nil {
		return err
	}
	group = string(begin[:len(begin)-1])
	cursor := b.Cursor()
	for key, sealed := cursor.Seek(append(begin[:len(begin):len(begin)], from...)); bytes.HasPrefix(key, begin); key, sealed = cursor.Next() {
		if _, err := in.open(tx, key, sealed); err != nil {
			return err
		}
		payload, err := t.listed(tx, key, group, now.Generation)
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

// drop removes one version of a row and its index entry, whose key it returns.
func (t table) drop(tx *bbolt.Tx, id string, v version) (entry []byte, err error) {
	where, err := t.place(v.payload)
	if err != nil {
		return nil, err
	}
	entry = where.key(id, generationOf(v.key))
	if err := t.index.remove(tx, entry); err != nil {
		return nil, err
	}
	return entry, t.rows.remove(tx, bytes.Clone(v.key))
}
