package bolt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// announcingKey is where meta tells whether news of cases is kept.
var announcingKey = []byte("announcing")

// Announce reports whether changes of cases are kept for delivery.
func (s *deliveryStore) Announce(ctx context.Context, on bool) error {
	return s.update(ctx, func(tx *bbolt.Tx) error {
		if !on {
			return meta.remove(tx, announcingKey)
		}
		return meta.put(tx, announcingKey, nil)
	})
}

// news is what happened to a case, by whom and when.
type news struct {
	kind store.CaseNews
	by   string
	at   time.Time
}

// announce keeps the news of a case, as it is now, for delivery.
func announce(tx *bbolt.Tx, what news, c store.Case) error {
	on, err := meta.has(tx, announcingKey)
	if err != nil || !on {
		return err
	}
	in, err := pending.of(tx)
	if err != nil {
		return err
	}
	n, err := in.NextSequence()
	if err != nil {
		return err
	}
	d := store.Delivery{Sequence: int(n), News: what.kind, At: what.at, By: what.by, Case: c}
	content, err := store.Encode(d)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(content)
	d.ID = fmt.Sprintf("%016x%s", n, hex.EncodeToString(sum[:8]))
	return save(tx, pending, ordered(nil, n), d)
}

// deliveryKey is where the record of an ID stands.
func deliveryKey(id string) ([]byte, error) {
	const digits = 16
	if len(id) != 2*digits {
		return nil, store.ErrNotFound
	}
	n, err := strconv.ParseUint(id[:digits], 16, 64)
	if err != nil {
		return nil, store.ErrNotFound
	}
	return ordered(nil, n), nil
}

// findDelivery gives a delivery, and the bucket and key that it stands at.
func findDelivery(tx *bbolt.Tx, id string) (store.Delivery, bucket, []byte, error) {
	key, err := deliveryKey(id)
	if err != nil {
		return store.Delivery{}, "", nil, err
	}
	for _, in := range []bucket{pending, dead} {
		d, err := load[store.Delivery](tx, in, key)
		if errors.Is(err, store.ErrNotFound) || err == nil && d.ID != id {
			continue
		}
		return d, in, key, err
	}
	return store.Delivery{}, "", nil, store.ErrNotFound
}

// Delivery gives one by its ID.
func (s *deliveryStore) Delivery(ctx context.Context, id string) (d store.Delivery, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) (err error) {
		d, _, _, err = findDelivery(tx, id)
		return err
	})
	return d, err
}

// DueDeliveries gives the oldest of each case that may be attempted at now.
func (s *deliveryStore) DueDeliveries(ctx context.Context, now time.Time, limit int) ([]store.Delivery, error) {
	var due []store.Delivery
	seen := map[string]bool{}
	for d, err := range s.ListDeliveries(ctx, false) {
		switch {
		case err != nil:
			return nil, err
		case seen[d.Case.Number]:
			continue
		}
		seen[d.Case.Number] = true
		if d.Due.After(now) {
			continue
		}
		if due = append(due, d); len(due) == limit {
			break
		}
	}
	return due, nil
}

// ListDeliveries gives those that wait, or those that are dead, oldest first. One that is damaged is put aside.
func (s *deliveryStore) ListDeliveries(ctx context.Context, died bool) iter.Seq2[store.Delivery, error] {
	in := pending
	if died {
		in = dead
	}
	var broken []brokenRecord
	all := walk(ctx, s.file, span{in: in}, func(tx *bbolt.Tx, e entry) (store.Delivery, error) {
		return readSound[store.Delivery](tx, e, &broken)
	})
	return func(yield func(store.Delivery, error) bool) {
		defer func() { _ = s.putAllAside(ctx, broken) }() // or by the next list
		for d, err := range all {
			if !yield(d, err) {
				return
			}
		}
	}
}

// CountDeliveries counts those that wait and those that are dead.
func (s *deliveryStore) CountDeliveries(ctx context.Context) (waiting, died int, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		p, perr := pending.of(tx)
		d, derr := dead.of(tx)
		if err := errors.Join(perr, derr); err != nil {
			return err
		}
		waiting, died = p.Stats().KeyN, d.Stats().KeyN
		return nil
	})
	return waiting, died, err
}

// NoteAttempt writes what came of an attempt.
func (s *deliveryStore) NoteAttempt(ctx context.Context, d store.Delivery) error {
	key, err := deliveryKey(d.ID)
	if err != nil {
		return err
	}
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) error {
			now, in, _, err := findDelivery(tx, d.ID)
			if errors.Is(err, store.ErrNotFound) || err == nil && (in != pending || now.Attempts != d.Attempts-1) {
				return store.ErrConflict
			}
			return err
		},
		func(tx *bbolt.Tx) error {
			if d.Died.IsZero() {
				return save(tx, pending, key, d)
			}
			return errors.Join(pending.remove(tx, key), save(tx, dead, key, d))
		})
}

// RetryDelivery makes one wait again.
func (s *deliveryStore) RetryDelivery(ctx context.Context, id string) (d store.Delivery, err error) {
	var in bucket
	var key []byte
	err = s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			d, in, key, err = findDelivery(tx, id)
			return err
		},
		func(tx *bbolt.Tx) error {
			d.Attempts, d.First, d.Due, d.Died = 0, time.Time{}, time.Time{}, time.Time{}
			return errors.Join(in.remove(tx, bytes.Clone(key)), save(tx, pending, key, d))
		})
	return d, err
}

// RemoveDelivery forgets one.
func (s *deliveryStore) RemoveDelivery(ctx context.Context, id string) error {
	var in bucket
	var key []byte
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			_, in, key, err = findDelivery(tx, id)
			return err
		},
		func(tx *bbolt.Tx) error { return in.remove(tx, key) })
}
