package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
)

// Backup writes a copy of the store as it is at one moment.
func (s *file) Backup(ctx context.Context, w io.Writer) error {
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(untilDone{ctx, w})
		return err
	})
	if err != nil {
		return fmt.Errorf("back up the store: %w", err)
	}
	return nil
}

// untilDone stops a long copy when its context ends.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}

// Restore puts a backup in the place of the store's file, or makes the file. It
// first proves that every record of the backup is as it was written, and that
// no process has the file open; until then nothing is changed.
func Restore(from io.Reader, path string) error {
	if err := restore(from, path); err != nil {
		return fmt.Errorf("restore the store %s: %w", path, err)
	}
	return nil
}

func restore(from io.Reader, path string) error {
	folder, err := os.MkdirTemp(filepath.Dir(path), ".restored-store-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	copied := filepath.Join(folder, "store")
	if err := writeFile(copied, from); err != nil {
		return err
	}
	if err := Verify(context.Background(), copied); err != nil {
		return fmt.Errorf("the backup cannot be used, nothing was changed: %w", err)
	}
	release, err := holdFile(path)
	if err != nil {
		return err
	}
	defer release()
	if err := os.Rename(copied, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

func writeFile(path string, from io.Reader) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Sync(), file.Close())
}

// holdFile keeps other processes from the file that is to be replaced. One
// that is missing or broken need not be held.
func holdFile(path string) (release func(), err error) {
	db, err := lockFile(path, Options{})
	switch {
	case err == nil:
		return func() { _ = db.Close() }, nil
	case errors.Is(err, ErrInUse), errors.Is(err, fs.ErrPermission):
		return nil, err
	}
	return func() {}, nil
}

// Verify proves that a store's file is whole: bbolt's own structure, and every
// record's checksum. The file must not be open elsewhere.
func Verify(ctx context.Context, path string) error {
	db, err := openFile(path, Options{ReadOnly: true, sealed: true})
	if err != nil {
		return fmt.Errorf("verify the store %s: %w", path, err)
	}
	err = guard(func() error {
		return db.View(func(tx *bbolt.Tx) error { return verify(ctx, tx) })
	})
	if err = errors.Join(err, closeFile(db)); err != nil {
		return fmt.Errorf("verify the store %s: %w", path, err)
	}
	return nil
}

func verify(ctx context.Context, tx *bbolt.Tx) error {
	var broken error
	for err := range tx.Check() {
		broken = fmt.Errorf("%w: %w", store.ErrDamaged, err)
	}
	if broken != nil {
		return broken
	}
	for _, b := range buckets() {
		if b.awaited(tx) {
			continue
		}
		if err := b.verify(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (b bucket) verify(ctx context.Context, tx *bbolt.Tx) error {
	in, err := b.of(tx)
	if err != nil {
		return err
	}
	return in.ForEach(func(key, sealed []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		_, err := b.check(key, sealed)
		return err
	})
}
