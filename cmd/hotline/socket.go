package main

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
	"sync"

	"github.com/okpay/hotline/ivr"
)

// A store's file belongs to one process. The server that holds it listens on a
// Unix socket beside it: a command line goes in, its output and exit status
// come back, one frame a line.

// order is a command line for the server.
type order struct {
	Args   []string `json:"args"`
	Dir    string   `json:"dir"`
	Rich   bool     `json:"rich,omitempty"`
	Lively bool     `json:"lively,omitempty"`
	Color  bool     `json:"color,omitempty"`
	Typed  string   `json:"typed,omitempty"` // the secret that the command asked for
}

// frame is a piece of output, or the exit status, which is the last.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// maxOrder bounds a command line; long lists of files fit.
const maxOrder = 1 << 20

func socketPath(store string) string { return store + ".sock" }

// askServer lets the server that holds the store run the command line; done is
// false when there is no server.
func askServer(ctx context.Context, store string, args, files []string, c console) (done bool, err error) {
	dir, err := filepath.Abs(c.dir)
	if err != nil {
		return false, err
	}
	address, release := dialable(socketPath(store))
	defer release()
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", address)
		},
	}}
	defer client.CloseIdleConnections()
	reader, writer := io.Pipe()
	form, failed := multipart.NewWriter(writer), make(chan error, 1)
	o := order{Args: args, Dir: dir, Rich: c.rich, Lively: c.lively, Color: c.color, Typed: c.typed.Reveal()}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://store/", reader)
	if err != nil {
		return false, err
	}
	if len(files) > 0 {
		request.Header.Set("Content-Type", form.FormDataContentType())
	}
	go func() {
		err := (&upload{o, files, c.path, form, writer}).write()
		failed <- err
		writer.CloseWithError(err)
	}()
	response, err := client.Do(request)
	if unsent := fileProblem(failed); unsent != nil {
		if err == nil {
			_ = response.Body.Close()
		}
		return true, unreadable{unsent}
	}
	switch {
	case errors.Is(err, os.ErrPermission):
		return false, fmt.Errorf("%s belongs to another user: run this as who runs the hotline", socketPath(store))
	case err != nil && ctx.Err() == nil:
		return false, nil // nobody listens
	case err != nil:
		return false, err
	}
	defer response.Body.Close()
	return true, copyFrames(response.Body, c)
}

// fileProblem returns why a file could not be sent; nil when it is something else, or
// when the upload is under way still.
func fileProblem(failed <-chan error) error {
	select {
	case err := <-failed:
		if problem := (unsendable{}); errors.As(err, &problem) {
			return problem.error
		}
	default:
	}
	return nil
}

// copyFrames writes what the server's command wrote, and gives its exit status
// as an error unless it is done.
func copyFrames(r io.Reader, c console) error {
	frames := json.NewDecoder(r)
	for {
		var f frame
		if err := frames.Decode(&f); err != nil {
			return fmt.Errorf("the server went away before the command was done: %w", err)
		}
		if f.Exit != nil && *f.Exit != statusDone {
			return errors.Join(errSaid, exitStatus(*f.Exit))
		}
		if f.Exit != nil {
			return nil
		}
		_, outErr := c.out.Write(f.Out)
		_, errErr := c.err.Write(f.Err)
		if err := errors.Join(outErr, errErr); err != nil {
			return err
		}
	}
}

// serveSocket takes command lines until ctx ends, then finishes those under
// way. The caller holds the store, so a socket that is there is a dead
// process's.
func serveSocket(ctx context.Context, store string, o storeContext) (wait func() error, err error) {
	listener, err := listenPrivately(socketPath(store))
	if err != nil {
		return nil, fmt.Errorf("the store's socket: %w", err)
	}
	o.spool = filepath.Dir(store)
	server := &http.Server{Handler: orders(o), ReadHeaderTimeout: headerDeadline, ConnContext: withPeer}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	return func() error {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainDeadline)
		defer cancel()
		stopped := errors.Join(server.Shutdown(late), os.Remove(socketPath(store)))
		if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
			return errors.Join(err, stopped)
		}
		return stopped
	}, nil
}

// listenPrivately makes a socket that nobody else may use, from its first
// moment: it is made in a folder of its own and then moved to its place.
func listenPrivately(path string) (net.Listener, error) {
	folder, err := os.MkdirTemp(filepath.Dir(path), ".hotline-socket-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	made := filepath.Join(folder, "s")
	address, release := dialable(made)
	defer release()
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
	if err != nil {
		return nil, err
	}
	listener.SetUnlinkOnClose(false) // the name that it was made under is gone
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, path)); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

func orders(o storeContext) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		order, files, err := received(w, r, o.spool)
		if files != nil {
			defer func() { _ = files.close() }() // they were copies
		}
		if err != nil {
			http.Error(w, "no command line", http.StatusBadRequest)
			return
		}
		frames := &frameWriter{to: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
		mine := o // a copy: each command writes to its own console
		mine.sent, mine.user = files, peerOf(r.Context())
		mine.console = console{
			out: stream{frames, func(p []byte) frame { return frame{Out: p} }},
			err: stream{frames, func(p []byte) frame { return frame{Err: p} }},
			dir: order.Dir, rich: order.Rich, lively: order.Lively, color: order.Color,
			typed: ivr.Secret(order.Typed),
		}
		exit := serveOffice(r.Context(), order.Args, &mine)
		_ = frames.write(frame{Exit: &exit}) // a client that is gone needs none
	})
}

// frameWriter sends frames, one at a time and at once.
type frameWriter struct {
	mu    sync.Mutex
	to    *json.Encoder
	flush func() error
}

func (w *frameWriter) write(f frame) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.to.Encode(f); err != nil {
		return err
	}
	return w.flush()
}

// stream is one of a command's outputs.
type stream struct {
	frames *frameWriter
	frame  func([]byte) frame
}

// Write implements [io.Writer].
func (s stream) Write(p []byte) (int, error) {
	if err := s.frames.write(s.frame(p)); err != nil {
		return 0, err
	}
	return len(p), nil
}
