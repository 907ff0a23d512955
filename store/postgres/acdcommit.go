package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// The statements of a change of the ACD.
const (
	lockWhole = `SELECT record FROM acd WHERE kind = 'acd' AND version = $1 FOR UPDATE`

	nextWhole = `UPDATE acd SET version = $1, record = $2 WHERE kind = 'acd'`

	nextShard = `INSERT INTO acd (kind, key, version, record) VALUES ('shard', $1, $2, '')
		ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version WHERE acd.version = $3 RETURNING 1`

	putACD = `INSERT INTO acd (kind, key, shard, version, record)
		SELECT kind, key, $1, $2, record FROM unnest($3::bytea[], $4::bytea[], $5::bytea[]) AS rows (kind, key, record)
		ON CONFLICT (kind, key) DO UPDATE SET shard = excluded.shard, version = excluded.version, record = excluded.record`

	beginACD = putACD + ` WHERE acd.record IS NULL RETURNING 1`

	forgetACD = `DELETE FROM acd WHERE shard = $1 AND record IS NULL AND version < $2`

	takeInbox = `DELETE FROM acd_inbox WHERE seq = ANY ($1::bigint[]) RETURNING 1`

	putRecord = `INSERT INTO queue_records (entered, id, call, origin, record) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (entered, id) DO UPDATE SET call = excluded.call, origin = excluded.origin, record = excluded.record`

	addVisit = `INSERT INTO call_traits (call, trait, began) SELECT id, $2, began FROM calls WHERE id = $1
		ON CONFLICT (call, trait) DO NOTHING`
)

// CommitACD writes a change of the ACD whose shards are still as they were read.
func (s acdStore) CommitACD(ctx context.Context, c store.ACDCommit) error {
	began := time.Now()
	err := s.commitACD(ctx, c)
	s.observe("acd", began, err)
	return err
}

func (s acdStore) commitACD(ctx context.Context, c store.ACDCommit) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	var broken error
	curable := func(err error) bool { return refused(err) && !outrun(err) }
	err := again(ctx, curable, func() error {
		statements, err := s.planACD(c)
		if err != nil {
			broken = fmt.Errorf("writing the ACD: %w", err)
			return broken
		}
		broken = pgx.BeginTxFunc(ctx, s.pool, byRowLocks, func(tx pgx.Tx) error {
			added, err := s.lockACD(ctx, tx, c)
			if err != nil {
				return err
			}
			return run(ctx, tx, append(statements, added...))
		})
		return broken
	})
	if violated(broken) == "cases_pkey" || outrun(broken) {
		return store.ErrConflict
	}
	return err
}

// byRowLocks begins a change of the ACD at the isolation that the database gives by itself. The change holds the rows
// of all versions that it depends on; so a stricter isolation adds nothing but conflicts of changes of different
// queues, whose rows lie on the same pages.
var byRowLocks = pgx.TxOptions{}

// outrun reports whether another change of the ACD was made at the same moment: this one's version is out of date,
// and making it again as it is would only lose the time that it takes to be made on the new one.
func outrun(err error) bool {
	var answer *pgconn.PgError
	return errors.As(err, &answer) && answer.Code == notSerialisable
}

// lockACD brings the shards that a change touches to their next versions, which holds their rows until the transaction
// ends, and fails when one is not at the version that was read. It reads what the change adds to, and returns the
// statements that write it.
func (s acdStore) lockACD(ctx context.Context, tx pgx.Tx, c store.ACDCommit) (added []statement, err error) {
	batch := &pgx.Batch{}
	if version, whole := c.Read[store.WholeACD]; whole {
		batch.Queue(lockWhole, int64(version)).QueryRow(func(row pgx.Row) error {
			next, err := nextOfWhole(row, version+1)
			added = append(added, next)
			return err
		})
	}
	for _, shard := range c.Shards {
		batch.Queue(expect(nextShard), []byte(shard), int64(c.Read[shard]+1), int64(c.Read[shard]))
	}
	queueStats(batch, c.Change.Days.List(), &added)
	if batch.Len() == 0 {
		return nil, nil
	}
	return added, tx.SendBatch(ctx, batch).Close()
}

