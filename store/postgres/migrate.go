package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// How often a process that starts looks whether another has finished the migrations,
// and for how many times.
const (
	lockEvery = 100 * time.Millisecond
	lockTries = 3000
)

// migrate brings the tables up to date. Of several processes that start at once, one
// does it while the others wait: a row of a table says who.
func migrate(ctx context.Context, pool *pgxpool.Pool) (err error) {
	db := stdlib.OpenDBFromPool(pool)
	defer func() { err = errors.Join(err, db.Close()) }()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresTableLocker(lock.WithTableLockTimeout(lockEvery, lockTries))
	if err != nil {
		return err
	}
	silent := slog.New(slog.DiscardHandler)
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithLocker(locker), goose.WithSlog(silent))
	if err != nil {
		return err
	}
	newest := provider.ListSources()[len(provider.ListSources())-1].Version
	var at int64
	err = pool.QueryRow(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&at)
	switch {
	case err == nil && at == newest:
		return nil
	case err == nil && at > newest:
		return fmt.Errorf("its tables are of a later release (%d, this program's are %d): use that release", at, newest)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring its tables up to date: %w", err)
	}
	return nil
}
