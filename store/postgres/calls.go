package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

const (
	callByID = `SELECT entries, record FROM calls WHERE id = $1`

	replyTo = `SELECT reply FROM claims WHERE call = $1 AND (step = $2 OR token = $3)
		ORDER BY CASE WHEN token = $3 THEN 0 ELSE 1 END LIMIT 1`
)

// readCall is a call and the length of its journal.
type readCall struct {
	call    ivr.Call
	entries int
}

func scanCall(r pgx.CollectableRow) (c readCall, err error) {
	var record []byte
	return c, scan(r, &record, &c.call, &c.entries)
}

// Call gives a call and the length of its journal.
func (s callStore) Call(ctx context.Context, id string) (ivr.Call, int, error) {
	if err := s.ready(ctx); err != nil {
		return ivr.Call{}, 0, err
	}
	found, err := read(ctx, s.database, scanCall, callByID, []byte(id))
	switch {
	case err != nil:
		return ivr.Call{}, 0, err
	case len(found) == 0:
		return ivr.Call{}, 0, store.ErrNotFound
	}
	return found[0].call, found[0].entries, nil
}

// CallFor gives the call that a step goes on from, unless the step was taken before. Both are read in
// one round trip.
func (s callStore) CallFor(ctx context.Context, c store.StepKey) (ivr.Call, int, error) {
	if err := s.ready(ctx); err != nil {
		return ivr.Call{}, 0, err
	}
	var replies [][]byte
	var calls []readCall
	err := again(ctx, lost, func() error {
		both := &pgx.Batch{}
		both.Queue(replyTo, []byte(c.Call), []byte(c.Step), orNull(c.Token)).Query(func(rows pgx.Rows) (err error) {
			replies, err = pgx.CollectRows(rows, pgx.RowTo[[]byte])
			return err
		})
		both.Queue(callByID, []byte(c.Call)).Query(func(rows pgx.Rows) (err error) {
			calls, err = pgx.CollectRows(rows, scanCall)
			return err
		})
		return s.pool.SendBatch(ctx, both).Close()
	})
	switch {
	case err != nil:
		return ivr.Call{}, 0, err
	case len(replies) > 0:
		return ivr.Call{}, 0, &store.Claimed{Reply: replies[0]}
	case len(calls) == 0:
		return ivr.Call{}, 0, store.ErrNotFound
	}
	return calls[0].call, calls[0].entries, nil
}

// Reply gives the answer stored for a claim.
func (s callStore) Reply(ctx context.Context, c store.StepKey) ([]byte, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	found, err := read(ctx, s.database, pgx.RowTo[[]byte], replyTo, []byte(c.Call), []byte(c.Step), orNull(c.Token))
	switch {
	case err != nil:
		return nil, err
	case len(found) == 0:
		return nil, store.ErrNotFound
	}
	return found[0], nil
}

const readJournal = `SELECT record FROM journal WHERE call = $1 ORDER BY seq`

// Journal gives all entries of a call, in order.
func (s callStore) Journal(ctx context.Context, call string) ([]store.Entry, error) {
	if _, _, err := s.Call(ctx, call); err != nil {
		return nil, err
	}
	var all []store.Entry
	for entry, err := range s.entries(ctx, []byte(call)) {
		if err != nil {
			return nil, err
		}
		all = append(all, entry)
	}
	return all, nil
}

// entries reads a call's journal, up to an entry that cannot be read.
func (s callStore) entries(ctx context.Context, call []byte) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		records, err := read(ctx, s.database, pgx.RowTo[[]byte], readJournal, call)
		if err != nil {
			yield(store.Entry{}, err)
			return
		}
		for _, record := range records {
			entries, err := openedEntries(record)
			if err != nil {
				yield(store.Entry{}, err)
				return
			}
			for _, entry := range entries {
				if !yield(entry, nil) {
					return
				}
			}
		}
	}
}

// placed is a row of a list: its place, and its record as it is.
type placed struct {
	at     int64
	id     []byte
	record []byte
}

func scanPlaced(r pgx.CollectableRow) (l placed, err error) {
	err = r.Scan(&l.at, &l.id, &l.record)
	return l, err
}