// nextOfWhole makes the statement that gives the ACD, while it is one shard, a version. What the release before keeps
// there stays as it is.
func nextOfWhole(row pgx.Row, version int) (statement, error) {
	var record []byte
	err := row.Scan(&record)
	if errors.Is(err, pgx.ErrNoRows) {
		return statement{}, store.ErrConflict
	}
	whole := wholeRecord{}
	if err == nil {
		whole, err = opened[wholeRecord](record)
	}
	if err != nil {
		return statement{}, err
	}
	whole.Version = version
	record, err = store.Encode(whole)
	return do(nextWhole, int64(version), record), err
}

// planACD makes the statements of all but what is locked before.
func (s acdStore) planACD(c store.ACDCommit) (all []statement, failed error) {
	encode := func(v any) []byte {
		record, err := store.Encode(v)
		failed = errors.Join(failed, err)
		return record
	}
	all, failed = planRows(c)
	if len(c.Taken) > 0 {
		taken := make([]int64, len(c.Taken))
		for i, seq := range c.Taken {
			taken[i] = int64(seq) //nolint:gosec // made of an int64
		}
		all = append(all, do(expectAll(takeInbox, 2), taken, int64(len(taken))))
	}
	for _, v := range c.Change.Records {
		all = append(all, do(putRecord, nanos(v.Entered), []byte(v.ID), orNull(v.Call), orNull(v.Origin), encode(v)))
		if v.Call != "" && v.Queue != "" {
			all = append(all, do(addVisit, []byte(v.Call), traitKey(store.Trait{Of: store.OfQueue, Value: v.Queue})))
		}
	}
	for _, o := range c.Outgoing {
		failed = errors.Join(failed, store.CheckKey("the message's id", o.ID))
	}
	for _, change := range c.Cases {
		failed = errors.Join(failed, checkCase(change))
	}
	for _, d := range c.Change.Days.List() {
		failed = errors.Join(failed, checkStats(d.DayOf))
	}
	if failed != nil {
		return nil, failed
	}
	all = append(all, s.putOutgoing(c.Outgoing, encode)...)
	cases, err := s.changeCases(c.Cases, map[string]*caseRow{})
	return append(all, cases...), errors.Join(failed, err)
}

// rowsOfACD are rows of the table acd, by columns.
type rowsOfACD struct{ kinds, keys, records [][]byte }

// planRows makes the statements of the ACD's rows. A row of which the change did not know must not be there: it was
// made by another change, of other queues. While the ACD is one shard, its version tells as much.
func planRows(c store.ACDCommit) (all []statement, failed error) {
	_, whole := c.Read[store.WholeACD]
	known, begun := rowsOfACD{}, rowsOfACD{}
	each := func(kind string, names []string, find func(acd.State, string) (any, bool)) {
		for _, name := range names {
			failed = errors.Join(failed, store.CheckKey("the key of a record of the ACD", name))
			var record []byte
			if v, is := find(c.Change.State, name); is {
				encoded, err := store.Encode(v)
				record, failed = encoded, errors.Join(failed, err)
			}
			rows := &known
			if _, was := find(c.Before, name); !was && !whole {
				rows = &begun
			}
			rows.kinds, rows.keys, rows.records = append(rows.kinds, []byte(kind)), append(rows.keys, []byte(name)), append(rows.records, record)
		}
	}
	each(interactions, c.Change.Interactions, func(f acd.State, k string) (any, bool) { return f.Interactions.Find(k) })
	each(sessions, c.Change.Sessions, func(f acd.State, k string) (any, bool) { return f.Sessions.Find(k) })
	each(queues, c.Change.Queues, func(f acd.State, k string) (any, bool) { return f.Queues.Find(k) })
	next := c.Next()
	if len(next) == 0 {
		if len(known.keys)+len(begun.keys) > 0 {
			failed = errors.Join(failed, errors.New("a change of the ACD names no shard"))
		}
		return nil, failed
	}
	shard := slices.Sorted(maps.Keys(next))[0]
	version := int64(next[shard])
	if len(known.keys) > 0 {
		all = append(all, do(putACD, []byte(shard), version, known.kinds, known.keys, known.records))
	}
	if count := len(begun.keys); count > 0 {
		all = append(all, do(expectAll(beginACD, 6), []byte(shard), version, begun.kinds, begun.keys, begun.records, int64(count)))
	}
	if version%remembered == 0 {
		all = append(all, do(forgetACD, []byte(shard), version-remembered))
	}
	return all, failed
}
