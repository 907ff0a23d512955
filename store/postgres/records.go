package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// kept is a record as a query gives it: the key, in parts, is what the columns before the
// record say.
type kept struct {
	record store.Record
	err    error
}

// Records gives every record, as [store.Records] says.
func (s *Store) Records(ctx context.Context) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		for _, list := range s.listings() {
			for one := range list(ctx) {
				if !yield(one.record, one.err) || one.err != nil {
					return
				}
			}
		}
	}
}

// Check reads every record, and returns those that are damaged, by their kinds and keys.
func (s *Store) Check(ctx context.Context) (damaged []store.Record, err error) {
	for _, list := range s.listings() {
		for one := range list(ctx) {
			switch {
			case errors.Is(one.err, store.ErrDamaged):
				damaged = append(damaged, store.Record{Kind: one.record.Kind, Key: one.record.Key})
			case one.err != nil:
				return damaged, one.err
			}
		}
	}
	return damaged, nil
}

// listings are the queries of all kinds, in the order of the kinds.
func (s *Store) listings() []func(context.Context) iter.Seq[kept] {
	rows := `SELECT r.id, r.record` + visibleRows + ` ORDER BY r.id`
	return []func(context.Context) iter.Seq[kept]{
		named[ivr.Account](s, store.KindAccount, accounts.sql(rows)),
		named[ivr.Transaction](s, store.KindTransaction, transactions.sql(rows)),
		named[ivr.Refund](s, store.KindRefund, refunds.sql(rows)),
		listed(s, `SELECT id, entries, record FROM calls ORDER BY id`, func(r pgx.CollectableRow) (store.Record, error) {
			var id, record []byte
			var call store.KeptCall
			err := scan(r, &record, &call.Call, &id, &call.Entries)
			return store.Record{Kind: store.KindCall, Key: string(id), Value: call}, err
		}),
		s.listedJournals,
		listed(s, `SELECT call, step, token, reply FROM claims ORDER BY call, step`, func(r pgx.CollectableRow) (store.Record, error) {
			var call, step, token, reply []byte
			err := r.Scan(&call, &step, &token, &reply)
			claim := store.KeptClaim{Claim: store.StepKey{Call: string(call), Step: string(step), Token: string(token)}, Reply: reply}
			return store.Record{Kind: store.KindClaim, Key: string(call) + " " + string(step), Value: claim}, err
		}),
		named[store.Code](s, store.KindCode, `SELECT call, record FROM codes ORDER BY call`),
		named[store.Lock](s, store.KindLock, `SELECT key, record FROM locks ORDER BY key`),
		s.listedOutgoing,
		named[store.Revision](s, store.KindRevision, `SELECT id, record FROM revisions ORDER BY id`),
		of(s, store.KindVersion, readVersions, func(v store.Version) string { return fmt.Sprint(v.Number) }),
		named[store.Case](s, store.KindCase, `SELECT number, record FROM cases ORDER BY number`),
		of(s, store.KindDelivery, `SELECT record FROM deliveries ORDER BY dead, sequence, id`, func(d store.Delivery) string { return d.ID }),
		named[store.Agent](s, store.KindAgent, `SELECT name, record FROM agents ORDER BY name`),
		named[store.Session](s, store.KindSession, `SELECT id, record FROM sessions ORDER BY id`),
		s.listedAudit,
		listed(s, `SELECT record FROM closures ORDER BY line`, func(r pgx.CollectableRow) (store.Record, error) {
			closed, err := decoded[lineClosure](r)
			return store.Record{Kind: store.KindClosure, Key: closed.Line, Value: closed.Closure}, err
		}),
		named[store.Token](s, store.KindToken, `SELECT hash, record FROM programs ORDER BY hash`),
		named[store.Hash](s, store.KindSigningKey, `SELECT name, record FROM signing_keys ORDER BY name`),
		named[store.Tries](s, store.KindTries, `SELECT key, record FROM sign_in_tries ORDER BY key`),
		named[acd.Interaction](s, store.KindInteraction, ofACD(interactions)),
		named[acd.AgentSession](s, store.KindAgentState, ofACD(sessions)),
		named[acd.QueueStats](s, store.KindQueue, ofACD(queues)),
		listed(s, `SELECT seq, record FROM acd_inbox ORDER BY seq`, func(r pgx.CollectableRow) (store.Record, error) {
			var record []byte
			var e inboxRecord
			var seq uint64
			err := scan(r, &record, &e, &seq)
			return store.Record{Kind: store.KindInbox, Key: fmt.Sprint(seq), Value: store.InboxEvent{Seq: seq, At: e.At, Event: e.Event}}, err
		}),
		of(s, store.KindQueueRecord, `SELECT record FROM queue_records ORDER BY entered DESC, id`, func(v acd.QueueRecord) string {
			return v.ID + " " + v.Entered.UTC().String()
		}),
		listed(s, `SELECT day, queue, agent, record FROM day_stats ORDER BY day, queue, agent`, func(r pgx.CollectableRow) (store.Record, error) {
			row, err := scanDay(r)
			var d acd.DayStats
			if err == nil {
				d, err = row.stats()
			}
			return store.Record{Kind: store.KindDayStats, Key: fmt.Sprintf("%+v", d.DayOf), Value: d}, err
		}),
		s.listedHouse,
	}
}

