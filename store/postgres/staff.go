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

const (
	readAgent = `SELECT record FROM agents WHERE name = $1`
	putAgent  = `INSERT INTO agents (name, record) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET record = excluded.record`
)

// Agents gives all agents, by name.
func (s staffStore) Agents(ctx context.Context) ([]store.Agent, error) {
	return read(ctx, s.database, decoded[store.Agent], `SELECT record FROM agents ORDER BY name`)
}

// Agent gives a person by name.
func (s staffStore) Agent(ctx context.Context, name string) (store.Agent, error) {
	return one[store.Agent](ctx, s.database, readAgent, []byte(name))
}

// PutAgent adds a person, or replaces one that is still as it was read.
func (s staffStore) PutAgent(ctx context.Context, a store.Agent) error {
	if err := store.CheckKey("the agent's name", a.Name); err != nil {
		return err
	}
	seen := a.Version
	a.Version++
	record, err := store.Encode(a)
	if err != nil {
		return err
	}
	return s.transact(ctx, func(tx pgx.Tx) error {
		now, err := oneIn[store.Agent](ctx, tx, readAgent, []byte(a.Name))
		switch {
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return err
		case now.Version != seen:
			return store.ErrConflict
		}
		_, err = tx.Exec(ctx, putAgent, []byte(a.Name), record)
		return err
	})
}

// RemoveAgent removes a person, who is signed out everywhere.
func (s staffStore) RemoveAgent(ctx context.Context, name string) error {
	return s.transact(ctx, func(tx pgx.Tx) error {
		removed, err := tx.Exec(ctx, `DELETE FROM agents WHERE name = $1`, []byte(name))
		if err := found(removed.RowsAffected(), err); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, endSessions, []byte(name))
		return err
	})
}

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

// countSignOut notes in a person's entry that they were signed out everywhere.
func countSignOut(ctx context.Context, tx pgx.Tx, name string) error {
	agent, err := oneIn[store.Agent](ctx, tx, readAgent, []byte(name))
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrDamaged) {
		return nil // signs nobody in
	}
	if err != nil {
		return err
	}
	agent.SignedOut++
	agent.Version++
	record, err := store.Encode(agent)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, putAgent, []byte(name), record)
	return err
}

// SweepSessions forgets the sessions whose time was over at now.
func (s staffStore) SweepSessions(ctx context.Context, now time.Time) (int, error) {
	rows, err := s.exec(ctx, `DELETE FROM sessions WHERE expires <= $1`, nanos(now))
	return int(rows), err
}

// listedEntry is an entry of the audit with its place.
type listedEntry struct {
	at, seq int64
	entry   store.AuditEntry
}

func scanEntry(r pgx.CollectableRow) (e listedEntry, err error) {
	var record []byte
	if err := r.Scan(&e.at, &e.seq, &record); err != nil {
		return e, err
	}
	e.entry, err = opened[store.AuditEntry](record)
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
			if !yield(one.entry, err) {
				return
			}
		}
	}
}
