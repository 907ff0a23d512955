package bolt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// putAside moves a record that is not what was written out of the way of the others,
// as it is, so that it stops nothing but itself.
func putAside(tx *bbolt.Tx, b bucket, key, sealed []byte) error {
	in, err := b.of(tx)
	if err != nil {
		return err
	}
	whole := append(prefix(string(b)), key...)
	if err := aside.put(tx, whole, sealed); err != nil {
		return err
	}
	return in.Delete(key)
}

// moveAside puts the record of a key aside.
func moveAside(tx *bbolt.Tx, b bucket, key []byte) error {
	in, err := b.of(tx)
	if err != nil {
		return err
	}
	return putAside(tx, b, key, bytes.Clone(in.Get(key)))
}

// Aside returns how many damaged records were put aside.
func (s *file) Aside(ctx context.Context) (count int, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		b, err := aside.of(tx)
		if err == nil {
			count = b.Stats().KeyN
		}
		return err
	})
	return count, err
}

// brokenRecord is a damaged record as it was found.
type brokenRecord struct {
	in          bucket
	key, sealed []byte
}

// putAllAside puts records aside that are still as they were found.
func (s *file) putAllAside(ctx context.Context, broken []brokenRecord) error {
	if len(broken) == 0 || s.options.ReadOnly {
		return nil
	}
	return s.update(ctx, func(tx *bbolt.Tx) error {
		for _, r := range broken {
			in, err := r.in.of(tx)
			if err != nil {
				return err
			}
			if !bytes.Equal(in.Get(r.key), r.sealed) { // somebody has written it anew
				continue
			}
			if err := putAside(tx, r.in, r.key, r.sealed); err != nil {
				return err
			}
		}
		return nil
	})
}

// loadAll gives every record of a bucket, by key, and puts those that are damaged into broken.
func loadAll[T any](tx *bbolt.Tx, b bucket, give func(key string, v T), broken *[]brokenRecord) error {
	found, err := b.of(tx)
	if err != nil {
		return err
	}
	return found.ForEach(func(key, sealed []byte) error {
		payload, err := b.open(tx, key, sealed)
		if errors.Is(err, store.ErrDamaged) {
			*broken = append(*broken, brokenRecord{b, bytes.Clone(key), bytes.Clone(sealed)})
			return nil
		}
		if err != nil {
			return err
		}
		v, err := store.Decode[T](payload)
		if err == nil {
			give(string(key), v)
		}
		return err
	})
}

// loadSoundOne is load for a list: one that is damaged is put into broken, and not found.
func loadSoundOne[T any](tx *bbolt.Tx, b bucket, key []byte, broken *[]brokenRecord) (T, error) {
	v, err := load[T](tx, b, key)
	if !errors.Is(err, store.ErrDamaged) {
		return v, err
	}
	in, gone := b.of(tx)
	if gone != nil {
		return v, gone
	}
	*broken = append(*broken, brokenRecord{b, bytes.Clone(key), bytes.Clone(in.Get(key))})
	return v, store.ErrNotFound
}

// loadSound returns every record of a bucket, in the order of their keys, but for those that are damaged:
// they are put aside, so that they keep nobody from the others.
func loadSound[T any](ctx context.Context, s *file, b bucket) ([]T, error) {
	var all []T
	var broken []brokenRecord
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		all, broken = nil, nil
		return loadAll(tx, b, func(_ string, v T) { all = append(all, v) }, &broken)
	})
	if err != nil {
		return nil, err
	}
	return all, s.putAllAside(ctx, broken)
}

// Damage is a record that is not what was written.
type Damage struct {
	Bucket string
	Key    string // the beginning of its key's hash: keys hold customers' data
	Aside  bool   // put aside while the hotline ran
}

// Check reads every record of a store's file, and returns those that are damaged. The
// file must not be open elsewhere. It fails when the file itself cannot be read.
func Check(ctx context.Context, path string) (found []Damage, err error) {
	return salvage(ctx, path, nil)
}

// Salvage writes a new file with all records of another that are as they were written,
// and returns the others: those that were put aside stay in the old file, too. The file to be written must not be there yet, and is not when this
// fails: half a store would pass for a whole one.
func Salvage(ctx context.Context, path, to string) (left []Damage, err error) {
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
	left, err = salvage(ctx, path, made)
	if err = errors.Join(err, closeFile(made)); err != nil {
		return left, err
	}
	if err := os.Rename(unfinished, to); err != nil {
		return left, err
	}
	return left, syncFolder(filepath.Dir(to))
}

func salvage(ctx context.Context, path string, to *bbolt.DB) (left []Damage, err error) {
	db, err := openFile(path, Options{ReadOnly: true, sealed: true})
	if err != nil {
		return nil, err
	}
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
			return nil
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
		if _, err := b.check(key, sealed); err != nil {
			left = append(left, damageOf(b, key))
			return nil
		}
		if b == aside {
			left = append(left, damageOf(b, key))
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

func damageOf(b bucket, key []byte) Damage {
	d := Damage{Bucket: string(b), Aside: b == aside}
	if d.Aside {
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