func ofACD(kind string) string {
	return `SELECT key, record FROM acd WHERE record IS NOT NULL AND kind = '` + kind + `' ORDER BY key`
}

// rowsOf runs a query whose rows are read as they come, and not all at once.
func rowsOf[T any](s *Store, sql string, read pgx.RowToFunc[T]) func(context.Context) iter.Seq2[T, error] {
	return func(ctx context.Context) iter.Seq2[T, error] {
		return func(yield func(T, error) bool) {
			rows, err := s.pool.Query(ctx, sql)
			if err != nil {
				yield(*new(T), told(err))
				return
			}
			defer rows.Close()
			for rows.Next() {
				if row, err := read(rows); !yield(row, err) || err != nil && !errors.Is(err, store.ErrDamaged) {
					return
				}
			}
			if err := rows.Err(); err != nil {
				yield(*new(T), told(err))
			}
		}
	}
}

// listed runs a query whose rows are records.
func listed(s *Store, sql string, read pgx.RowToFunc[store.Record]) func(context.Context) iter.Seq[kept] {
	rows := rowsOf(s, sql, read)
	return func(ctx context.Context) iter.Seq[kept] {
		return func(yield func(kept) bool) {
			for record, err := range rows(ctx) {
				if !yield(kept{record, err}) {
					return
				}
			}
		}
	}
}

// named lists rows of a key and a record.
func named[T any](s *Store, kind store.Kind, sql string) func(context.Context) iter.Seq[kept] {
	return listed(s, sql, func(r pgx.CollectableRow) (store.Record, error) {
		var key, record []byte
		var v T
		err := scan(r, &record, &v, &key)
		return store.Record{Kind: kind, Key: string(key), Value: v}, err
	})
}

// of lists rows of a record, which tells its key.
func of[T any](s *Store, kind store.Kind, sql string, key func(T) string) func(context.Context) iter.Seq[kept] {
	return listed(s, sql, func(r pgx.CollectableRow) (store.Record, error) {
		v, err := decoded[T](r)
		return store.Record{Kind: kind, Key: key(v), Value: v}, err
	})
}

// scan reads a row's columns; the last is v's record.
func scan[T any](r pgx.CollectableRow, record *[]byte, v *T, columns ...any) error {
	err := r.Scan(append(columns, record)...)
	if err == nil {
		*v, err = opened[T](*record)
	}
	return err
}

// listedJournals gives the entries of all calls, of which one row may hold several.
func (s *Store) listedJournals(ctx context.Context) iter.Seq[kept] {
	rows := rowsOf(s, `SELECT call, record FROM journal ORDER BY call, seq`, pgx.RowToStructByPos[journalRow])
	return func(yield func(kept) bool) {
		for row, err := range rows(ctx) {
			var entries []store.Entry
			if err == nil {
				entries, err = openedEntries(row.Record)
			}
			if err != nil && !yield(kept{record: store.Record{Kind: store.KindEntry, Key: string(row.Call)}, err: err}) {
				return
			}
			for _, entry := range entries {
				if !yield(kept{record: store.Record{Kind: store.KindEntry, Key: fmt.Sprintf("%s %d", row.Call, entry.Seq), Value: entry}}) {
					return
				}
			}
		}
	}
}

func (s *Store) listedOutgoing(ctx context.Context) iter.Seq[kept] {
	place := int64(0)
	return listed(s, `SELECT taker IS NOT NULL, record FROM outgoing ORDER BY taker IS NULL, CASE WHEN taker IS NULL THEN seq ELSE 0 END, id`,
		func(r pgx.CollectableRow) (store.Record, error) {
			var record []byte
			var o store.KeptOutgoing
			err := scan(r, &record, &o.Outgoing, &o.Taken)
			place++
			o.Place = place
			return store.Record{Kind: store.KindOutgoing, Key: o.Outgoing.ID, Value: o}, err
		})(ctx)
}

func (s *Store) listedAudit(ctx context.Context) iter.Seq[kept] {
	place := int64(0)
	return listed(s, `SELECT record FROM audit ORDER BY at DESC, seq DESC`, func(r pgx.CollectableRow) (store.Record, error) {
		e, err := decoded[store.AuditEntry](r)
		place++
		return store.Record{Kind: store.KindAudit, Key: fmt.Sprint(place), Value: store.KeptAudit{Entry: e, Place: place}}, err
	})(ctx)
}

func (s *Store) listedHouse(ctx context.Context) iter.Seq[kept] {
	return func(yield func(kept) bool) {
		house, err := s.house(ctx)
		yield(kept{store.Record{Kind: store.KindSingle, Value: house}, err})
	}
}

func (s *Store) house(ctx context.Context) (h store.Single, err error) {
	var since time.Time
	var begun bool
	if since, begun, err = s.StatsSince(ctx); err != nil {
		return h, err
	}
	if begun {
		h.Stats = &store.StatsBegin{Since: since}
	}
	if h.Audit, err = s.AuditChain(ctx); err != nil {
		return h, err
	}
	announcing, err := read(ctx, s.database, pgx.RowTo[[]byte], `SELECT key FROM meta WHERE key = 'announcing'`)
	h.Announcing = len(announcing) > 0
	return h, err
}
