package postgres

import (
	"bytes"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// The statements of condensing. Rows are locked, and those that another process has locked are
// passed over: with several processes, each call is condensed once.
const (
	toCondense = `SELECT id, entries, record FROM calls WHERE ended < $1 ORDER BY ended LIMIT $2 FOR UPDATE SKIP LOCKED`

	journalsOf = `SELECT call, record FROM journal WHERE call = ANY ($1::bytea[]) ORDER BY call, seq`

	noteEnd = `UPDATE calls SET ended = $2 WHERE id = $1`

	putCondensed = `UPDATE calls SET ended = NULL, record = $2 WHERE id = $1`

	forgetAnswers = `DELETE FROM claims WHERE call = ANY ($1::bytea[])`

	dropEntries = `DELETE FROM journal WHERE call = ANY ($1::bytea[]) AND seq > 0`

	putJournals = `UPDATE journal SET record = whole.record FROM unnest($1::bytea[], $2::bytea[]) AS whole (call, record)
		WHERE journal.call = whole.call AND journal.seq = 0`
)

// CondenseCalls implements [store.Condenser]: answers are removed, and one row holds the whole journal.
// The transaction is not serialisable. It needs no more than the locks of its calls, which every step
// of them takes; as a serialisable one it would undo steps of others that end meanwhile.
func (s keepStore) CondenseCalls(ctx context.Context, before time.Time, limit int) (condensed int, more bool, err error) {
	if err := s.ready(ctx); err != nil {
		return 0, false, err
	}
	err = again(ctx, refused, func() error {
		return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			work, err := chooseCalls(ctx, tx, before, limit)
			if err != nil {
				return err
			}
			condensed, more = len(work.ids), work.found == limit
			return work.write(ctx, tx)
		})
	})
	if err != nil {
		return 0, false, err
	}
	return condensed, more, nil
}

// condense is what one transaction condenses.
type condense struct {
	found   int
	ends    []statement    // by which none of the found is found again before its time
	ids     [][]byte       // of those that are condensed
	entries map[string]int // the lengths of their journals, by id
}

// chooseCalls locks at most limit calls, and chooses those that ended before the instant. The others
// began in an earlier release, which did not note when they ended.
func chooseCalls(ctx context.Context, tx pgx.Tx, before time.Time, limit int) (condense, error) {
	c := condense{entries: map[string]int{}}
	rows, err := tx.Query(ctx, toCondense, nanos(before), limit)
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, record []byte
		var entries int
		if err := rows.Scan(&id, &entries, &record); err != nil {
			return c, err
		}
		c.found++
		call, err := opened[ivr.Call](record)
		if end := endOf(call); err == nil && end != nil && !call.EndedAt.Before(before) {
			c.ends = append(c.ends, do(noteEnd, id, end))
			continue
		}
		if err != nil || !call.Ended() {
			c.ends = append(c.ends, do(noteEnd, id, nil))
			continue
		}
		if record, err = store.Encode(store.CondensedCall(call)); err != nil {
			return c, err
		}
		c.ends = append(c.ends, do(putCondensed, id, record))
		c.ids, c.entries[string(id)] = append(c.ids, id), entries
	}
	return c, rows.Err()
}

// endOf is when a call ended, as its column has it: NULL while it goes on.
func endOf(c ivr.Call) any {
	if !c.Ended() {
		return nil
	}
	return nanos(c.EndedAt)
}

func (c condense) write(ctx context.Context, tx pgx.Tx) error {
	if c.found == 0 {
		return nil
	}
	calls, journals, err := c.journals(ctx, tx)
	if err != nil {
		return err
	}
	return run(ctx, tx, append(c.ends, do(forgetAnswers, c.ids), do(dropEntries, calls), do(putJournals, calls, journals)))
}

// journals gives the journals that are to be written as one row each, and whose they are. One that cannot be
// read as a whole stays as it is.
func (c condense) journals(ctx context.Context, tx pgx.Tx) (calls, records [][]byte, err error) {
	rows, err := tx.Query(ctx, journalsOf, c.ids)
	if err != nil {
		return nil, nil, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[journalRow])
	if err != nil {
		return nil, nil, err
	}
	for len(found) > 0 {
		own := 1
		for own < len(found) && bytes.Equal(found[own].Call, found[0].Call) {
			own++
		}
		all, whole := joined(found[:own])
		if whole && len(all) == c.entries[string(found[0].Call)] {
			record, err := store.Encode(all)
			if err != nil {
				return nil, nil, err
			}
			calls, records = append(calls, found[0].Call), append(records, record)
		}
		found = found[own:]
	}
	return calls, records, nil
}

// journalRow is a row of a journal: an entry or, of a call that was condensed, the list of the first entries.
type journalRow struct{ Call, Record []byte }

// joined gives the entries of a journal's rows, and reports whether all can be read and none is missing.
func joined(rows []journalRow) (all []store.Entry, whole bool) {
	for _, row := range rows {
		entries, err := openedEntries(row.Record)
		if err != nil {
			return nil, false
		}
		for _, entry := range entries {
			if entry.Seq != len(all) {
				return nil, false
			}
			all = append(all, entry)
		}
	}
	return all, true
}

// openedEntries reads the record of a journal's row.
func openedEntries(record []byte) ([]store.Entry, error) {
	if bytes.HasPrefix(record, []byte("[")) {
		return opened[[]store.Entry](record)
	}
	entry, err := opened[store.Entry](record)
	return []store.Entry{entry}, err
}
