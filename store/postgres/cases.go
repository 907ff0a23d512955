package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

// caseRow is a case with the sequence of its last news.
type caseRow struct {
	store.Case
	news int64
}

// news is what happened to a case, by whom and when.
type news struct {
	kind store.CaseNews
	by   string
	at   time.Time
}

// The statements of cases. deliver does nothing unless news are announced.
const (
	openCase = `INSERT INTO cases (number, opened, open, kind, account, transaction, caller, assignee, news, record)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	changeCase = `UPDATE cases SET open = $2, assignee = $3, news = $4, record = $5 WHERE number = $1`

	lockCase = `SELECT news, record FROM cases WHERE number = $1 FOR UPDATE`

	deliver = `INSERT INTO deliveries (id, sequence, case_number, dead, due, record)
		SELECT $1, $2, $3, false, $4, $5 FROM meta WHERE key = 'announcing'`
)

// addedTo names the cases that changes add to and do not open.
func addedTo(changes []store.CaseChange) []string {
	var opened, added []string
	for _, change := range changes {
		switch {
		case change.Open != nil:
			opened = append(opened, change.Open.Number)
		case !slices.Contains(opened, change.Number) && !slices.Contains(added, change.Number):
			added = append(added, change.Number)
		}
	}
	return added
}

// lockCases reads cases, which nobody else changes until the transaction ends.
func lockCases(ctx context.Context, tx pgx.Tx, numbers []string) (map[string]*caseRow, error) {
	found := map[string]*caseRow{}
	for _, number := range numbers {
		row, err := lockedCase(ctx, tx, number)
		if err != nil {
			return nil, fmt.Errorf("the case that is added to: %w", err)
		}
		found[number] = row
	}
	return found, nil
}

func lockedCase(ctx context.Context, tx pgx.Tx, number string) (*caseRow, error) {
	var row caseRow
	var record []byte
	err := tx.QueryRow(ctx, lockCase, []byte(number)).Scan(&row.news, &record)
	if err == nil {
		row.Case, err = opened[store.Case](record)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		err = store.ErrNotFound
	}
	return &row, err
}

// changeCases makes the statements of changes to cases; known are those that were
// there before.
func (s *database) changeCases(changes []store.CaseChange, known map[string]*caseRow) (all []statement, err error) {
	for _, change := range changes {
		var row *caseRow
		var what news
		sql := changeCase
		switch {
		case change.Open != nil:
			row, what, sql = &caseRow{Case: *change.Open}, news{kind: store.CaseOpened, at: change.Open.Opened}, openCase
			known[row.Number] = row
		case change.Recording != nil:
			row, what = known[change.Number], news{kind: store.CaseRecordingAdded, at: change.Recording.At}
			row.Recordings = append(slices.Clone(row.Recordings), *change.Recording)
		default:
			row = known[change.Number]
			if change.Department == row.Department || slices.Contains(row.Also, change.Department) {
				continue
			}
			row.Also = append(slices.Clone(row.Also), change.Department)
		}
		told, err := s.tell(row, sql, what)
		if err != nil {
			return nil, err
		}
		all = append(all, told...)
	}
	return all, nil
}

// tell makes the statements that write a case, and what is to be delivered of it.
func (s *database) tell(row *caseRow, sql string, what news) ([]statement, error) {
	row.news = max(s.options.Clock().UnixMicro(), row.news+1)
	record, err := store.Encode(row.Case)
	if err != nil {
		return nil, err
	}
	c, number, open := row.Case, []byte(row.Number), row.Closed.IsZero()
	written := do(sql, number, open, []byte(c.Assignee), row.news, record)
	if sql == openCase {
		written = do(sql, number, nanos(c.Opened), open, []byte(c.Kind), []byte(c.Account.Reveal()),
			[]byte(c.Transaction.Reveal()), []byte(c.Caller.Reveal()), []byte(c.Assignee), row.news, record)
	}
	if what.kind == "" {
		return []statement{written}, nil
	}
	d := store.Delivery{Sequence: int(row.news), News: what.kind, At: what.at, By: what.by, Case: c}
	content, err := store.Encode(d)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(content)
	d.ID = fmt.Sprintf("%016x%s", d.Sequence, hex.EncodeToString(sum[:8]))
	record, err = store.Encode(d)
	return []statement{written, do(deliver, []byte(d.ID), row.news, number, nanos(d.Due), record)}, err
}

// checkCase refuses a change that cannot be written.
func checkCase(change store.CaseChange) error {
	err := change.Check()
	c := change.Open
	if c == nil {
		return err
	}
	for _, trait := range []string{string(c.Kind), c.Account.Reveal(), c.Transaction.Reveal(), c.Caller.Reveal()} {
		if len(trait) > store.LongestKey {
			err = errors.Join(err, fmt.Errorf("a field of the case is longer than %d bytes", store.LongestKey))
		}
	}
	return err
}

// Case gives a case by its number.
func (s caseStore) Case(ctx context.Context, number string) (store.Case, error) {
	return one[store.Case](ctx, s.database, `SELECT record FROM cases WHERE number = $1`, []byte(number))
}

// ListCases gives cases, newest first.
func (s caseStore) ListCases(ctx context.Context, f store.CaseFilter) iter.Seq2[store.Case, error] {
	return sound[store.Case](pages(f.Limit, func(last *placed, most int) ([]placed, error) {
		q := &query{}
		q.add(`SELECT opened, number, record FROM cases WHERE true`)
		for _, wanted := range []struct{ condition, value string }{
			{` AND kind = ?`, string(f.Kind)}, {` AND account = ?`, f.Account}, {` AND transaction = ?`, f.Transaction},
			{` AND caller = ?`, f.Caller}, {` AND assignee = ?`, f.Assignee},
		} {
			if wanted.value != "" {
				q.add(wanted.condition, []byte(wanted.value))
			}
		}
		if f.OpenOnly {
			q.add(` AND open`)
		}
		at, number := int64(math.MaxInt64), []byte{}
		if !f.Until.IsZero() {
			at = nanos(f.Until)
		}
		if last != nil {
			at, number = last.at, last.id
		}
		q.add(` AND opened <= ? AND (opened < ? OR number > ?)`, at, at, number)
		q.add(` ORDER BY opened DESC, number LIMIT ?`, most)
		return read(ctx, s.database, scanPlaced, q.sql.String(), q.args...)
	}), f.MustRead)
}

// AssignCase gives an open case to somebody, or to nobody.
func (s caseStore) AssignCase(ctx context.Context, number, assignee, by string, at time.Time) (store.Case, error) {
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
func (s caseStore) NoteCase(ctx context.Context, number string, n store.Note) (store.Case, error) {
	return s.workOn(ctx, number, news{store.CaseNoted, n.By, n.At}, func(c *store.Case) (bool, error) {
		if n.Key != "" && slices.ContainsFunc(c.Notes, func(old store.Note) bool { return old.Key == n.Key }) {
			return false, nil
		}
		c.Notes = append(c.Notes, n)
		return true, nil
	})
}

// CloseCase closes an open case.
func (s caseStore) CloseCase(ctx context.Context, number, by, note string, at time.Time) (store.Case, error) {
	return s.workOn(ctx, number, news{store.CaseClosed, by, at}, func(c *store.Case) (bool, error) {
		if !c.Closed.IsZero() {
			return false, nil
		}
		c.Closed, c.ClosedBy, c.Note = at, by, note
		return true, nil
	})
}

// workOn changes a case, and announces it, if change says that it changed.
func (s caseStore) workOn(ctx context.Context, number string, what news, change func(*store.Case) (bool, error)) (store.Case, error) {
	var row *caseRow
	err := s.transact(ctx, func(tx pgx.Tx) (err error) {
		if row, err = lockedCase(ctx, tx, number); err != nil {
			return err
		}
		changed, err := change(&row.Case)
		if err != nil || !changed {
			return err
		}
		statements, err := s.tell(row, changeCase, what)
		if err != nil {
			return err
		}
		return run(ctx, tx, statements)
	})
	if err != nil {
		return store.Case{}, err
	}
	return row.Case, nil
}
