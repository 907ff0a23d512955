package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

const (
	readSigningKey = `SELECT record FROM signing_keys WHERE name = $1`
	putSigningKey  = `INSERT INTO signing_keys (name, record) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET record = excluded.record`
)

// SigningKey returns the key of a name, and keeps fresh as it where there is none yet, or one that is damaged.
func (s staffStore) SigningKey(ctx context.Context, name string, fresh store.Hash) (store.Hash, error) {
	key, err := one[store.Hash](ctx, s.database, readSigningKey, []byte(name))
	if !lacks(err) {
		return key, err
	}
	record, err := store.Encode(fresh)
	if err != nil {
		return "", err
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		key, err = oneIn[store.Hash](ctx, tx, readSigningKey, []byte(name))
		if !lacks(err) {
			return err
		}
		key = fresh
		_, err = tx.Exec(ctx, putSigningKey, []byte(name), record)
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
func (s staffStore) ReplaceSigningKey(ctx context.Context, name string, key store.Hash) error {
	record, err := store.Encode(key)
	if err != nil {
		return err
	}
	_, err = s.set(ctx, putSigningKey, []byte(name), record)
	return err
}

// ChangeTries changes the tries of some keys.
func (s staffStore) ChangeTries(ctx context.Context, keys []string, change func(tries []store.Tries)) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		before, err := triesOf(ctx, tx, keys)
		if err != nil {
			return err
		}
		after := slices.Clone(before)
		change(after)
		return putTries(ctx, tx, keys, before, after)
	})
}

func triesOf(ctx context.Context, tx pgx.Tx, keys []string) ([]store.Tries, error) {
	all := make([]store.Tries, len(keys))
	for i, key := range keys {
		found, err := oneIn[store.Tries](ctx, tx, `SELECT record FROM sign_in_tries WHERE key = $1`, []byte(key))
		if err != nil && !lacks(err) {
			return nil, err
		}
		all[i] = found
	}
	return all, nil
}

// putTries writes the tries that differ from those before.
func putTries(ctx context.Context, tx pgx.Tx, keys []string, before, after []store.Tries) error {
	var changed []statement
	for i, key := range keys {
		switch after[i] {
		case before[i]:
		case store.Tries{}:
			changed = append(changed, do(`DELETE FROM sign_in_tries WHERE key = $1`, []byte(key)))
		default:
			record, err := store.Encode(after[i])
			if err != nil {
				return err
			}
			changed = append(changed, do(`INSERT INTO sign_in_tries (key, last, record) VALUES ($1, $2, $3)
				ON CONFLICT (key) DO UPDATE SET last = excluded.last, record = excluded.record`, []byte(key), nanos(after[i].Last), record))
		}
	}
	return run(ctx, tx, changed)
}

// SweepTries forgets old tries, and the oldest of too many.
func (s staffStore) SweepTries(ctx context.Context, before time.Time, most int) (int, error) {
	old, err := s.exec(ctx, `DELETE FROM sign_in_tries WHERE last < $1`, nanos(before))
	if err != nil {
		return 0, err
	}
	more, err := s.exec(ctx, `DELETE FROM sign_in_tries WHERE last < (SELECT last FROM sign_in_tries ORDER BY last DESC LIMIT 1 OFFSET $1)`, most-1)
	return int(old + more), err
}
