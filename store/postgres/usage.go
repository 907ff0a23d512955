package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/okpay/hotline/store"
)

// Usage tells nothing of room: the database and its disk are watched by tools of their own.
func (s *Store) Usage(context.Context) (store.Usage, error) {
	return store.Usage{DiskFree: -1}, nil
}

// Backlog counts the messages that wait, and when the first of them was written.
func (s *Store) Backlog(ctx context.Context) (store.Backlog, error) {
	var backlog store.Backlog
	var first []byte
	err := s.pool.QueryRow(ctx, `
		SELECT (SELECT count(*) FROM outgoing WHERE taker IS NULL), record
		FROM outgoing WHERE taker IS NULL ORDER BY seq LIMIT 1`).Scan(&backlog.Waiting, &first)
	if errors.Is(err, pgx.ErrNoRows) {
		return store.Backlog{}, nil
	}
	if err != nil {
		return store.Backlog{}, told(err)
	}
	if o, err := store.Decode[store.Outgoing](first); err == nil { // a damaged one is put aside when it is taken
		backlog.Oldest = o.Created
	}
	return backlog, nil
}
