package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"

	"github.com/okpay/hotline/store/ledgerfile"
)

// sending is a command that reads files. The server may not see them, and a
// pipe is the command's own: their bytes go to the server with the command line.
type sending interface{ sends() []string }

// filesOf returns the files that a command reads.
func filesOf(command storeCommand) []string {
	if c, ok := command.(sending); ok {
		return c.sends()
	}
	return nil
}

// unsendable is a file that could not be read where the command was given.
type unsendable struct{ error }

// upload writes a command line and the files that belong to it: JSON alone when
// there are none, otherwise a part each, the command line first.
type upload struct {
	order order
	files []string
	path  func(string) string
	form  *multipart.Writer
	to    io.Writer
}

func (u *upload) write() error {
	if len(u.files) == 0 {
		return json.NewEncoder(u.to).Encode(u.order)
	}
	part, err := u.form.CreateFormField("order")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(part).Encode(u.order); err != nil {
		return err
	}
	for _, name := range u.files {
		if err := u.file(name); err != nil {
			return err
		}
	}
	return u.form.Close()
}

func (u *upload) file(name string) error {
	file, err := os.Open(u.path(name))
	if err != nil {
		return unsendable{fmt.Errorf("import %s: %w", name, withoutPath(err))}
	}
	defer func() { _ = file.Close() }()
	part, err := u.form.CreateFormFile("file", url.PathEscape(name))
	if err != nil {
		return err
	}
	from := &watched{from: file}
	if _, err = io.Copy(part, from); from.err != nil {
		return unsendable{fmt.Errorf("import %s: %w", name, withoutPath(from.err))}
	}
	return err
}

// watched keeps the error of reading apart from those of writing.
type watched struct {
	from io.Reader
	err  error
}

// Read implements [io.Reader].
func (w *watched) Read(p []byte) (int, error) {
	n, err := w.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// received returns a command line and the files that came with it, which are
// the caller's to close. nil stands for files when none were sent.
func received(w http.ResponseWriter, r *http.Request, dir string) (o order, files *spooled, err error) {
	form, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		return o, nil, json.NewDecoder(http.MaxBytesReader(w, r.Body, maxOrder)).Decode(&o)
	}
	if err != nil {
		return o, nil, err
	}
	part, err := form.NextPart()
	if err != nil {
		return o, nil, err
	}
	if err := json.NewDecoder(io.LimitReader(part, maxOrder)).Decode(&o); err != nil {
		return o, nil, err
	}
	files = new(spooled)
	return o, files, files.receive(r.Context(), form, dir)
}

// receive takes the files of a form.
func (s *spooled) receive(ctx context.Context, form *multipart.Reader, dir string) error {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name, err := url.PathUnescape(part.FileName())
		if err != nil {
			return err
		}
		if err := s.copy(ctx, dir, name, part); err != nil {
			return err
		}
	}
}

// files returns what an import reads: what was sent with the command line, or
// the files themselves when no server runs.
func (o *storeContext) files(ctx context.Context, names []string) ([]ledgerfile.Input, func() error, error) {
	if o.sent != nil {
		return o.sent.inputs, func() error { return nil }, nil
	}
	opened := new(spooled)
	for _, name := range names {
		if err := opened.open(ctx, o.spool, name, o.path(name)); err != nil {
			return nil, nil, errors.Join(err, opened.close())
		}
	}
	return opened.inputs, opened.close, nil
}
