package control

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that a command reads, from its beginning as often as it likes.
type File struct {
	Name string // as the command line names it
	Text io.ReadSeeker
}

// Files are what a command reads, until Close.
type Files struct {
	List    []File
	release []func() error
}

// FileError is why a file that the command line names cannot be read.
type FileError struct {
	Name string // as the command line names it
	Err  error  // without the path
}

func (e FileError) Error() string { return e.Name + ": " + e.Err.Error() }

// Unwrap is for package errors.
func (e FileError) Unwrap() error { return e.Err }

// fileError leaves out the path of an error of the file system: the name stands for it.
func fileError(name string, err error) FileError {
	if failed, is := errors.AsType[*fs.PathError](err); is {
		err = failed.Err
	}
	return FileError{name, err}
}

// within is the path of a file that is named in a folder.
func within(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// Open takes files by their names in a folder: a regular one as it is, and a pipe or a
// device, which can be read only once, as a copy in the folder spool.
func Open(ctx context.Context, dir, spool string, names []string) (*Files, error) {
	files := new(Files)
	for _, name := range names {
		if err := files.open(ctx, within(dir, name), spool, name); err != nil {
			return nil, errors.Join(err, files.Close())
		}
	}
	return files, nil
}

// Close closes the files, and removes copies. It may be called again.
func (f *Files) Close() error {
	var failed []error
	for _, release := range f.release {
		failed = append(failed, release())
	}
	f.release = nil
	return errors.Join(failed...)
}

func (f *Files) open(ctx context.Context, path, spool, name string) error {
	file, err := os.Open(path)
	if err != nil {
		return fileError(name, err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		f.List = append(f.List, File{name, file})
		f.release = append(f.release, file.Close)
		return nil
	}
	return errors.Join(err, f.copy(ctx, spool, name, file), file.Close())
}

// copy takes a stream as a temporary file in a folder, which nobody else may read.
func (f *Files) copy(ctx context.Context, spool, name string, from io.Reader) error {
	file, err := os.CreateTemp(spool, ".hotline-import-")
	if err != nil {
		return FileError{name, fmt.Errorf("a temporary copy: %w", err)}
	}
	f.release = append(f.release, func() error {
		return errors.Join(file.Close(), removed(file.Name()))
	})
	_ = removed(file.Name()) // where a file that is open can go, it goes now, and a crash leaves nothing
	if _, err := io.Copy(file, whileAlive{ctx, from}); err != nil {
		return fileError(name, err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fileError(name, err)
	}
	f.List = append(f.List, File{name, file})
	return nil
}

// removed removes a file that may be gone.
func removed(path string) error {
	if err := os.Remove(path); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
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
