package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// The kinds of rows of the table acd.
const (
	ownRecord    = "acd"
	interactions = "interaction"
	sessions     = "session"
	queues       = "queue"
)

// acdRecord is what the ACD is beside its interactions, agents' sessions and queues.
type acdRecord struct{ Version, Serial int }

// acdRow is a row of the table acd; record is nil when the row's thing was removed.
type acdRow struct {
	kind, key string
	record    []byte
}

func scanACD(r pgx.CollectableRow) (row acdRow, err error) {
	var kind, key []byte
	err = r.Scan(&kind, &key, &row.record)
	row.kind, row.key = string(kind), string(key)
	return row, err
}

// ACD gives the ACD, and the version to base a change on.
func (s acdStore) ACD(ctx context.Context) (acd.State, int, error) {
	rows, err := read(ctx, s.database, scanACD, `SELECT kind, key, record FROM acd WHERE record IS NOT NULL`)
	var news store.ACDNews
	if err == nil {
		news, err = collectACD(rows)
	}
	if err != nil {
		return acd.State{}, 0, fmt.Errorf("reading the ACD: %w", err)
	}
	return news.State, news.Version, nil
}

// ACDSince gives what has changed of the ACD since a version.
func (s acdStore) ACDSince(ctx context.Context, version int) (store.ACDNews, error) {
	rows, err := read(ctx, s.database, scanACD, `SELECT kind, key, record FROM acd WHERE version > $1`, version)
	if err != nil {
		return store.ACDNews{}, fmt.Errorf("reading what is new of the ACD: %w", err)
	}
	if len(rows) == 0 {
		return store.ACDNews{Version: version}, nil
	}
	news, err := collectACD(rows)
	if err == nil && news.Version-version > remembered {
		news.State, news.Version, err = s.ACD(ctx)
		news.Whole = true
	}
	return news, err
}

// remembered is for how many versions a removed thing's row is kept.
const remembered = 10_000

func collectACD(rows []acdRow) (store.ACDNews, error) {
	news := store.ACDNews{}
	var failed error
	for _, row := range rows {
		var err error
		switch row.kind {
		case ownRecord:
			var own acdRecord
			own, err = opened[acdRecord](row.record)
			news.Version, news.State.Serial = own.Version, own.Serial
		case interactions:
			news.Interactions = append(news.Interactions, row.key)
			err = give(row, func(k acd.Interaction) { news.State = news.State.With(k) })
		case sessions:
			news.Sessions = append(news.Sessions, row.key)
			err = give(row, func(s acd.AgentSession) { news.State = news.State.WithSession(s) })
		case queues:
			news.Queues = append(news.Queues, row.key)
			err = give(row, func(q acd.QueueStats) { news.State = news.State.WithQueue(row.key, q) })
		}
		failed = errors.Join(failed, err)
	}
	return news, failed
}

// give gives the record of a row, unless what it was about was removed.
func give[T any](row acdRow, to func(T)) error {
	if row.record == nil {
		return nil
	}
	v, err := opened[T](row.record)
	if err == nil {
		to(v)
	}
	return err
}

// The statements of a change of the ACD.
const (
	nextACD = `UPDATE acd SET version = $2, record = $3 WHERE kind = 'acd' AND key = '' AND version = $1 RETURNING 1`

	putACD = `INSERT INTO acd (kind, key, version, record)
		SELECT kind, key, $1, record FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) AS rows (kind, key, record)
		ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, record = excluded.record`

	forgetACD = `DELETE FROM acd WHERE record IS NULL AND version < $1`

	takeInbox = `DELETE FROM acd_inbox WHERE seq = ANY ($1::bigint[])`

	putRecord = `INSERT INTO queue_records (entered, id, call, origin, record) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (entered, id) DO UPDATE SET call = excluded.call, origin = excluded.origin, record = excluded.record`

	addVisit = `INSERT INTO call_traits (call, trait, began) SELECT id, $2, began FROM calls WHERE id = $1
		ON CONFLICT (call, trait) DO NOTHING`
)

// CommitACD writes a change of the ACD that is still at c.Read.
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
	days := c.Change.Days.List()
	var broken error
	curable := func(err error) bool { return refused(err) && !outrun(err) }
	err := again(ctx, curable, func() error {
		statements, err := s.planACD(c)
		if err != nil {
			broken = fmt.Errorf("writing the ACD: %w", err)
			return broken
		}
		broken = pgx.BeginTxFunc(ctx, s.pool, serialisable, func(tx pgx.Tx) error {
			added, err := addStats(ctx, tx, days)
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

// outrun reports whether another change of the ACD was made at the same moment: this one's version is out of date,
// and making it again as it is would only lose the time that it takes to be made on the new one.
func outrun(err error) bool {
	var answer *pgconn.PgError
	return errors.As(err, &answer) && answer.Code == notSerialisable
}

// planACD makes the statements of all but the figures.
func (s acdStore) planACD(c store.ACDCommit) (all []statement, failed error) {
	version := int64(c.Read + 1)
	encode := func(v any) []byte {
		record, err := store.Encode(v)
		failed = errors.Join(failed, err)
		return record
	}
	f := c.Change.State
	all = []statement{do(expect(nextACD), int64(c.Read), version, encode(acdRecord{c.Read + 1, f.Serial}))}
	var kinds, keys, records [][]byte
	each := func(kind string, names []string, find func(string) (any, bool)) {
		for _, name := range names {
			failed = errors.Join(failed, store.CheckKey("the key of a record of the ACD", name))
			var record []byte
			if v, is := find(name); is {
				record = encode(v)
			}
			kinds, keys, records = append(kinds, []byte(kind)), append(keys, []byte(name)), append(records, record)
		}
	}
	each(interactions, c.Change.Interactions, func(k string) (any, bool) { return f.Interactions.Find(k) })
	each(sessions, c.Change.Sessions, func(k string) (any, bool) { return f.Sessions.Find(k) })
	each(queues, c.Change.Queues, func(k string) (any, bool) { return f.Queues.Find(k) })
	if len(keys) > 0 {
		all = append(all, do(putACD, version, kinds, keys, records))
	}
	if version%remembered == 0 {
		all = append(all, do(forgetACD, version-remembered))
	}
	if len(c.Taken) > 0 {
		taken := make([]int64, len(c.Taken))
		for i, seq := range c.Taken {
			taken[i] = int64(seq) //nolint:gosec // made of an int64
		}
		all = append(all, do(takeInbox, taken))
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

// inboxMost is how many events are read from the inbox at a time.
const inboxMost = 500

// Inbox gives what the ACD must learn of calls' steps and has not taken yet.
func (s acdStore) Inbox(ctx context.Context) ([]store.InboxEvent, error) {
	events, err := read(ctx, s.database, func(r pgx.CollectableRow) (store.InboxEvent, error) {
		var seq int64
		var record []byte
		if err := r.Scan(&seq, &record); err != nil {
			return store.InboxEvent{}, err
		}
		e, err := opened[inboxRecord](record)
		if err != nil {
			e = inboxRecord{} // left out
		}
		return store.InboxEvent{Seq: uint64(seq), At: e.At, Event: e.Event}, nil //nolint:gosec // never negative
	}, `SELECT seq, record FROM acd_inbox ORDER BY seq LIMIT $1`, inboxMost)
	if err != nil {
		return nil, fmt.Errorf("reading the inbox of the ACD: %w", err)
	}
	return events, nil
}
