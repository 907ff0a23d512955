package bolt

import (
	"context"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// Usage returns the size of the file, how much of it is free, and how much the disk has
// left for this user.
func (s *Store) Usage(ctx context.Context) (usage store.Usage, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		stats := s.db.Stats()
		usage.Bytes = tx.Size()
		usage.Free = int64(stats.FreePageN+stats.PendingPageN) * int64(s.db.Info().PageSize)
		return nil
	})
	usage.DiskFree = DiskFree(filepath.Dir(s.db.Path()))
	return usage, err
}

// Backlog counts the messages that wait. They are in order, so the first is the oldest; a
// damaged one is passed over, for taking puts it aside.
func (s *Store) Backlog(ctx context.Context) (backlog store.Backlog, err error) {
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		b, err := waiting.of(tx)
		if err != nil {
			return err
		}
		backlog.Waiting = b.Stats().KeyN
		cursor := b.Cursor()
		for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
			if first, err := load[store.Outgoing](tx, waiting, key); err == nil {
				backlog.Oldest = first.Created
				return nil
			}
		}
		return nil
	})
	return backlog, err
}
