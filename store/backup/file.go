package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// File is a backup to be made: where, of what, and for whom it is encrypted.
type File struct {
	Path  string
	Store store.Store
	Spool string          // a folder for the readable copy of an encrypted backup; it is removed
	To    []age.Recipient // none: it is not encrypted
}

// ErrDamaged is the error of a backup of a store that has damaged records.
var ErrDamaged = errors.New("the store has damaged records")

// Write makes the backup. It appears under its name only when it is whole and on disk, and
// every record in it was read. Of a store with damaged records it is made, and the error is
// ErrDamaged.
func (b File) Write(ctx context.Context) (err error) {
	where := filepath.Dir(b.Path)
	if len(b.To) > 0 {
		where = b.Spool
	}
	plain, err := os.CreateTemp(where, ".hotline-backup-")
	if err != nil {
		return WithoutPath(err)
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(plain.Name()))) }()
	if err := errors.Join(b.Store.Backup(ctx, plain), plain.Sync(), plain.Close()); err != nil {
		return err
	}
	damaged := bolt.Verify(ctx, plain.Name())
	if damaged != nil && !errors.Is(damaged, store.ErrDamaged) {
		return damaged
	}
	if err := b.place(plain.Name()); err != nil {
		return err
	}
	if damaged != nil {
		return fmt.Errorf("%w (%w)", ErrDamaged, damaged)
	}
	return nil
}

// place gives a copy of the store its name, encrypted if it is to be.
func (b File) place(plain string) (err error) {
	if len(b.To) == 0 {
		return os.Link(plain, b.Path)
	}
	part, err := os.CreateTemp(filepath.Dir(b.Path), ".hotline-backup-")
	if err != nil {
		return WithoutPath(err)
	}
	defer func() { err = errors.Join(err, ignoreMissing(os.Remove(part.Name()))) }()
	if err := errors.Join(b.encrypt(part, plain), part.Sync(), part.Close()); err != nil {
		return fmt.Errorf("encrypt the backup: %w", err)
	}
	return os.Link(part.Name(), b.Path)
}

func (b File) encrypt(to io.Writer, plain string) error {
	from, err := os.Open(plain)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	w, err := age.Encrypt(to, b.To...)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, from)
	return errors.Join(err, w.Close())
}

// WithoutPath is an error of the file system without the name of a file that
// nobody asked for.
func WithoutPath(err error) error {
	if system := (*fs.PathError)(nil); errors.As(err, &system) {
		return system.Err
	}
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
