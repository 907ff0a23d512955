package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

var errEmptyRow = errors.New("the row is empty")

// chunk is how many rows are copied at a time, each time under a generation of its own:
// of rows with one id the last holds.
const chunk = 20_000

// importing is an import under way.
type importing struct {
	ledgerStore
	holder  []byte // of the lease; no other import has it
	from    int64  // the generation that readers see
	next    int64  // the last that rows were copied under
	counts  [3]int
	written int
	done    func(rows int)
}

// Import copies rows under generations that nobody sees yet; a last, small transaction
// makes them visible. What a broken import leaves is cleared away by the next. One
// import runs at a time, in all processes.
//
// That a transaction's account and a refund's transaction exist is not asked: files may
// come in any order, and a look-up that finds nothing says so.
func (s ledgerStore) Import(ctx context.Context, rows iter.Seq2[store.Row, error], done func(rows int)) error {
	if done == nil {
		done = func(int) {}
	}
	i := &importing{ledgerStore: s, holder: []byte(s.options.Instance + " " + newInstance()), done: done}
	if err := i.acquire(ctx); err != nil {
		return fmt.Errorf("begin the import: %w", err)
	}
	steady := context.WithoutCancel(ctx)
	defer func() { _, _ = s.exec(steady, `DELETE FROM leases WHERE holder = $1`, i.holder) }()
	ctx, lose := context.WithCancelCause(ctx)
	defer lose(nil)
	go i.keep(ctx, lose)
	if err := i.begin(ctx); err != nil {
		return fmt.Errorf("begin the import: %w", err)
	}
	if err := i.stageAll(ctx, rows); err != nil {
		return errors.Join(err, lostLease(ctx))
	}
	if err := i.finish(ctx); err != nil {
		return fmt.Errorf("finish the import: %w", err)
	}
	_ = i.clearReplaced(ctx) // the rows are in force: the next import may as well do it
	return nil
}

// errLeaseLost tells that another process took this one for dead.
var errLeaseLost = errors.New("another import has begun, because this one could not be heard of for long")

func lostLease(ctx context.Context) error {
	if cause := context.Cause(ctx); errors.Is(cause, errLeaseLost) {
		return cause
	}
	return nil
}

// acquire waits until no other import is under way.
func (i *importing) acquire(ctx context.Context) error {
	for {
		rows, err := i.exec(ctx, keepLease, []byte(importLease), i.holder, importFor.Milliseconds())
		if err != nil || rows == 1 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("another import is under way: %w", ctx.Err())
		case <-time.After(longPause):
		}
	}
}

// keep keeps the lease until ctx ends. One that was lost is not taken again: what was
// copied may be cleared away by now.
func (i *importing) keep(ctx context.Context, lose context.CancelCauseFunc) {
	tick := time.NewTicker(importFor / 5)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		rows, err := i.exec(ctx, `UPDATE leases SET until = now() + $2 * interval '1 millisecond' WHERE holder = $1 AND until > now()`,
			i.holder, importFor.Milliseconds())
		if err == nil && rows == 0 {
			lose(errLeaseLost)
			return
		}
	}
}

// begin clears away what earlier imports left, and notes that rows of later generations
// may lie about.
func (i *importing) begin(ctx context.Context) error {
	state, err := i.ledger(ctx)
	if err != nil {
		return err
	}
	i.from, i.next, i.counts = state.generation, state.generation, state.counts
	left, err := read(ctx, i.database, pgx.RowTo[[]byte], `SELECT key FROM meta WHERE key IN ('importing', 'replaced')`)
	if err != nil {
		return err
	}
	for _, what := range left {
		if string(what) == "importing" {
			err = i.clearStaged(ctx)
		} else {
			err = i.clearReplaced(ctx)
		}
		if err != nil {
			return err
		}
	}
	_, err = i.exec(ctx, `INSERT INTO meta (key, value) VALUES ('importing', '') ON CONFLICT (key) DO NOTHING`)
	return err
}

func (i *importing) clearStaged(ctx context.Context) error {
	for _, t := range tables() {
		if _, err := i.exec(ctx, t.sql(`DELETE FROM TABLE WHERE generation > $1`), i.from); err != nil {
			return err
		}
	}
	return nil
}

// stageAll copies all rows.
func (i *importing) stageAll(ctx context.Context, rows iter.Seq2[store.Row, error]) error {
	var ready []place
	for row, err := range rows {
		if err != nil {
			return err
		}
		p, err := placeOf(row)
		if err != nil {
			return fmt.Errorf("row %d: %w", i.written+len(ready)+1, err)
		}
		if ready = append(ready, p); len(ready) < chunk {
			continue
		}
		if err := i.stage(ctx, ready); err != nil {
			return err
		}
		ready = ready[:0]
	}
	return i.stage(ctx, ready)
}

