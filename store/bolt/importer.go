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
	"golang.org/x/sync/errgroup"

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

// memory is how many rows and how many index entries of an import are kept in memory, to be written in the order of
// their keys: in the file's order each would touch pages of its own. Entries lie all over the index, so
// that more of them are kept.
type memory struct{ rows, entries int }

var usualMemory = memory{rows: 100_000, entries: 1_000_000}

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

// stageAll writes all rows under next's generation, and counts them in next. Rows are read and packed while those
// before them are written.
func (s *ledgerStore) stageAll(ctx context.Context, rows iter.Seq2[store.Row, error], next *ledger, done func(int)) error {
	chunks := make(chan []staged, 1)
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		defer close(chunks)
		return prepareAll(ctx, rows, s.memory.rows, chunks)
	})
	both.Go(func() error {
		i := &importing{ledgerStore: s, next: next, size: fewest, done: done}
		for rows := range chunks {
			if err := i.stage(ctx, rows); err != nil {
				return err
			}
		}
		return i.stageEntries(ctx)
	})
	return both.Wait()
}

// prepareAll packs rows, and hands them over in chunks of a size.
func prepareAll(ctx context.Context, rows iter.Seq2[store.Row, error], size int, chunks chan<- []staged) error {
	var ready []staged
	flush := func() error {
		select {
		case chunks <- ready:
			ready = make([]staged, 0, len(ready))
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	n := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		n++
		one, err := prepare(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", n, err)
		}
		if ready = append(ready, one); len(ready) < size {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return flush()
}

// importing is an import under way.
type importing struct {
	*ledgerStore
	next    *ledger
	size    int          // how many writes the next transaction has
	entries []indexEntry // of rows that are written
	written int          // rows
	done    func(rows int)
}

// indexEntry is an entry of a table's index that is yet to be written.
type indexEntry struct {
	table int // place in tables()
	key   []byte
}

// stage writes a chunk of rows, and keeps their index entries for later.
func (i *importing) stage(ctx context.Context, rows []staged) error {
	given := len(rows)
	rows = lastOfEach(rows)
	err := i.inPortions(ctx, len(rows), &i.size, func(from, to int) error {
		if i.done != nil {
			defer func() { i.done(i.written + given*to/len(rows)) }()
		}
		return i.stageRows(ctx, rows[from:to])
	})
	if err != nil {
		return err
	}
	i.written += given
	i.entries = slices.Grow(i.entries, len(rows))
	for _, row := range rows {
		i.entries = append(i.entries, indexEntry{row.table, row.place.key(row.id, i.next.Generation)})
	}
	if len(i.entries) < i.memory.entries {
		return nil
	}
	return i.stageEntries(ctx)
}

// stageEntries writes the index entries of the rows that are written.
func (i *importing) stageEntries(ctx context.Context) error {
	slices.SortFunc(i.entries, func(a, b indexEntry) int {
		return cmp.Or(cmp.Compare(a.table, b.table), bytes.Compare(a.key, b.key))
	})
	err := i.inPortions(ctx, len(i.entries), &i.size, func(from, to int) error {
		return i.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
			order := appending{tx: tx}
			for _, e := range i.entries[from:to] {
				index := tables()[e.table].index
				if _, err := order.behindAll(index, e.key); err != nil {
					return err
				}
				if err := index.put(tx, e.key, nil); err != nil {
					return err
				}
			}
			return nil
		})
	})
	i.entries = i.entries[:0]
	return err
}

// forget takes index entries out that are not written yet.
func (i *importing) forget(dropped [][]byte) {
	if len(dropped) == 0 {
		return
	}
	gone := map[string]bool{}
	for _, key := range dropped {
		gone[string(key)] = true
	}
	i.entries = slices.DeleteFunc(i.entries, func(e indexEntry) bool { return gone[string(e.key)] })
}

// appending is a transaction that writes keys in their order. Those behind all that a bucket holds fill its
// pages, for nothing will come between them.
type appending struct {
	tx     *bbolt.Tx
	behind map[bucket]bool
}

// behindAll reports whether a key, and so each that follows, comes behind all that the bucket holds.
func (a *appending) behindAll(b bucket, key []byte) (bool, error) {
	if a.behind[b] {
		return true, nil
	}
	now, in, key, err := b.under(a.tx, key)
	if err != nil || now != b { // hashed keys come in no order
		return false, err
	}
	if last, _ := in.Cursor().Last(); bytes.Compare(last, key) >= 0 {
		return false, nil
	}
	if a.behind == nil {
		a.behind = map[bucket]bool{}
	}
	in.FillPercent, a.behind[b] = 1, true
	return true, nil
}

// lastOfEach sorts rows by table and id; of rows with one id the last holds.
func lastOfEach(rows []staged) []staged {
	byID := func(a, b staged) int { return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.id, b.id)) }
	if slices.IsSortedFunc(rows, func(a, b staged) int { return cmp.Or(byID(a, b), -1) }) { // and each id comes once
		return rows
	}
	slices.Reverse(rows)
	slices.SortStableFunc(rows, byID)
	return slices.CompactFunc(rows, func(a, b staged) bool { return byID(a, b) == 0 })
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

