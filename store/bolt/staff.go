package bolt

import (
	"context"
	"errors"
	"iter"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// Session gives a session by its ID.
func (s *staffStore) Session(ctx context.Context, id string) (store.Session, error) {
	return loadOne[store.Session](ctx, s.file, sessions, id)
}

// PutSession adds a session.
func (s *staffStore) PutSession(ctx context.Context, session store.Session) error {
	if err := errors.Join(store.CheckKey("the session's ID", session.ID), store.CheckKey("the session's name", session.Name)); err != nil {
		return err
	}
	return s.update(ctx, func(tx *bbolt.Tx) error { return save(tx, sessions, []byte(session.ID), session) })
}

// ProlongSession moves the end of a session that is still there.
func (s *staffStore) ProlongSession(ctx context.Context, id string, expires time.Time) error {
	var session store.Session
	return s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			session, err = load[store.Session](tx, sessions, []byte(id))
			return err
		},
		func(tx *bbolt.Tx) error {
			session.Expires = expires
			return save(tx, sessions, []byte(id), session)
		})
}

// EndSession ends a session, if it is still there.
func (s *staffStore) EndSession(ctx context.Context, id string) error {
	return s.update(ctx, func(tx *bbolt.Tx) error { return sessions.remove(tx, []byte(id)) })
}

// EndSessions ends all sessions of a person.
func (s *staffStore) EndSessions(ctx context.Context, name string) (int, error) {
	var ended int
	err := s.update(ctx, func(tx *bbolt.Tx) (err error) {
		if ended, err = endSessions(tx, ofPerson(name)); err != nil {
			return err
		}
		return countSignOut(tx, name)
	})
	if err != nil {
		return 0, err
	}
	return ended, nil
}

// countSignOut notes in a person's entry that they were signed out everywhere.
// An entry that cannot be read signs nobody in, and is let be.
func countSignOut(tx *bbolt.Tx, name string) error {
	agent, err := load[store.Agent](tx, agents, []byte(name))
	if err != nil {
		return nil
	}
	agent.SignedOut++
	agent.Version++
	return save(tx, agents, []byte(name), agent)
}

// SweepSessions forgets the sessions whose time was over at now.
func (s *staffStore) SweepSessions(ctx context.Context, now time.Time) (int, error) {
	return s.endSessions(ctx, func(session store.Session) bool { return !session.Expires.After(now) })
}

func ofPerson(name string) func(store.Session) bool {
	return func(session store.Session) bool { return session.Name == name }
}

func (s *staffStore) endSessions(ctx context.Context, chosen func(store.Session) bool) (ended int, err error) {
	err = s.update(ctx, func(tx *bbolt.Tx) (err error) {
		ended, err = endSessions(tx, chosen)
		return err
	})
	if err != nil {
		return 0, err
	}
	return ended, nil
}

// endSessions looks at every session: a house has hundreds, not more. One whose
// record is damaged lets nobody in, and is removed too.
func endSessions(tx *bbolt.Tx, chosen func(store.Session) bool) (int, error) {
	in, err := sessions.of(tx)
	if err != nil {
		return 0, err
	}
	var keys [][]byte
	err = in.ForEach(func(key, _ []byte) error {
		if session, err := load[store.Session](tx, sessions, key); err != nil || chosen(session) {
			keys = append(keys, key)
		}
		return nil
	})
	for _, key := range keys {
		err = errors.Join(err, in.Delete(key))
	}
	return len(keys), err
}

// AppendAudit adds an entry to the audit.
func (s *staffStore) AppendAudit(ctx context.Context, e store.AuditEntry) error {
	return s.update(ctx, func(tx *bbolt.Tx) error { return appendAudit(tx, e) })
}

// appendAudit adds an entry to the audit as part of a larger change.
func appendAudit(tx *bbolt.Tx, e store.AuditEntry) error {
	in, err := audit.of(tx)
	if err != nil {
		return err
	}
	sequence, err := in.NextSequence()
	if err != nil {
		return err
	}
	if err := follow(tx, &e); err != nil {
		return err
	}
	return save(tx, audit, ordered(descending(nil, e.At), ^sequence), e)
}

// ListAudit gives the audit's entries, newest first; of those of one instant,
// the last that was added comes first.
func (s *staffStore) ListAudit(ctx context.Context, f store.AuditFilter) iter.Seq2[store.AuditEntry, error] {
	all := walk(ctx, s.file, span{in: audit, from: startAt(nil, f.Until)}, readEntry[store.AuditEntry])
	return func(yield func(store.AuditEntry, error) bool) {
		given := 0
		for e, err := range all {
			switch {
			case err == nil && e.At.Before(f.Since):
				return
			case err == nil && !audited(f, e):
				continue
			}
			if given++; !yield(e, err) || given == f.Limit {
				return
			}
		}
	}
}

func audited(f store.AuditFilter, e store.AuditEntry) bool {
	return (f.Who == "" || f.Who == e.Who) &&
		(f.Action == "" || f.Action == e.Action) &&
		(f.Object == "" || f.Object == e.Object)
}
