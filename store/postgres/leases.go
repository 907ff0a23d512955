package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// Leases are of one kind; marks are of others, one row for each process that marks.
const leased = "lease"

const (
	keepLease = `INSERT INTO leases (kind, name, holder, until) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')
		ON CONFLICT (kind, name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until < now()`

	mark = `INSERT INTO leases (kind, name, holder, until)
		SELECT $1, name, $3, now() + $4 * interval '1 millisecond' FROM unnest($2::bytea[]) AS names (name)
		ON CONFLICT (kind, name) DO UPDATE SET holder = excluded.holder, until = excluded.until`

	sweepMarks = `DELETE FROM leases WHERE kind = $1 AND until < now() - interval '1 minute'`
)

// Lease takes a lease, or keeps it for longer, and reports whether this process holds
// it. The database's clock decides: those of the processes may differ.
func (s *Store) Lease(ctx context.Context, name string, keep time.Duration) (held bool, err error) {
	rows, err := s.exec(ctx, keepLease, []byte(leased), []byte(name), []byte(s.options.Instance), keep.Milliseconds())
	return rows == 1, err
}

// Release gives a lease back that this process holds.
func (s *Store) Release(ctx context.Context, name string) error {
	return s.Unmark(ctx, leased, []string{name})
}

// Mark notes for all processes that something is so, for that long.
func (s *Store) Mark(ctx context.Context, kind string, names []string, keep time.Duration) error {
	if len(names) == 0 {
		return nil
	}
	_, err := s.exec(ctx, mark, []byte(kind), keysOf(names), []byte(s.options.Instance), keep.Milliseconds())
	return err
}

// Unmark takes back what this process was the last to mark.
func (s *Store) Unmark(ctx context.Context, kind string, names []string) error {
	if len(names) == 0 {
		return nil
	}
	_, err := s.exec(ctx, `DELETE FROM leases WHERE kind = $1 AND name = ANY ($2::bytea[]) AND holder = $3`,
		[]byte(kind), keysOf(names), []byte(s.options.Instance))
	return err
}

// Marked gives what any process has marked of a kind.
func (s *Store) Marked(ctx context.Context, kind string) (map[string]bool, error) {
	if _, err := s.exec(ctx, sweepMarks, []byte(kind)); err != nil {
		return nil, err
	}
	names, err := read(ctx, s, pgx.RowTo[[]byte], `SELECT name FROM leases WHERE kind = $1 AND until > now()`, []byte(kind))
	marked := map[string]bool{}
	for _, name := range names {
		marked[string(name)] = true
	}
	return marked, err
}

// keysOf gives names as keys, each once, in the order in which rows are locked.
func keysOf(names []string) [][]byte {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	keys := make([][]byte, len(names))
	for i, name := range names {
		keys[i] = []byte(name)
	}
	return keys
}