// stage copies a chunk of rows, all or none of each table's.
func (i *importing) stage(ctx context.Context, rows []place) error {
	if len(rows) == 0 {
		return nil
	}
	if err := i.ready(ctx); err != nil {
		return err
	}
	given, began := len(rows), time.Now()
	i.next++
	rows = lastOfEach(rows)
	for number, t := range tables() {
		from := slices.IndexFunc(rows, func(p place) bool { return p.table == number })
		if from < 0 {
			continue
		}
		to := from
		for to < len(rows) && rows[to].table == number {
			to++
		}
		if err := i.copy(ctx, t, rows[from:to]); err != nil {
			i.observe("import", began, err)
			return fmt.Errorf("copy rows: %w", told(err))
		}
	}
	i.observe("import", began, nil)
	i.written += given
	i.done(i.written)
	return nil
}

func (i *importing) copy(ctx context.Context, t table, rows []place) error {
	_, err := i.pool.CopyFrom(ctx, pgx.Identifier{string(t)}, []string{"id", "generation", "owner", "at", "record"},
		pgx.CopyFromSlice(len(rows), func(n int) ([]any, error) {
			p := rows[n]
			return []any{[]byte(p.id), i.next, []byte(p.owner), p.at, p.record}, nil
		}))
	return err
}

// lastOfEach sorts rows by table and id; of rows with one id the last holds.
func lastOfEach(rows []place) []place {
	slices.Reverse(rows)
	slices.SortStableFunc(rows, func(a, b place) int { return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.id, b.id)) })
	return slices.CompactFunc(rows, func(a, b place) bool { return a.table == b.table && a.id == b.id })
}

// finish makes what was copied visible, if the lease is still held.
func (i *importing) finish(ctx context.Context) error {
	for number, t := range tables() {
		fresh, err := read(ctx, i.database, pgx.RowTo[int], t.sql(`SELECT count(*) FROM (SELECT DISTINCT id FROM TABLE WHERE generation > $1) AS fresh
			WHERE NOT EXISTS (SELECT 1 FROM TABLE known WHERE known.id = fresh.id AND known.generation <= $1)`), i.from)
		if err != nil {
			return err
		}
		i.counts[number] += fresh[0]
	}
	return i.transact(ctx, func(tx pgx.Tx) error {
		return run(ctx, tx, []statement{
			do(expect(`UPDATE leases SET until = until WHERE holder = $1 AND until > now() RETURNING 1`), i.holder),
			do(expect(`UPDATE ledger SET generation = $2, accounts = $3, transactions = $4, refunds = $5
				WHERE key = 'ledger' AND generation = $1 RETURNING 1`), i.from, i.next, i.counts[0], i.counts[1], i.counts[2]),
			do(`DELETE FROM meta WHERE key = 'importing'`),
			do(`INSERT INTO meta (key, value) VALUES ('replaced', '') ON CONFLICT (key) DO NOTHING`),
		})
	})
}

// clearReplaced removes the versions of rows that newer ones have replaced, in
// transactions short enough for calls to go on between.
func (i *importing) clearReplaced(ctx context.Context) error {
	state, err := i.ledger(ctx)
	if err != nil {
		return err
	}
	for _, t := range tables() {
		if err := i.clear(ctx, t, state.generation); err != nil {
			return err
		}
	}
	_, err = i.exec(ctx, `DELETE FROM meta WHERE key = 'replaced'`)
	return err
}

func (i *importing) clear(ctx context.Context, t table, generation int64) error {
	for from := []byte{}; ; {
		last, err := read(ctx, i.database, pgx.RowTo[[]byte],
			t.sql(`SELECT id FROM (SELECT id FROM TABLE WHERE id > $1 ORDER BY id LIMIT $2) AS following ORDER BY id DESC LIMIT 1`), from, chunk)
		if err != nil || len(last) == 0 {
			return err
		}
		_, err = i.exec(ctx, t.sql(`DELETE FROM TABLE WHERE id > $1 AND id <= $2 AND EXISTS (SELECT 1 FROM TABLE newer
			WHERE newer.id = TABLE.id AND newer.generation > TABLE.generation AND newer.generation <= $3)`), from, last[0], generation)
		if err != nil {
			return err
		}
		from = last[0]
	}
}
