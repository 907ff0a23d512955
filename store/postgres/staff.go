package postgres

import (
	"context"
	"errors"
	"iter"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

// Session gives a session by its ID.
func (s staffStore) Session(ctx context.Context, id string) (store.Session, error) {
	return one[store.Session](ctx, s.database, readSession, []byte(id))
}

const (
	readSession = `SELECT record FROM sessions WHERE id = $1`
	endSessions = `DELETE FROM sessions WHERE name = $1`
	putSession  = `INSERT INTO sessions (id, name, expires, record) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, expires = excluded.expires, record = excluded.record`
)

// PutSession adds a session.
func (s staffStore) PutSession(ctx context.Context, session store.Session) error {
	if err := errors.Join(store.CheckKey("the session's ID", session.ID), store.CheckKey("the session's name", session.Name)); err != nil {
		return err
	}
	record, err := store.Encode(session)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, putSession, []byte(session.ID), []byte(session.Name), nanos(session.Expires), record)
	return err
}

// ProlongSession moves the end of a session that is still there.
func (s staffStore) ProlongSession(ctx context.Context, id string, expires time.Time) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		session, err := oneIn[store.Session](ctx, tx, readSession, []byte(id))
		if err != nil {
			return err
		}
		session.Expires = expires
		record, err := store.Encode(session)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, putSession, []byte(session.ID), []byte(session.Name), nanos(expires), record)
		return err
	})
}

// EndSession ends a session, if it is still there.
func (s staffStore) EndSession(ctx context.Context, id string) error {
	_, err := s.exec(ctx, `DELETE FROM sessions WHERE id = $1`, []byte(id))
	return err
}

// EndSessions ends all sessions of a person.
func (s staffStore) EndSessions(ctx context.Context, name string) (ended int, err error) {
	err = s.transact(ctx, func(tx pgx.Tx) error {
		removed, err := tx.Exec(ctx, endSessions, []byte(name))
		if err != nil {
			return err
		}
		ended = int(removed.RowsAffected())
		return countSignOut(ctx, tx, name)
	})
	return ended, err
}

// SweepSessions forgets the sessions whose time was over at now.
func (s staffStore) SweepSessions(ctx context.Context, now time.Time) (int, error) {
	rows, err := s.exec(ctx, `DELETE FROM sessions WHERE expires <= $1`, nanos(now))
	return int(rows), err
}

// listedEntry is an entry of the audit with its place, as it is.
type listedEntry struct {
	at, seq int64
	record  []byte
}

func scanEntry(r pgx.CollectableRow) (e listedEntry, err error) {
	err = r.Scan(&e.at, &e.seq, &e.record)
	return e, err
}

// ListAudit gives the audit's entries, newest first; of those of one instant, the last
// that was added comes first.
func (s staffStore) ListAudit(ctx context.Context, f store.AuditFilter) iter.Seq2[store.AuditEntry, error] {
	all := pages(f.Limit, func(last *listedEntry, most int) ([]listedEntry, error) {
		q := &query{}
		q.add(`SELECT at, seq, record FROM audit WHERE at >= ?`, nanos(f.Since))
		for _, wanted := range []struct{ condition, value string }{{` AND who = ?`, f.Who}, {` AND action = ?`, f.Action}, {` AND object = ?`, f.Object}} {
			if wanted.value != "" {
				q.add(wanted.condition, []byte(wanted.value))
			}
		}
		at, seq := int64(math.MaxInt64), int64(math.MaxInt64)
		if !f.Until.IsZero() {
			at = nanos(f.Until)
		}
		if last != nil {
			at, seq = last.at, last.seq
		}
		q.add(` AND at <= ? AND (at < ? OR seq < ?) ORDER BY at DESC, seq DESC LIMIT ?`, at, at, seq, most)
		return read(ctx, s.database, scanEntry, q.sql.String(), q.args...)
	})
	return func(yield func(store.AuditEntry, error) bool) {
		for one, err := range all {
			var e store.AuditEntry
			if err == nil {
				e, err = opened[store.AuditEntry](one.record)
			}
			if errors.Is(err, store.ErrDamaged) {
				continue // it keeps nobody from the others; the chain has a gap
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}