// sound gives the records of a list. A strict list ends at one that is damaged; others pass over it: it keeps nobody
// from the rest.
func sound[T any](list iter.Seq2[placed, error], strict bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for row, err := range list {
			var v T
			if err == nil {
				v, err = opened[T](row.record)
			}
			if errors.Is(err, store.ErrDamaged) && !strict {
				continue
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// ListCalls gives calls by their beginning, newest first.
func (s callStore) ListCalls(ctx context.Context, f store.CallFilter) iter.Seq2[ivr.Call, error] {
	return sound[ivr.Call](s.listed(ctx, f), f.MustRead)
}

// Journals gives calls as they were recorded, newest first.
func (s callStore) Journals(ctx context.Context, f store.CallFilter) iter.Seq2[store.RecordedCall, error] {
	return func(yield func(store.RecordedCall, error) bool) {
		for row, err := range s.listed(ctx, f) {
			if !yield(s.recorded(ctx, row), err) {
				return
			}
		}
	}
}

func (s callStore) recorded(ctx context.Context, c placed) store.RecordedCall {
	return store.RecordedCall{
		Call:    string(c.id),
		Way:     func() (store.CallSummary, error) { return opened[store.CallSummary](c.record) },
		Entries: func() iter.Seq2[store.Entry, error] { return s.entries(ctx, c.id) },
	}
}

// listed gives the calls that a filter finds, newest first.
func (s callStore) listed(ctx context.Context, f store.CallFilter) iter.Seq2[placed, error] {
	wanted := f.Traits()
	return pages(f.Limit, func(last *placed, most int) ([]placed, error) {
		q := &query{}
		switch {
		case len(wanted) == 0:
			q.add(`SELECT began, id, record FROM calls c WHERE true`)
		default:
			q.add(`SELECT t.began, c.id, c.record FROM call_traits t JOIN calls c ON c.id = t.call WHERE t.trait = ?`, traitKey(wanted[0]))
			for _, other := range wanted[1:] {
				q.add(` AND EXISTS (SELECT 1 FROM call_traits o WHERE o.call = t.call AND o.trait = ?)`, traitKey(other))
			}
		}
		from := "c."
		if len(wanted) > 0 {
			from = "t."
		}
		if !f.Since.IsZero() {
			q.add(` AND `+from+`began >= ?`, nanos(f.Since))
		}
		began, id := int64(math.MaxInt64), []byte{}
		if !f.Until.IsZero() {
			began = nanos(f.Until)
		}
		if f.After.ID != "" && nanos(f.After.Began) <= began {
			began, id = nanos(f.After.Began), []byte(f.After.ID)
		}
		if last != nil {
			began, id = last.at, last.id
		}
		q.add(` AND `+from+`began <= ? AND (`+from+`began < ? OR c.id > ?)`, began, began, id)
		q.add(` ORDER BY `+from+`began DESC, c.id LIMIT ?`, most)
		return read(ctx, s.database, scanPlaced, q.sql.String(), q.args...)
	})
}

// page is how many rows one query of a long list reads.
const page = 256

// pages gives the rows of a list, with one query a page. next reads the rows behind the
// last one, most of them; limit 0 is all.
func pages[T any](limit int, next func(last *T, most int) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last *T
		for given := 0; ; {
			most := page
			if limit > 0 {
				most = min(page, limit-given)
			}
			found, err := next(last, most)
			if err != nil {
				yield(*new(T), err)
				return
			}
			for i := range found {
				if !yield(found[i], nil) {
					return
				}
			}
			if given += len(found); len(found) < most || given == limit {
				return
			}
			last = &found[len(found)-1]
		}
	}
}

// query is put together from parts, each with its arguments where it has a question
// mark.
type query struct {
	sql  strings.Builder
	args []any
}

func (q *query) add(part string, args ...any) {
	for _, arg := range args {
		before, after, _ := strings.Cut(part, "?")
		q.args = append(q.args, arg)
		fmt.Fprintf(&q.sql, "%s$%d", before, len(q.args))
		part = after
	}
	q.sql.WriteString(part)
}

// Code gives the one-time code of a call.
func (s callStore) Code(ctx context.Context, call string) (store.Code, error) {
	return one[store.Code](ctx, s.database, `SELECT record FROM codes WHERE call = $1`, []byte(call))
}

// Lock gives the zero Lock for a key never counted. One whose count is damaged counts anew: some keys count what all
// callers do.
func (s callStore) Lock(ctx context.Context, key string) (store.Lock, error) {
	found, err := read(ctx, s.database, scanLock, `SELECT key, version, record FROM locks WHERE key = $1`, []byte(key))
	if err != nil || len(found) == 0 {
		return store.Lock{}, err
	}
	return found[0].lock, nil
}

// Revision gives a menu folder as it was.
func (s callStore) Revision(ctx context.Context, id string) (store.Revision, error) {
	return one[store.Revision](ctx, s.database, readRevision, []byte(id))
}
