package bolt

import (
	"context"
	"errors"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// AddVersion numbers a version of the menus and keeps it.
func (s *Store) AddVersion(ctx context.Context, v store.Version) (store.Version, error) {
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		if err := vacant(tx, v.Name, 0); err != nil {
			return err
		}
		in, err := versions.of(tx)
		if err != nil {
			return err
		}
		number, err := in.NextSequence()
		if err != nil {
			return err
		}
		v.Number = int(number) //nolint:gosec // counts what people do
		return save(tx, versions, versionKey(v.Number), v)
	})
	return v, err
}

// versionKey has the newest come first.
func versionKey(number int) []byte {
	return ordered(nil, ^uint64(number)) //nolint:gosec // counts from 1
}

// NameVersion names a version, or takes its name away.
func (s *Store) NameVersion(ctx context.Context, number int, name string) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		v, err := load[store.Version](tx, versions, versionKey(number))
		if err != nil {
			return err
		}
		if err := vacant(tx, name, number); err != nil {
			return err
		}
		v.Name = name
		return save(tx, versions, versionKey(number), v)
	})
}

// KeepVerdict keeps what check said of a version.
func (s *Store) KeepVerdict(ctx context.Context, number int, verdict store.Verdict) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		v, err := load[store.Version](tx, versions, versionKey(number))
		if err != nil {
			return err
		}
		v.Verdict = verdict
		return save(tx, versions, versionKey(number), v)
	})
}

// vacant tells that no version has the name but the one that may.
func vacant(tx *bbolt.Tx, name string, may int) error {
	if name == "" {
		return nil
	}
	all, err := loadVersions(tx)
	for _, v := range all {
		if v.Name == name && v.Number != may {
			return store.ErrConflict
		}
	}
	return err
}

// Versions gives the versions of the menus, the newest first.
func (s *Store) Versions(ctx context.Context) (all []store.Version, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		all, err = loadVersions(tx)
		return err
	})
	return all, err
}

func loadVersions(tx *bbolt.Tx) (all []store.Version, err error) {
	in, err := versions.of(tx)
	if err != nil {
		return nil, err
	}
	err = in.ForEach(func(key, _ []byte) error {
		v, err := load[store.Version](tx, versions, key)
		if errors.Is(err, store.ErrDamaged) {
			return nil // the others are still there to go back to
		}
		all = append(all, v)
		return err
	})
	return all, err
}
