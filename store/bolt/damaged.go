package bolt

import (
	"bytes"
	"context"
	"errors"

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
		v, err := readSound[T](tx, entry{b, key, sealed}, broken)
		switch {
		case err == nil:
			give(string(key), v)
		case !errors.Is(err, store.ErrDamaged):
			return err
		}
		return nil
	})
}

// readSound is readEntry for those who go on without a record that is damaged: it is put into broken. One that is
// as it was written, but not to be read, as that of a later release, stays where it is.
func readSound[T any](tx *bbolt.Tx, e entry, broken *[]brokenRecord) (T, error) {
	v, err := readEntry[T](tx, e)
	if errors.Is(err, store.ErrDamaged) && !e.sound() {
		*broken = append(*broken, brokenRecord{e.in, bytes.Clone(e.key), bytes.Clone(e.sealed)})
	}
	return v, err
}

// loadSoundOne is load for those who go on without a record that is damaged.
func loadSoundOne[T any](tx *bbolt.Tx, b bucket, key []byte, broken *[]brokenRecord) (T, error) {
	in, err := b.of(tx)
	if err != nil {
		return *new(T), err
	}
	sealed := in.Get(key)
	if sealed == nil {
		return *new(T), store.ErrNotFound
	}
	return readSound[T](tx, entry{b, key, sealed}, broken)
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
