package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/okpay/hotline/store/ledgerfile"
)

// spooled is files that can be read more than once, until close.
type spooled struct {
	inputs  []ledgerfile.Input
	release []func() error
}

func (s *spooled) close() error {
	var failed []error
	for _, release := range s.release {
		failed = append(failed, release())
	}
	return errors.Join(failed...)
}

// copy takes a stream as a temporary file in dir, which nobody else may read.
func (s *spooled) copy(ctx context.Context, dir, name string, from io.Reader) error {
	file, err := os.CreateTemp(dir, ".hotline-import-")
	if err != nil {
		return fmt.Errorf("a temporary file for the import: %w", err)
	}
	s.release = append(s.release, func() error {
		return errors.Join(file.Close(), removed(file.Name()))
	})
	_ = removed(file.Name()) // where a file that is open can go, it goes now, and a crash leaves nothing
	if _, err := io.Copy(file, whileAlive{ctx, from}); err != nil {
		return fmt.Errorf("import %s: %w", name, withoutPath(err))
	}
	s.inputs = append(s.inputs, ledgerfile.Input{Name: name, Text: file})
	return nil
}

// removed removes a file that may be gone.
func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// open takes a file by its name: a regular one as it is, and a pipe or device,
// which can be read only once, as a copy.
func (s *spooled) open(ctx context.Context, dir, name, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("import %s: %w", name, withoutPath(err))
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		s.inputs = append(s.inputs, ledgerfile.Input{Name: name, Text: file})
		s.release = append(s.release, file.Close)
		return nil
	}
	return errors.Join(err, s.copy(ctx, dir, name, file), file.Close())
}

// whileAlive reads until its context ends.
type whileAlive struct {
	ctx  context.Context
	from io.Reader
}

// Read implements [io.Reader]. A read that waits is left behind when the context ends.
func (w whileAlive) Read(p []byte) (int, error) {
	type result struct {
		read []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		own := make([]byte, len(p)) // p is the caller's again once the context ends
		n, err := w.from.Read(own)
		done <- result{own[:n], err}
	}()
	select {
	case <-w.ctx.Done():
		return 0, w.ctx.Err()
	case r := <-done:
		return copy(p, r.read), r.err
	}
}