// stageRows writes rows without their index, and counts those that the ledger did not have, by table.
func (i *importing) stageRows(ctx context.Context, rows []staged) error {
	var added [3]uint64
	var dropped [][]byte
	err := i.update(context.WithoutCancel(ctx), func(tx *bbolt.Tx) error {
		added, dropped = [3]uint64{}, nil
		order := appending{tx: tx}
		for _, row := range rows {
			isNew, again, err := row.write(&order, i.next.Generation)
			if err != nil {
				return err
			}
			if isNew {
				added[row.table]++
			}
			if again != nil {
				dropped = append(dropped, again)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for table, n := range added {
		i.next.Counts[table] += n
	}
	i.forget(dropped)
	return nil
}

// write stages the row, and reports whether it is new to the ledger. If the same row came in an earlier
// chunk of this import, that one is dropped, and the key of its index entry returned.
func (r staged) write(order *appending, generation uint32) (isNew bool, dropped []byte, err error) {
	tx, t, id := order.tx, tables()[r.table], prefix(r.id)
	isNew, err = order.behindAll(t.rows, id)
	if err != nil {
		return false, nil, err
	}
	if !isNew {
		if isNew, dropped, err = r.replace(tx, generation); err != nil {
			return false, nil, err
		}
	}
	return isNew, dropped, t.rows.put(tx, versioned(id, generation), r.payload)
}

// replace looks for earlier versions of the row. One of an earlier import is noted, to be cleared away when the new one
// is in force.
func (r staged) replace(tx *bbolt.Tx, generation uint32) (isNew bool, dropped []byte, err error) {
	t := tables()[r.table]
	earlier, err := t.versions(tx, r.id)
	switch {
	case err != nil || len(earlier) == 0:
		return true, nil, err
	case generationOf(earlier[0].key) == generation:
		dropped, err = t.drop(tx, r.id, earlier[0])
		return false, dropped, err
	}
	return false, nil, replaced.put(tx, append(prefix(string(t.rows)), r.id...), nil)
}

func prepare(row store.Row) (staged, error) {
	switch {
	case row.Account != nil:
		return prepareRow(0, row.Account.ID, placeOfAccount(*row.Account), row.Account)
	case row.Transaction != nil:
		return prepareRow(1, row.Transaction.ID, placeOfTransaction(*row.Transaction), row.Transaction)
	case row.Refund != nil:
		return prepareRow(2, row.Refund.ID, placeOfRefund(*row.Refund), row.Refund)
	}
	return staged{}, errors.New("the row is empty")
}

func prepareRow[T any](table int, id ivr.Masked, where place, row *T) (staged, error) {
	if err := store.CheckKey("the id", id.Reveal()); err != nil {
		return staged{}, err
	}
	if err := store.CheckKey("what the row belongs to", where.group); err != nil {
		return staged{}, err
	}
	payload, err := writeRow(row)
	return staged{table, id.Reveal(), where, payload}, err
}
