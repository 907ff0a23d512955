package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// Damage is a record, or an entry of an index, that is not what was written.
type Damage struct {
	Bucket string
	Key    string // see store.KeyHash
	State  State
	Entry  bool // of an index: what is salvaged of the store has it again
}

// State is how a damaged record or entry was found.
type State string

// The states.
const (
	InPlace State = "in its place"
	Aside   State = "put aside"          // while the hotline ran
	Lost    State = "its record is gone" // of an entry
	Missing State = "missing"            // of an entry: its record is there, and not found by it
	Gone    State = "not there"          // of a whole bucket
	Cut     State = "not readable whole" // of a bucket: a page of the file is damaged, and what was on it is lost
)

// Check reads every record of a store's file, and returns those that are damaged. It holds indexes against their records;
// entries that are missing in an encrypted store show with its key only. The file must not be open elsewhere. It fails
// when the file itself cannot be read.
func Check(ctx context.Context, path string, o Options) (found []Damage, err error) {
	return salvage(ctx, path, o, nil)
}

// Salvage writes a new file with all records of another that are as they were written,
// and returns the others: those that were put aside stay in the old file, too. Entries of indexes that are missing, or
// left out, are entered again when the new file is opened first. The file to be written must not be there yet, and is not
// when this fails: half a store would pass for a whole one.
func Salvage(ctx context.Context, path, to string, o Options) (left []Damage, err error) {
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		return nil, errors.Join(err, fmt.Errorf("%s is there already: name another file", to))
	}
	folder, err := os.MkdirTemp(filepath.Dir(to), ".salvaged-store-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	unfinished := filepath.Join(folder, "store")
	made, err := openFile(unfinished, Options{sealed: true})
	if err != nil {
		return nil, err
	}
	left, err = salvage(ctx, path, o, made)
	if err == nil {
		err = made.Update(func(tx *bbolt.Tx) error { return finishSalvage(tx, left) })
	}
	if err = errors.Join(err, closeFile(made)); err != nil {
		return left, err
	}
	if err := os.Rename(unfinished, to); err != nil {
		return left, err
	}
	return left, syncFolder(filepath.Dir(to))
}

// finishSalvage has a salvaged store's indexes made anew when it is opened. The state of the ledger, without which
// nothing of it would be seen, is taken from its rows where it is lost.
func finishSalvage(tx *bbolt.Tx, left []Damage) error {
	lost := damageOf(meta, ledgerKey, InPlace)
	if slices.Contains(left, lost) || slices.ContainsFunc(left, func(d Damage) bool { return d.Bucket == string(meta) && d.State == Cut }) {
		l, err := ledgerAnew(tx)
		if err := errors.Join(err, l.write(tx)); err != nil {
			return err
		}
	}
	return meta.removeAt(tx, indexedKey)
}

func salvage(ctx context.Context, path string, o Options, to *bbolt.DB) (left []Damage, err error) {
	db, err := openFile(path, Options{ReadOnly: true, sealed: true})
	if err != nil {
		return nil, err
	}
	readable := unlock(db, o) == nil
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			for _, b := range buckets() {
				damage, err := b.salvage(ctx, tx, to)
				if left = append(left, damage...); err != nil {
					return err
				}
			}
			if whole := !slices.ContainsFunc(left, func(d Damage) bool { return d.State == Cut || d.State == Gone }); !whole || !readable {
				return nil
			}
			missing, err := missingEntries(ctx, tx)
			left = append(left, missing...)
			return err
		})
	})
	if err = errors.Join(err, closeFile(db)); err != nil {
		return left, fmt.Errorf("check the store %s: %w", path, err)
	}
	return left, nil
}

// salvage copies the good records of a bucket into a file, if there is one, in
// transactions of some thousand.
func (b bucket) salvage(ctx context.Context, tx *bbolt.Tx, to *bbolt.DB) (left []Damage, err error) {
	var in *bbolt.Bucket
	switch err := guard(func() error { in = tx.Bucket([]byte(b)); return nil }); {
	case err != nil:
		return []Damage{{Bucket: string(b), Key: "-", State: Cut}}, nil
	case in == nil && b.isYounger():
		return nil, nil
	case in == nil:
		return []Damage{{Bucket: string(b), Key: "-", State: Gone}}, nil
	}
	var good [][2][]byte
	flush := func() error {
		if to == nil {
			return ctx.Err()
		}
		return errors.Join(ctx.Err(), b.write(to, good, in.Sequence()))
	}
	cut, err := eachReadable(tx, in, func(key, sealed []byte) error {
		state, stays := lookAt(tx, entry{b, key, sealed})
		if state != "" {
			left = append(left, damageOf(b, key, state))
		}
		if !stays {
			return nil
		}
		if good = append(good, [2][]byte{key, sealed}); len(good) < portion {
			return nil
		}
		err := flush()
		good = good[:0]
		return err
	})
	if cut {
		left = append(left, Damage{Bucket: string(b), Key: "-", State: Cut})
	}
	return left, errors.Join(err, flush())
}

