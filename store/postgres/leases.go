package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	keepLease = `INSERT INTO leases (name, holder, until) VALUES ($1, $2, now() + $3 * interval '1 millisecond')
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
		WHERE leases.holder = excluded.holder OR leases.until < now()`

	mark = `INSERT INTO marks (kind, name, holder, until)
		SELECT $1, name, $3, now() + $4 * interval '1 millisecond' FROM unnest($2::bytea[]) AS names (name)
		ON CONFLICT (kind, name, holder) DO UPDATE SET until = excluded.until`
)

// Lease takes a lease, or keeps it for longer, and reports whether this process holds
// it. The database's clock decides: those of the processes may differ.
func (s sharedStore) Lease(ctx context.Context, name string, keep time.Duration) (held bool, err error) {
	rows, err := s.set(ctx, keepLease, []byte(name), s.instance(), keep.Milliseconds())
	return rows == 1, err
}

// Leases gives who holds the leases that are held, by their names.
func (s sharedStore) Leases(ctx context.Context) (map[string]string, error) {
	type lease struct{ Name, Holder []byte }
	leases, err := read(ctx, s.database, pgx.RowToStructByPos[lease], `SELECT name, holder FROM leases WHERE until > now()`)
	held := map[string]string{}
	for _, l := range leases {
		held[string(l.Name)] = string(l.Holder)
	}
	return held, err
}

// Instance names this process.
func (s sharedStore) Instance() string { return s.options.Instance }

// Release gives a lease back that this process holds.
func (s sharedStore) Release(ctx context.Context, name string) error {
	_, err := s.set(ctx, `DELETE FROM leases WHERE name = $1 AND holder = $2`, []byte(name), s.instance())
	return err
}

// Mark tells the other processes what this one has seen; it holds for that long.
func (s sharedStore) Mark(ctx context.Context, kind string, names []string, keep time.Duration) error {
	if len(names) == 0 {
		return nil
	}
	_, err := s.set(ctx, mark, []byte(kind), keysOf(names), s.instance(), keep.Milliseconds())
	return err
}

// Unmark takes back what this process has marked.
func (s sharedStore) Unmark(ctx context.Context, kind string, names []string) error {
	if len(names) == 0 {
		return nil
	}
	_, err := s.set(ctx, `DELETE FROM marks WHERE kind = $1 AND name = ANY ($2::bytea[]) AND holder = $3`,
		[]byte(kind), keysOf(names), s.instance())
	return err
}

// MarkedElsewhere gives what other processes have marked of a kind. It also removes what
// no longer holds.
func (s sharedStore) MarkedElsewhere(ctx context.Context, kind string) (map[string]bool, error) {
	if _, err := s.set(ctx, `DELETE FROM marks WHERE kind = $1 AND until < now()`, []byte(kind)); err != nil {
		return nil, err
	}
	names, err := read(ctx, s.database, pgx.RowTo[[]byte], `SELECT name FROM marks WHERE kind = $1 AND holder <> $2 AND until > now()`,
		[]byte(kind), s.instance())
	marked := map[string]bool{}
	for _, name := range names {
		marked[string(name)] = true
	}
	return marked, err
}

func (s *database) instance() []byte { return []byte(s.options.Instance) }

// keysOf gives names as keys, each once, in the order in which rows are locked.
func keysOf(names []string) [][]byte {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	keys := make([][]byte, len(names))
	for i, name := range names {
		keys[i] = []byte(name)
	}
	return keys
}
