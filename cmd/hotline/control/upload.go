package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
)

// maxOrder bounds a command line in bytes; long lists of files fit.
const maxOrder = 1 << 20

// upload writes a request: JSON alone when it names no files, otherwise a form with a part
// for each, the command line first. The server may not see the files, and a pipe is the
// command's own.
type upload struct {
	request Request
	form    *multipart.Writer
	to      io.Writer
}

func (u *upload) write() error {
	order := orderOf(u.request)
	if len(u.request.Files) == 0 {
		return json.NewEncoder(u.to).Encode(order)
	}
	part, err := u.form.CreateFormField("order")
	if err != nil {
		return err
	}
	if err := json.NewEncoder(part).Encode(order); err != nil {
		return err
	}
	for _, name := range u.request.Files {
		if err := u.file(name); err != nil {
			return err
		}
	}
	return u.form.Close()
}

func (u *upload) file(name string) error {
	file, err := os.Open(within(u.request.Dir, name))
	if err != nil {
		return fileError(name, err)
	}
	defer func() { _ = file.Close() }()
	part, err := u.form.CreateFormFile("file", url.PathEscape(name))
	if err != nil {
		return err
	}
	from := &watched{from: file}
	if _, err = io.Copy(part, from); from.err != nil {
		return fileError(name, from.err)
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

// receive returns a command line and copies of the files that came with it, which are the
// caller's to close. nil stands for files when none were sent.
func receive(w http.ResponseWriter, r *http.Request, spool string) (o order, files *Files, err error) {
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
	files = new(Files)
	return o, files, files.receive(r.Context(), form, spool)
}

// receive takes the files of a form.
func (f *Files) receive(ctx context.Context, form *multipart.Reader, spool string) error {
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
		if err := f.copy(ctx, spool, name, part); err != nil {
			return err
		}
	}
}
