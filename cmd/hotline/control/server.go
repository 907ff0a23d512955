package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
)

const (
	headerDeadline = 5 * time.Second  // for the head of a request
	drainDeadline  = 20 * time.Second // for commands under way when the server stops
)

// Run runs a command line that came through the socket, and returns its exit status.
type Run func(ctx context.Context, r Received) int

// Serve takes command lines for a store until ctx ends, then finishes those under way:
// wait returns when they are done. The caller holds the store, so a socket that is there
// already is a dead process's, and is replaced.
func Serve(ctx context.Context, store string, run Run) (wait func() error, err error) {
	path := socketPath(store)
	listener, err := listenPrivately(path)
	if err != nil {
		return nil, fmt.Errorf("the store's socket: %w", err)
	}
	server := &http.Server{Handler: requests{filepath.Dir(store), run}, ReadHeaderTimeout: headerDeadline, ConnContext: withPeer}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	return func() error {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainDeadline)
		defer cancel()
		stopped := errors.Join(server.Shutdown(late), os.Remove(path))
		if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
			return errors.Join(err, stopped)
		}
		return stopped
	}, nil
}

// requests takes command lines as HTTP requests.
type requests struct {
	spool string // a folder for copies of the files that are sent
	run   Run
}

// ServeHTTP implements [http.Handler].
func (s requests) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	order, files, err := receive(w, r, s.spool)
	if files != nil {
		defer func() { _ = files.Close() }() // they were copies
	}
	if err != nil {
		http.Error(w, "no command line", http.StatusBadRequest)
		return
	}
	frames := &frameWriter{to: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
	exit := s.run(r.Context(), Received{
		Request: order.request(), User: peerOf(r.Context()), Sent: files,
		Out: stream{frames, func(p []byte) frame { return frame{Out: p} }},
		Err: stream{frames, func(p []byte) frame { return frame{Err: p} }},
	})
	_ = frames.write(frame{Exit: &exit}) // a client that is gone needs none
}

// order is a request as it is sent.
type order struct {
	Args   []string `json:"args"`
	Dir    string   `json:"dir"`
	Rich   bool     `json:"rich,omitempty"`
	Lively bool     `json:"lively,omitempty"`
	Color  bool     `json:"color,omitempty"`
	Typed  string   `json:"typed,omitempty"`
}

func orderOf(r Request) order {
	return order{r.Args, r.Dir, r.Rich, r.Lively, r.Color, r.Typed.Reveal()}
}

// request is the order as a request. Its files come apart.
func (o order) request() Request {
	return Request{Args: o.Args, Dir: o.Dir, Rich: o.Rich, Lively: o.Lively, Color: o.Color, Typed: ivr.Secret(o.Typed)}
}

// frame is a piece of output, or the exit status, which is the last.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
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
