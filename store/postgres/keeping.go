package postgres

import (
	"context"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// ended reports whether a record is of a call that has ended.
func ended(record []byte) (bool, error) {
	call, err := opened[ivr.Call](record)
	return err == nil && call.Ended(), err
}

// endedOrDamaged reports whether a record is of a call that has ended, or of none at all.
func endedOrDamaged(record []byte) (bool, error) {
	is, err := ended(record)
	if errors.Is(err, store.ErrDamaged) {
		return true, nil
	}
	return is, err
}

// ofCalls are calls' stays in queues. That of a callback which was asked for in a call
// belongs to the callback's own call, once it has one.
const ofCalls = `(call = ANY ($1::bytea[]) OR call IS NULL AND origin = ANY ($1::bytea[]))`

// PruneCalls removes the oldest calls that have ended, with all that belongs to them.
func (s keepStore) PruneCalls(ctx context.Context, before time.Time, limit int) (int, error) {
	var ids []string
	for call, err := range s.oldestCalls(ctx, before) {
		if err != nil {
			return 0, err
		}
		if len(ids) == limit {
			break
		}
		over, err := endedOrDamaged(call.record)
		if err != nil {
			return 0, err
		}
		if over {
			ids = append(ids, string(call.id))
		}
	}
	return s.removeCalls(ctx, ids, endedOrDamaged, func(tx pgx.Tx, gone [][]byte) error {
		_, err := tx.Exec(ctx, `DELETE FROM queue_records WHERE `+ofCalls, gone)
		return err
	})
}

// oldestCalls gives the calls that began before an instant, the oldest first.
func (s keepStore) oldestCalls(ctx context.Context, before time.Time) iter.Seq2[placed, error] {
	return pages(0, func(last *placed, most int) ([]placed, error) {
		began, id := int64(math.MinInt64), []byte{}
		if last != nil {
			began, id = last.at, last.id
		}
		return read(ctx, s.database, scanPlaced, `SELECT began, id, record FROM calls
			WHERE began < $1 AND began >= $2 AND (began > $2 OR id > $3) ORDER BY began, id LIMIT $4`, nanos(before), began, id, most)
	})
}

// EraseCalls removes calls that have ended, and keeps their stays in queues for figures.
func (s keepStore) EraseCalls(ctx context.Context, ids []string) (int, error) {
	return s.removeCalls(ctx, ids, ended, func(tx pgx.Tx, gone [][]byte) error { return eraseStays(ctx, tx, gone) })
}

// eraseStays takes from calls' stays in queues what they tell of the caller.
func eraseStays(ctx context.Context, tx pgx.Tx, calls [][]byte) error {
	rows, err := tx.Query(ctx, `SELECT record FROM queue_records WHERE `+ofCalls, calls)
	if err != nil {
		return err
	}
	stays, err := pgx.CollectRows(rows, decoded[acd.QueueRecord])
	if err != nil {
		return err
	}
	var all []statement
	for _, stay := range stays {
		stay.Note = ""
		record, err := store.Encode(stay)
		if err != nil {
			return err
		}
		all = append(all, do(`UPDATE queue_records SET record = $3 WHERE entered = $1 AND id = $2`, nanos(stay.Entered), []byte(stay.ID), record))
	}
	return run(ctx, tx, all)
}

// removeCalls removes those calls that over finds over, and all that is kept under their
// ids; of their stays in queues it lets stays do it.
func (s keepStore) removeCalls(ctx context.Context, ids []string, over func(record []byte) (bool, error), stays func(pgx.Tx, [][]byte) error) (removed int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		gone, err := callsOver(ctx, tx, ids, over)
		if removed = len(gone); err != nil || removed == 0 {
			return err
		}
		if err := stays(tx, gone); err != nil {
			return err
		}
		return run(ctx, tx, []statement{
			do(`DELETE FROM call_traits WHERE call = ANY ($1::bytea[])`, gone), do(`DELETE FROM journal WHERE call = ANY ($1::bytea[])`, gone),
			do(`DELETE FROM claims WHERE call = ANY ($1::bytea[])`, gone), do(`DELETE FROM codes WHERE call = ANY ($1::bytea[])`, gone),
			do(`DELETE FROM calls WHERE id = ANY ($1::bytea[])`, gone),
		})
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}

// callsOver gives the ids of those calls that are there, and over. Nobody changes them until
// the transaction ends.
func callsOver(ctx context.Context, tx pgx.Tx, ids []string, over func(record []byte) (bool, error)) (gone [][]byte, err error) {
	wanted := make([][]byte, len(ids))
	for i, id := range ids {
		wanted[i] = []byte(id)
	}
	rows, err := tx.Query(ctx, `SELECT began, id, record FROM calls WHERE id = ANY ($1::bytea[]) ORDER BY id FOR UPDATE`, wanted)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, scanPlaced)
	if err != nil {
		return nil, err
	}
	for _, call := range found {
		is, err := over(call.record)
		if err != nil {
			return nil, err
		}
		if is {
			gone = append(gone, call.id)
		}
	}
	return gone, nil
}

// keptLock is a lock with its key and version.
type keptLock struct {
	key     []byte
	version int64
	lock    store.Lock
}

func scanLock(r pgx.CollectableRow) (l keptLock, err error) {
	var record []byte
	if err := r.Scan(&l.key, &l.version, &record); err != nil {
		return l, err
	}
	if l.lock, err = opened[store.Lock](record); err != nil {
		l.lock = store.Lock{} // damaged: it is over
	}
	l.lock.Version = int(l.version)
	return l, nil
}

// PruneLocks removes counts of tries that were over before an instant, and count no more
// when they are removed.
func (s keepStore) PruneLocks(ctx context.Context, before time.Time, limit int) (removed int, err error) {
	all := pages(0, func(last *keptLock, most int) ([]keptLock, error) {
		key := []byte{}
		if last != nil {
			key = last.key
		}
		return read(ctx, s.database, scanLock, `SELECT key, version, record FROM locks WHERE key > $1 ORDER BY key LIMIT $2`, key, most)
	})
	var over []keptLock
	for l, err := range all {
		if err != nil {
			return 0, err
		}
		if len(over) == limit {
			break
		}
		if l.lock.Since.Before(before) && l.lock.Until.Before(before) {
			over = append(over, l)
		}
	}
	err = s.transact(ctx, func(tx pgx.Tx) error {
		removed = 0
		for _, l := range over {
			done, err := tx.Exec(ctx, `DELETE FROM locks WHERE key = $1 AND version = $2`, l.key, l.version)
			if err != nil {
				return err
			}
			removed += int(done.RowsAffected())
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return removed, nil
}
