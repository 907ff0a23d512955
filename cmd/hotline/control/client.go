package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Send has the process that holds a store run a command line, copies what it writes to out
// and errs, and returns its exit status. served is false when no process listens. The error
// is a [FileError] when a file that belongs to the command line cannot be read.
func Send(ctx context.Context, store string, r Request, out, errs io.Writer) (exit int, served bool, err error) {
	if r.Dir, err = filepath.Abs(r.Dir); err != nil {
		return 0, false, err
	}
	client, release := clientOf(socketPath(store))
	defer release()
	response, served, err := post(ctx, client, r)
	switch {
	case !served && errors.Is(err, os.ErrPermission):
		return 0, false, fmt.Errorf("%s belongs to another user: run this as who runs the hotline", socketPath(store))
	case err != nil || !served:
		return 0, served, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(response.Body, maxOrder)) // as much as has come
		return 0, true, fmt.Errorf("the server did not take the command: %s", strings.TrimSpace(string(why)))
	}
	exit, err = copyFrames(response.Body, out, errs)
	return exit, true, err
}

// clientOf makes a client that reaches a socket, until release.
func clientOf(path string) (client *http.Client, release func()) {
	address, forget := dialable(path)
	client = &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", address)
		},
	}}
	return client, func() { client.CloseIdleConnections(); forget() }
}

// post sends a request and its files. served is false when nobody listens.
func post(ctx context.Context, client *http.Client, r Request) (response *http.Response, served bool, err error) {
	reader, writer := io.Pipe()
	form := multipart.NewWriter(writer)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://store/", reader)
	if err != nil {
		return nil, false, err
	}
	if len(r.Files) > 0 {
		request.Header.Set("Content-Type", form.FormDataContentType())
	}
	uploaded := make(chan error, 1)
	go func() {
		err := (&upload{r, form, writer}).write()
		uploaded <- err
		writer.CloseWithError(err)
	}()
	response, err = client.Do(request)
	if unread := fileProblem(uploaded); unread != nil {
		if err == nil {
			_ = response.Body.Close()
		}
		return nil, true, unread
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, os.ErrPermission) {
		return nil, false, nil // nobody listens
	}
	return response, err == nil, err
}

// fileProblem returns why a file could not be sent; nil when it is something else, or
// when the upload is under way still.
func fileProblem(uploaded <-chan error) error {
	select {
	case err := <-uploaded:
		if problem, is := errors.AsType[FileError](err); is {
			return problem
		}
	default:
	}
	return nil
}

// copyFrames copies what a command writes to out and errs, and returns its exit status.
func copyFrames(r io.Reader, out, errs io.Writer) (exit int, err error) {
	frames := json.NewDecoder(r)
	for {
		var f frame
		if err := frames.Decode(&f); err != nil {
			return 0, fmt.Errorf("the server went away before the command was done: %w", err)
		}
		if f.Exit != nil {
			return *f.Exit, nil
		}
		_, outErr := out.Write(f.Out)
		_, errErr := errs.Write(f.Err)
		if err := errors.Join(outErr, errErr); err != nil {
			return 0, err
		}
	}
}