// eachReadable gives the records of a bucket, and reports whether a damaged page has cut it: those before the page come
// first, and then those behind it, from the last one on.
func eachReadable(tx *bbolt.Tx, in *bbolt.Bucket, give func(key, sealed []byte) error) (cut bool, err error) {
	const least = 16                 // bytes that a record takes
	left := int(tx.Size()/least) + 1 // pages that lead to each other have no end
	var last []byte
	var failed error
	one := func(key, sealed []byte) error {
		if left--; left < 0 {
			return store.ErrDamaged
		}
		failed = give(key, sealed)
		return failed
	}
	err = guard(func() error {
		cursor := in.Cursor()
		for key, sealed := cursor.First(); key != nil; key, sealed = cursor.Next() {
			if err := one(key, sealed); err != nil {
				return err
			}
			last = key
		}
		return nil
	})
	if err == nil || failed != nil {
		return false, failed
	}
	_ = guard(func() error { // up to the damaged page
		cursor := in.Cursor()
		for key, sealed := cursor.Last(); key != nil && bytes.Compare(key, last) > 0; key, sealed = cursor.Prev() {
			if err := one(key, sealed); err != nil {
				return err
			}
		}
		return nil
	})
	return true, failed
}

// lookAt returns how a record or an entry is damaged, "" for one that is not, and whether it is to be in a salvaged file.
func lookAt(tx *bbolt.Tx, e entry) (State, bool) {
	switch {
	case e.in == aside:
		return Aside, false
	case !e.sound():
		return InPlace, false
	}
	x, is := indexIn(e.in)
	if !is {
		return "", true
	}
	there, sound := true, false // on a damaged page
	_ = guard(func() error {
		there, sound = x.leads(tx, e)
		return nil
	})
	if !there && x.exact {
		return Lost, false
	}
	return "", sound
}

func (b bucket) write(to *bbolt.DB, records [][2][]byte, sequence uint64) error {
	return to.Update(func(tx *bbolt.Tx) error {
		out, err := b.of(tx)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := out.Put(r[0], r[1]); err != nil {
				return err
			}
		}
		return out.SetSequence(sequence)
	})
}

func damageOf(b bucket, key []byte, state State) Damage {
	_, entry := indexIn(b)
	d := Damage{Bucket: string(b), State: state, Entry: entry && state != Lost}
	if state == Aside {
		for _, from := range buckets() {
			if begin := prefix(string(from)); len(key) > len(begin) && string(key[:len(begin)]) == string(begin) {
				d.Bucket, key = string(from), key[len(begin):]
			}
		}
	}
	d.Key = store.KeyHash(key)
	return d
}

// missingEntries finds the entries that records lack: none in a store in which they are still to be entered.
func missingEntries(ctx context.Context, tx *bbolt.Tx) (found []Damage, err error) {
	if done, _ := meta.has(tx, indexedKey); !done {
		return nil, nil
	}
	now, err := readLedger(tx)
	if lacks(err) {
		now, err = ledgerAnew(tx)
	}
	if err != nil {
		return nil, err
	}
	for _, records := range indexed() {
		at, in, _, err := records.under(tx, nil)
		if err != nil {
			return found, err
		}
		err = in.ForEach(func(key, sealed []byte) error {
			payload, err := at.open(tx, key, sealed)
			if err != nil || isRow(records) && generationOf(key) > now.Generation { // of an import that goes on, or broke off
				return ctx.Err()
			}
			missing, err := missingOf(tx, records, key, payload)
			found = append(found, missing...)
			return errors.Join(err, ctx.Err())
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

func missingOf(tx *bbolt.Tx, records bucket, key, payload []byte) (found []Damage, err error) {
	all, unread := entriesOf(tx, records, key, payload)
	if unread != nil {
		return nil, nil
	}
	for _, e := range all {
		at, in, key, err := e.in.under(tx, e.key)
		if err != nil {
			return nil, err
		}
		if in.Get(key) == nil {
			found = append(found, damageOf(at, key, Missing))
		}
	}
	return found, nil
}
