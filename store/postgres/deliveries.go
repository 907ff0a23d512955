package postgres

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

// Announce says whether changes of cases are kept for delivery from now on.
func (s deliveryStore) Announce(ctx context.Context, on bool) error {
	sql := `DELETE FROM meta WHERE key = 'announcing'`
	if on {
		sql = `INSERT INTO meta (key, value) VALUES ('announcing', '') ON CONFLICT (key) DO NOTHING`
	}
	_, err := s.exec(ctx, sql)
	return err
}

// DueDeliveries gives the oldest of each case that may be attempted at now.
func (s deliveryStore) DueDeliveries(ctx context.Context, now time.Time, limit int) ([]store.Delivery, error) {
	q := &query{}
	q.add(`SELECT d.record FROM deliveries d WHERE NOT d.dead AND d.due <= ? AND NOT EXISTS (
		SELECT 1 FROM deliveries earlier
		WHERE NOT earlier.dead AND earlier.case_number = d.case_number AND earlier.sequence < d.sequence
	) ORDER BY d.sequence, d.id`, nanos(now))
	if limit > 0 {
		q.add(` LIMIT ?`, limit)
	}
	return readSound[store.Delivery](ctx, s.database, q.sql.String(), q.args...)
}

const readDelivery = `SELECT record FROM deliveries WHERE id = $1`

// Delivery gives one by its ID.
func (s deliveryStore) Delivery(ctx context.Context, id string) (store.Delivery, error) {
	return one[store.Delivery](ctx, s.database, readDelivery, []byte(id))
}

// ListDeliveries gives those that wait, or those that are dead, oldest first.
func (s deliveryStore) ListDeliveries(ctx context.Context, dead bool) iter.Seq2[store.Delivery, error] {
	return sound[store.Delivery](pages(0, func(last *placed, most int) ([]placed, error) {
		after := placed{at: -1, id: []byte{}}
		if last != nil {
			after = *last
		}
		return read(ctx, s.database, scanPlaced, `SELECT sequence, id, record FROM deliveries
			WHERE dead = $1 AND sequence >= $2 AND (sequence > $2 OR id > $3) ORDER BY sequence, id LIMIT $4`,
			dead, after.at, after.id, most)
	}), false)
}

// CountDeliveries counts those that wait and those that are dead.
func (s deliveryStore) CountDeliveries(ctx context.Context) (pending, dead int, err error) {
	counts, err := read(ctx, s.database, pgx.RowTo[int], `SELECT count(*) FROM deliveries WHERE NOT dead
		UNION ALL SELECT count(*) FROM deliveries WHERE dead`)
	if err != nil {
		return 0, 0, err
	}
	return counts[0], counts[1], nil
}

// NoteAttempt writes what came of an attempt.
func (s deliveryStore) NoteAttempt(ctx context.Context, d store.Delivery) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		now, err := oneIn[store.Delivery](ctx, tx, readDelivery, []byte(d.ID))
		if errors.Is(err, store.ErrNotFound) || err == nil && (!now.Died.IsZero() || now.Attempts != d.Attempts-1) {
			return store.ErrConflict
		}
		if err != nil {
			return err
		}
		return putDelivery(ctx, tx, d)
	})
}

func putDelivery(ctx context.Context, tx pgx.Tx, d store.Delivery) error {
	record, err := store.Encode(d)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE deliveries SET dead = $2, due = $3, record = $4 WHERE id = $1`,
		[]byte(d.ID), !d.Died.IsZero(), nanos(d.Due), record)
	return err
}

// RetryDelivery makes one wait again.
func (s deliveryStore) RetryDelivery(ctx context.Context, id string) (d store.Delivery, err error) {
	err = s.transact(ctx, func(tx pgx.Tx) (err error) {
		if d, err = oneIn[store.Delivery](ctx, tx, readDelivery, []byte(id)); err != nil {
			return err
		}
		d.Attempts, d.First, d.Due, d.Died = 0, time.Time{}, time.Time{}, time.Time{}
		return putDelivery(ctx, tx, d)
	})
	return d, err
}

// RemoveDelivery forgets one.
func (s deliveryStore) RemoveDelivery(ctx context.Context, id string) error {
	return found(s.exec(ctx, `DELETE FROM deliveries WHERE id = $1`, []byte(id)))
}

// found makes of a statement that changed nothing store.ErrNotFound.
func found(rows int64, err error) error {
	if err == nil && rows == 0 {
		return store.ErrNotFound
	}
	return err
}
