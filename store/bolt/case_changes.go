package bolt

import (
	"context"
	"errors"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// AssignCase gives an open case to somebody, or to nobody.
func (s *caseStore) AssignCase(ctx context.Context, number, assignee, by string, at time.Time) (store.Case, error) {
	return s.workOn(ctx, number, news{store.CaseAssigned, by, at}, func(c *store.Case) (bool, error) {
		if !c.Closed.IsZero() {
			return false, store.ErrConflict
		}
		changed := c.Assignee != assignee
		c.Assignee = assignee
		return changed, nil
	})
}

// NoteCase adds a note to a case.
func (s *caseStore) NoteCase(ctx context.Context, number string, n store.Note) (store.Case, error) {
	return s.workOn(ctx, number, news{store.CaseNoted, n.By, n.At}, func(c *store.Case) (bool, error) {
		if n.Key != "" && slices.ContainsFunc(c.Notes, func(old store.Note) bool { return old.Key == n.Key }) {
			return false, nil
		}
		c.Notes = append(c.Notes, n)
		return true, nil
	})
}

// CloseCase closes an open case.
func (s *caseStore) CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error) {
	return s.workOn(ctx, number, news{store.CaseClosed, by, at}, func(c *store.Case) (bool, error) {
		if !c.Closed.IsZero() {
			return false, nil
		}
		c.Closed, c.ClosedBy, c.Note = at, by, note
		return true, nil
	})
}

// workOn changes a case, and announces it, if change says that it changed.
func (s *caseStore) workOn(ctx context.Context, number string, what news, change func(*store.Case) (bool, error)) (store.Case, error) {
	var c store.Case
	changed := false
	err := s.updateIf(ctx,
		func(tx *bbolt.Tx) (err error) {
			if c, err = load[store.Case](tx, cases, []byte(number)); err != nil {
				return err
			}
			changed, err = change(&c)
			return err
		},
		func(tx *bbolt.Tx) error {
			if !changed {
				return nil
			}
			return errors.Join(reindex(tx, c), save(tx, cases, []byte(number), c), announce(tx, what, c))
		})
	if err != nil {
		return store.Case{}, err
	}
	return c, nil
}

// reindex takes a case that is closed from among the open ones.
func reindex(tx *bbolt.Tx, c store.Case) error {
	if c.Closed.IsZero() {
		return nil
	}
	return unindexOpen(tx, c)
}
