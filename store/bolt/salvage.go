package bolt

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// Damage is a record, or an entry of an index, that is not what was written.
type Damage struct {
	Bucket string
	Key    string // the beginning of its key's hash: keys hold customers' data
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
		err = made.Update(func(tx *bbolt.Tx) error { return meta.removeAt(tx, indexedKey) })
	}
	if err = errors.Join(err, closeFile(made)); err != nil {
		return left, err
	}
	if err := os.Rename(unfinished, to); err != nil {
		return left, err
	}
	return left, syncFolder(filepath.Dir(to))
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
				if b.awaited(tx) {
					continue
				}
				damage, err := b.salvage(ctx, tx, to)
				if left = append(left, damage...); err != nil {
					return err
				}
			}
			if !readable {
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
	in, err := b.of(tx)
	if err != nil {
		return nil, err
	}
	var good [][2][]byte
	flush := func() error {
		if to == nil {
			return ctx.Err()
		}
		return errors.Join(ctx.Err(), b.write(to, good, in.Sequence()))
	}
	err = in.ForEach(func(key, sealed []byte) error {
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
	return left, errors.Join(err, flush())
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
	switch there, sound := x.leads(tx, e); {
	case !there && x.exact:
		return Lost, false
	default:
		return "", sound
	}
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
	sum := sha256.Sum256(key)
	d.Key = hex.EncodeToString(sum[:4])
	return d
}

// missingEntries finds the entries that records lack: none in a store in which they are still to be entered.
func missingEntries(ctx context.Context, tx *bbolt.Tx) (found []Damage, err error) {
	if done, _ := meta.has(tx, indexedKey); !done {
		return nil, nil
	}
	now, err := readLedger(tx)
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
