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

// pace bounds how long one transaction of an import may hold up a call: half
// of what a caller's answer may wait for it.
const pace = 25 * time.Millisecond

// The bounds of how many rows one transaction writes; pace finds the number.
const (
	fewest = 64
	most   = 8192
)

// Import writes rows under a generation that nobody sees yet, in transactions
// of a few milliseconds between which calls go on; the last, small one makes
// the generation visible. What a broken import leaves is cleared away by the
// next. One import runs at a time.
//
// That a transaction's account and a refund's transaction exist is not asked:
// files may come in any order, and a look-up that finds nothing says so.
func (s *Store) Import(ctx context.Context, rows iter.Seq2[store.Row, error], done func(rows int)) error {
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
func (s *Store) beginImport(ctx context.Context) (ledger, error) {
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

func (s *Store) stageAll(ctx context.Context, rows iter.Seq2[store.Row, error], next *ledger, done func(int)) error {
	size, written := fewest, 0
	batch := make([]staged, 0, most)
	flush := func() error {
		took, err := s.stage(ctx, batch, next)
		if err != nil {
			return fmt.Errorf("write rows: %w", err)
		}
		written += len(batch)
		batch, size = batch[:0], paced(size, took)
		if done != nil {
			done(written)
		}
		return nil
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		ready, err := prepare(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", written+len(batch)+1, err)
		}
		if batch = append(batch, ready); len(batch) < size {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return flush()
}

// paced gives the size of the next transaction by how long the last one took.
func paced(size int, took time.Duration) int {
	switch {
	case took > pace:
		size /= 2
	case took < pace/2:
		size *= 2
	}
	return min(max(size, fewest), most)
}

// stage writes a batch, and tells how long calls were held up by it.
func (s *Store) stage(ctx context.Context, batch []staged, next *ledger) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	slices.SortStableFunc(batch, func(a, b staged) int {
		return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.id, b.id))
	})
	var began time.Time
	var counts [3]uint64
	err := s.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		began, counts = time.Now(), next.Counts
		for _, row := range batch {
			isNew, err := row.write(tx, next.Generation)
			if err != nil {
				return err
			}
			if isNew {
				counts[row.table]++
			}
		}
		return nil
	})
	s.observe("import", began, err)
	next.Counts = counts
	return time.Since(began), err
}

// write stages the row, and tells whether the ledger did not have it yet.
func (r staged) write(tx *bbolt.Tx, generation uint32) (bool, error) {
	t := tables()[r.table]
	earlier, err := t.versions(tx, r.id)
	if err != nil {
		return false, err
	}
	if len(earlier) > 0 && generationOf(earlier[0].key) == generation {
		// The same row came before in this import: the later one holds.
		return false, errors.Join(t.drop(tx, r.id, earlier[0]), r.put(tx, t, generation))
	}
	if len(earlier) > 0 {
		key := append(prefix(string(t.rows)), r.id...)
		if err := replaced.put(tx, key, nil); err != nil {
			return false, err
		}
	}
	return len(earlier) == 0, r.put(tx, t, generation)
}

func (r staged) put(tx *bbolt.Tx, t table, generation uint32) error {
	if err := t.rows.put(tx, rowKey(r.id, generation), r.payload); err != nil {
		return err
	}
	return t.index.put(tx, r.place.key(r.id, generation), nil)
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
	if err := checkKey("the id", id.Reveal()); err != nil {
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
	if err := checkKey("what the row belongs to", where.group); err != nil {
		return staged{}, err
	}
	return staged{number, id.Reveal(), where, payload}, nil
}

// clear removes what earlier imports left: rows of one that broke off, and
// versions that were replaced.
func (s *Store) clear(ctx context.Context) error {
	var now ledger
	err := s.view(ctx, func(tx *bbolt.Tx) (err error) {
		now, err = readLedger(tx)
		return err
	})
	if err != nil {
		return err
	}
	if now.Importing {
		if err := s.clearStaged(ctx, now); err != nil {
			return err
		}
	}
	return s.clearReplaced(ctx)
}

// clearStaged removes the rows of an import that broke off.
func (s *Store) clearStaged(ctx context.Context, now ledger) error {
	for _, t := range tables() {
		isStaged := func(key []byte) bool { return generationOf(key) > now.Generation }
		err := s.sweep(ctx, t.rows, isStaged, func(tx *bbolt.Tx, key []byte) error {
			return t.tidy(tx, string(key[:len(key)-generationSize-1]), now.Generation)
		})
		if err != nil {
			return err
		}
	}
	now.Importing = false
	return s.update(ctx, func(tx *bbolt.Tx) error { return now.write(tx) })
}

// clearReplaced removes the versions that newer rows have replaced.
func (s *Store) clearReplaced(ctx context.Context) error {
	every := func([]byte) bool { return true }
	return s.sweep(ctx, replaced, every, func(tx *bbolt.Tx, key []byte) error {
		now, err := readLedger(tx)
		if err != nil {
			return err
		}
		name, id, _ := bytes.Cut(key, []byte{0})
		for _, t := range tables() {
			if t.rows != bucket(name) {
				continue
			}
			if err := t.tidy(tx, string(id), now.Generation); err != nil {
				return err
			}
		}
		return replaced.remove(tx, key)
	})
}
