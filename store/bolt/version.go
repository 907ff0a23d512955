package bolt

import (
	"context"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// AddVersion numbers a version of the menus and keeps it.
func (s *Store) AddVersion(ctx context.Context, v store.Version) (store.Version, error) {
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		in, err := versions.of(tx)
		if err != nil {
			return err
		}
		number, err := in.NextSequence()
		if err != nil {
			return err
		}
		v.Number = int(number) //nolint:gosec // counts what people do
		return save(tx, versions, ordered(nil, ^number), v)
	})
	return v, err
}

// Versions gives the versions of the menus, the newest first.
func (s *Store) Versions(ctx context.Context) ([]store.Version, error) {
	var all []store.Version
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		in, err := versions.of(tx)
		if err != nil {
			return err
		}
		return in.ForEach(func(key, _ []byte) error {
			v, err := load[store.Version](tx, versions, key)
			all = append(all, v)
			return err
		})
	})
	return all, err
}
