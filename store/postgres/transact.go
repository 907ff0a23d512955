package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/okpay/hotline/store"
)

// statement is one statement of a transaction.
type statement struct {
	sql  string
	args []any
}

func do(sql string, args ...any) statement { return statement{sql, args} }

// expect makes of a statement that changes rows, and returns them, one that fails when
// it changes none. It does so by dividing by their number: the one error that a plain
// statement can raise in every database.
func expect(sql string) string {
	return "WITH changed AS (" + sql + ") SELECT 1 / count(*) FROM changed"
}

// expectAll is expect of a number of rows, which a parameter of the statement says.
func expectAll(sql string, parameter int) string {
	return fmt.Sprintf("WITH changed AS (%s) SELECT 1 / CASE WHEN count(*) = $%d THEN 1 ELSE 0 END FROM changed", sql, parameter)
}

// The codes of errors, as the SQL standard and PostgreSQL have them.
const (
	divisionByZero  = "22012" // by expect
	uniqueViolation = "23505"
	notSerialisable = "40001"
	deadlock        = "40P01"
	shuttingDown    = "57P01"
	crashed         = "57P02"
	starting        = "57P03"
)

// The bounds of how long a transaction is made again that did not fit among others, or
// found no database. The context's end bounds it, too.
const (
	patience   = 10 * time.Second
	firstPause = 2 * time.Millisecond
	longPause  = 250 * time.Millisecond
)

// again calls attempt until it returns no error that another attempt may cure.
func again(ctx context.Context, curable func(error) bool, attempt func() error) error {
	began, pause := time.Now(), firstPause
	for {
		err := attempt()
		if err == nil || !curable(err) || time.Since(began) > patience {
			return told(err)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), told(err))
		case <-time.After(pause):
		}
		pause = min(2*pause, longPause)
	}
}

// refused reports whether the database undid a transaction only because of others at
// the same moment, or never began it: it can be made again without doing it twice.
func refused(err error) bool {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		switch answer.Code {
		case notSerialisable, deadlock, starting:
			return true
		case uniqueViolation: // of stamps: others are at hand
			return answer.ConstraintName == "acd_inbox_pkey" || answer.ConstraintName == "audit_pkey"
		}
		return false
	}
	return pgconn.SafeToRetry(err)
}

// lost reports, beside [refused], whether the connection broke: what was sent may have
// been done or not.
func lost(err error) bool {
	var answer *pgconn.PgError
	if errors.As(err, &answer) {
		return answer.Code == shuttingDown || answer.Code == crashed || refused(err)
	}
	ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	known := errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrConflict) || errors.Is(err, ErrClosed)
	return !ended && !known && connectionBroke(err)
}

func connectionBroke(err error) bool {
	var connect *pgconn.ConnectError
	var timeout interface{ Timeout() bool }
	return errors.As(err, &connect) || pgconn.SafeToRetry(err) || errors.As(err, &timeout) || isEOF(err)
}

// violated is the unique constraint that an error speaks of, or "".
func violated(err error) string {
	var answer *pgconn.PgError
	if errors.As(err, &answer) && answer.Code == uniqueViolation {
		return answer.ConstraintName
	}
	return ""
}

// told is an error of the database in the store's words.
func told(err error) error {
	var answer *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return store.ErrNotFound
	case errors.As(err, &answer) && answer.Code == divisionByZero:
		return store.ErrConflict
	case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrConflict), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return plain(err)
}

var serialisable = pgx.TxOptions{IsoLevel: pgx.Serializable}

// transact runs fn in a serialisable transaction, again when that did not fit among
// others. It is for what is read, decided on and written; what calls write goes by way
// of [database.enqueue].
func (s *database) transact(ctx context.Context, fn func(tx pgx.Tx) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return again(ctx, refused, func() error { return pgx.BeginTxFunc(ctx, s.pool, serialisable, fn) })
}

// exec runs one statement as a transaction of its own.
func (s *database) exec(ctx context.Context, sql string, args ...any) (rows int64, err error) {
	return s.execWhen(ctx, refused, sql, args...)
}

// set is exec for what may as well be done twice.
func (s *database) set(ctx context.Context, sql string, args ...any) (rows int64, err error) {
	return s.execWhen(ctx, lost, sql, args...)
}

func (s *database) execWhen(ctx context.Context, curable func(error) bool, sql string, args ...any) (rows int64, err error) {
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	err = again(ctx, curable, func() error {
		done, err := s.pool.Exec(ctx, sql, args...)
		rows = done.RowsAffected()
		return err
	})
	return rows, err
}

// read runs a query, which sees one state of the database, and collects what it gives.
func read[T any](ctx context.Context, s *database, scan pgx.RowToFunc[T], sql string, args ...any) (found []T, err error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	err = again(ctx, lost, func() error {
		rows, err := s.pool.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		found, err = pgx.CollectRows(rows, scan)
		return err
	})
	return found, err
}

// readSound reads the records that a query gives, but for those that are damaged: they keep nobody from the others.
func readSound[T any](ctx context.Context, s *database, sql string, args ...any) ([]T, error) {
	records, err := read(ctx, s, pgx.RowTo[[]byte], sql, args...)
	if err != nil {
		return nil, err
	}
	return soundOf[T](records), nil
}

// soundOf opens records, but for those that are damaged.
func soundOf[T any](records [][]byte) []T {
	var sound []T
	for _, record := range records {
		if v, err := opened[T](record); err == nil {
			sound = append(sound, v)
		}
	}
	return sound
}

// ready fails when the store is closed, or the context has ended.
func (s *database) ready(ctx context.Context) error {
	if s.isClosed() {
		return ErrClosed
	}
	return ctx.Err()
}

// run sends statements of a transaction together.
func run(ctx context.Context, tx pgx.Tx, statements []statement) error {
	if len(statements) == 0 {
		return nil
	}
	batch := &pgx.Batch{}
	for _, st := range statements {
		batch.Queue(st.sql, st.args...)
	}
	return tx.SendBatch(ctx, batch).Close()
}

// decoded scans rows of one column, a record.
func decoded[T any](row pgx.CollectableRow) (T, error) {
	var record []byte
	if err := row.Scan(&record); err != nil {
		return *new(T), err
	}
	return opened[T](record)
}

// opened reads a record. One that cannot be read is damaged.
func opened[T any](record []byte) (T, error) {
	v, err := store.Decode[T](record)
	if err != nil {
		return v, fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	return v, nil
}

// one reads the record that a query gives, or store.ErrNotFound.
func one[T any](ctx context.Context, s *database, sql string, args ...any) (T, error) {
	found, err := read(ctx, s, decoded[T], sql, args...)
	switch {
	case err != nil:
		return *new(T), err
	case len(found) == 0:
		return *new(T), store.ErrNotFound
	}
	return found[0], nil
}

// oneIn is one within a transaction.
func oneIn[T any](ctx context.Context, tx pgx.Tx, sql string, args ...any) (T, error) {
	var record []byte
	if err := tx.QueryRow(ctx, sql, args...).Scan(&record); err != nil {
		return *new(T), told(err)
	}
	return opened[T](record)
}
