package bolt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// staged is a row ready to be written under a generation.
type staged struct {
	table   int // place in tables()
	id      string
	place   place
	payload []byte
}

// pace is how long one transaction of an import should hold up a call.
const pace = 50 * time.Millisecond

// The bounds of how many writes a transaction has; pace finds the number. A
// slow disk takes long over the smallest too: fewer would only make more of them.
const (
	fewest = 1024
	most   = 8192
)

// chunk is how many rows are kept in memory to be written in the order of
// their keys: in the file's order every row would touch pages of its own.
const chunk = 100_000

// Import writes rows under a generation that nobody sees yet, in transactions
// of a few milliseconds between which calls go on; the last, small one makes
// the generation visible. What a broken import leaves is cleared away by the
// next. One import runs at a time.
//
// That a transaction's account and a refund's transaction exist is not asked:
// files may come in any order, and a look-up that finds nothing says so.
func (s *ledgerStore) Import(ctx context.Context, rows iter.Seq2[store.Row, error], done func(rows int)) error {
	s.importing.Lock()
	defer s.importing.Unlock()
	// A write on its way is always waited for: a late one would leave rows
	// behind the back of the clearing.
	steady := context.WithoutCancel(ctx)
	if err := s.clear(ctx); err != nil {
		return fmt.Errorf("clear away an earlier import: %w", err)
	}
	next, err := s.beginImport(steady)
	if err != nil {
		return fmt.Errorf("begin the import: %w", err)
	}
	if err := s.stageAll(ctx, rows, &next, done); err != nil {
		return err
	}
	if err := s.update(steady, func(tx *bbolt.Tx) error { return next.write(tx) }); err != nil {
		return fmt.Errorf("finish the import: %w", err)
	}
	// The rows are in force: clearing may as well be done by the next import.
	_ = s.clearReplaced(ctx)
	return nil
}

// beginImport notes that rows of the next generation may lie about, and gives
// the ledger as it will be.
func (s *ledgerStore) beginImport(ctx context.Context) (ledger, error) {
	var next ledger
	err := s.update(ctx, func(tx *bbolt.Tx) error {
		now, err := readLedger(tx)
		if err != nil {
			return err
		}
		next = ledger{Generation: now.Generation + 1, Counts: now.Counts}
		now.Importing = true
		return now.write(tx)
	})
	return next, err
}

// stageAll writes all rows under next's generation, and counts them in next.
func (s *ledgerStore) stageAll(ctx context.Context, rows iter.Seq2[store.Row, error], next *ledger, done func(int)) error {
	written, size := 0, fewest
	var ready []staged
	flush := func() error {
		err := s.stage(ctx, ready, next, &size, func(n int) {
			if done != nil {
				done(written + n)
			}
		})
		written, ready = written+len(ready), ready[:0]
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		one, err := prepare(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", written+len(ready)+1, err)
		}
		if ready = append(ready, one); len(ready) < chunk {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return flush()
}

// stage writes a chunk of rows, and then, in an order of its own, their index.
func (s *ledgerStore) stage(ctx context.Context, rows []staged, next *ledger, size *int, done func(rows int)) error {
	given := len(rows)
	rows = lastOfEach(rows)
	err := s.inPortions(ctx, len(rows), size, func(from, to int) error {
		added, err := s.stageRows(ctx, rows[from:to], next.Generation)
		for table, n := range added {
			next.Counts[table] += n
		}
		return err
	})
	if err != nil {
		return err
	}
	type entry struct {
		in  bucket
		key []byte
	}
	entries := make([]entry, len(rows))
	for i, row := range rows {
		entries[i] = entry{tables()[row.table].index, row.place.key(row.id, next.Generation)}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.in, b.in), bytes.Compare(a.key, b.key))
	})
	return s.inPortions(ctx, len(entries), size, func(from, to int) error {
		defer func() { done(given * to / len(entries)) }()
		return s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
			for _, e := range entries[from:to] {
				if err := e.in.put(tx, e.key, nil); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// lastOfEach sorts rows by table and id; of rows with one id the last holds.
func lastOfEach(rows []staged) []staged {
	slices.Reverse(rows)
	slices.SortStableFunc(rows, func(a, b staged) int {
		return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.id, b.id))
	})
	return slices.CompactFunc(rows, func(a, b staged) bool { return a.table == b.table && a.id == b.id })
}

// inPortions calls write for parts of n writes, and sizes them by how long the
// last one held up calls.
func (s *ledgerStore) inPortions(ctx context.Context, n int, size *int, write func(from, to int) error) error {
	for from := 0; from < n; {
		if err := ctx.Err(); err != nil {
			return err
		}
		to, began := min(from+*size, n), time.Now()
		err := write(from, to)
		s.observe("import", began, err)
		if err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		*size, from = paced(*size, time.Since(began)), to
	}
	return nil
}

// paced gives the size of the next transaction by how long the last one took.
func paced(size int, took time.Duration) int {
	switch {
	case took > pace:
		size = int(int64(size) * int64(pace) / int64(took))
	case took < pace/2:
		size *= 2
	}
	return min(max(size, fewest), most)
}

// stageRows writes rows without their index, and counts those that the ledger
// did not have, by table.
func (s *ledgerStore) stageRows(ctx context.Context, rows []staged, generation uint32) (added [3]uint64, err error) {
	err = s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		added = [3]uint64{}
		for _, row := range rows {
			isNew, err := row.write(tx, generation)
			if err != nil {
				return err
			}
			if isNew {
				added[row.table]++
			}
		}
		return nil
	})
	return added, err
}

// write stages the row, and tells whether the ledger did not have it yet.
func (r staged) write(tx *bbolt.Tx, generation uint32) (bool, error) {
	t := tables()[r.table]
	earlier, err := t.versions(tx, r.id)
	if err != nil {
		return false, err
	}
	switch {
	case len(earlier) == 0:
	case generationOf(earlier[0].key) == generation:
		// The row came in an earlier chunk of this import: the later one holds.
		if err := t.drop(tx, r.id, earlier[0]); err != nil {
			return false, err
		}
	default:
		key := append(prefix(string(t.rows)), r.id...)
		if err := replaced.put(tx, key, nil); err != nil {
			return false, err
		}
	}
	return len(earlier) == 0, t.rows.put(tx, rowKey(r.id, generation), r.payload)
}

func prepare(row store.Row) (staged, error) {
	switch {
	case row.Account != nil:
		return prepareRow(0, row.Account.ID, *row.Account)
	case row.Transaction != nil:
		return prepareRow(1, row.Transaction.ID, *row.Transaction)
	case row.Refund != nil:
		return prepareRow(2, row.Refund.ID, *row.Refund)
	}
	return staged{}, errors.New("the row is empty")
}

func prepareRow(number int, id ivr.Masked, row any) (staged, error) {
	if err := store.CheckKey("the id", id.Reveal()); err != nil {
		return staged{}, err
	}
	payload, err := store.Encode(row)
	if err != nil {
		return staged{}, err
	}
	where, err := tables()[number].place(payload)
	if err != nil {
		return staged{}, err
	}
	if err := store.CheckKey("what the row belongs to", where.group); err != nil {
		return staged{}, err
	}
	return staged{number, id.Reveal(), where, payload}, nil
}
