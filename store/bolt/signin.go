package bolt

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// SigningKey returns the key of a name, and keeps fresh as it where there is none yet, or
// one that is damaged.
func (s *staffStore) SigningKey(ctx context.Context, name string, fresh store.Hash) (store.Hash, error) {
	key, err := loadOne[store.Hash](ctx, s.file, signingKeys, name)
	if !lacks(err) {
		return key, err
	}
	err = s.update(ctx, func(tx *bbolt.Tx) (err error) {
		key, err = load[store.Hash](tx, signingKeys, []byte(name))
		if lacks(err) {
			key, err = fresh, save(tx, signingKeys, []byte(name), fresh)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return key, nil
}

// lacks reports whether a record is not there, or cannot be read.
func lacks(err error) bool {
	return errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDamaged)
}

// ReplaceSigningKey puts another key in the place of a name's.
func (s *staffStore) ReplaceSigningKey(ctx context.Context, name string, key store.Hash) error {
	return s.update(ctx, func(tx *bbolt.Tx) error { return save(tx, signingKeys, []byte(name), key) })
}

// errUnchanged ends a change that changes nothing.
var errUnchanged = errors.New("nothing changes")

// ChangeTries changes the tries of some keys. One that changes nothing writes nothing.
func (s *staffStore) ChangeTries(ctx context.Context, keys []string, change func(tries []store.Tries)) error {
	var before, after []store.Tries
	look := func(tx *bbolt.Tx) (err error) {
		if before, err = triesOf(tx, keys); err != nil {
			return err
		}
		after = slices.Clone(before)
		if change(after); slices.Equal(before, after) {
			return errUnchanged
		}
		return nil
	}
	err := s.view(ctx, look)
	if err == nil {
		err = s.updateIf(ctx, look, func(tx *bbolt.Tx) error { return putTries(tx, keys, before, after) })
	}
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// triesOf reads tries in the order of their keys. A damaged record counts nothing: it must
// keep nobody from signing in.
func triesOf(tx *bbolt.Tx, keys []string) ([]store.Tries, error) {
	all := make([]store.Tries, len(keys))
	for i, key := range keys {
		found, err := load[store.Tries](tx, tries, []byte(key))
		if err != nil && !lacks(err) {
			return nil, err
		}
		all[i] = found
	}
	return all, nil
}

// putTries writes the tries that differ from those before.
func putTries(tx *bbolt.Tx, keys []string, before, after []store.Tries) error {
	for i, key := range keys {
		var err error
		switch after[i] {
		case before[i]:
		case store.Tries{}:
			err = tries.remove(tx, []byte(key))
		default:
			err = save(tx, tries, []byte(key), after[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// SweepTries forgets old tries, and the oldest of too many.
func (s *staffStore) SweepTries(ctx context.Context, before time.Time, most int) (int, error) {
	var old [][]byte
	look := func(tx *bbolt.Tx) (err error) {
		if old, err = oldTries(tx, before, most); err == nil && len(old) == 0 {
			return errUnchanged
		}
		return err
	}
	err := s.view(ctx, look)
	if err == nil {
		err = s.updateIf(ctx, look, func(tx *bbolt.Tx) error {
			in, err := tries.of(tx)
			for _, key := range old {
				if err == nil {
					err = in.Delete(key)
				}
			}
			return err
		})
	}
	switch {
	case errors.Is(err, errUnchanged):
		return 0, nil
	case err != nil:
		return 0, err
	}
	return len(old), nil
}

// oldTries lists the keys of tries that are to be forgotten, those of damaged records too.
func oldTries(tx *bbolt.Tx, before time.Time, most int) (old [][]byte, err error) {
	type dated struct {
		key  []byte
		last time.Time
	}
	var kept []dated
	in, err := tries.of(tx)
	if err != nil {
		return nil, err
	}
	err = in.ForEach(func(key, _ []byte) error {
		found, err := load[store.Tries](tx, tries, key)
		if err != nil || found.Last.Before(before) {
			old = append(old, slices.Clone(key))
			return nil
		}
		kept = append(kept, dated{slices.Clone(key), found.Last})
		return nil
	})
	if err != nil || len(kept) <= most {
		return old, err
	}
	slices.SortFunc(kept, func(a, b dated) int { return a.last.Compare(b.last) })
	for _, one := range kept[:len(kept)-most] {
		old = append(old, one.key)
	}
	return old, nil
}
