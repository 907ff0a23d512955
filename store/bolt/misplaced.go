package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/okpay/hotline/store"
)

// inPlace fails with [store.ErrMisplaced] when the file that is open is no longer the one at its
// path: the system keeps a file that was removed or replaced until it is closed, and no longer.
func (s *file) inPlace() error {
	now, err := os.Stat(s.db.Path())
	if err == nil && os.SameFile(now, s.opened) {
		return nil
	}
	return fmt.Errorf("%w: %s", store.ErrMisplaced, s.db.Path())
}

// keep writes a copy of a file that is no longer in its place, for closing it would end it. It fails in
// any case, and says where the copy is.
func (s *file) keep() error {
	misplaced := s.inPlace()
	if misplaced == nil || s.options.ReadOnly {
		return nil
	}
	path := s.db.Path()
	to, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".saved-*")
	if err != nil {
		return fmt.Errorf("%w; its records are lost: %w", misplaced, err)
	}
	if err := errors.Join(s.Backup(context.Background(), to), to.Sync(), to.Close()); err != nil {
		return fmt.Errorf("%w; its records are lost: %w", misplaced, err)
	}
	return fmt.Errorf("%w; its records are in %s: put them in place with hotline restore", misplaced, to.Name())
}
