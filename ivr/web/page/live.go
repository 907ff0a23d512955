package page

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

const (
	// heartbeat keeps proxies from closing a quiet stream.
	heartbeat = 15 * time.Second
	// writeDeadline gives up a reader that does not read.
	writeDeadline = 10 * time.Second
)

// Beat is the event that is sent while nothing else is. A page may answer it, to
// show that it is still there.
const Beat = "beat"

// Event is one message of a live stream. Data may have many lines.
type Event struct {
	Name string // the part of the page that it replaces
	ID   string // where a browser that lost the stream goes on; "" for none
	Data []byte
}

// WantsStream reports whether a request asks for a stream of events.
func WantsStream(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get(echo.HeaderAccept), "text/event-stream")
}

// Stream answers with server-sent events until the browser is gone or follow
// ends, which it must when its context does. follow sends what has changed; it is called once. A request that does not ask for a
// stream gets none: it was not counted as one.
func Stream(c echo.Context, follow func(ctx context.Context, send func(Event) error) error) error {
	if !WantsStream(c) {
		return echo.NewHTTPError(http.StatusNotAcceptable)
	}
	header := c.Response().Header()
	header.Set("Content-Type", "text/event-stream")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	w := &stream{response: c.Response(), control: http.NewResponseController(c.Response()), lines: make(chan []byte)}
	ctx, cancel := context.WithCancel(c.Request().Context())
	done := make(chan error, 1)
	var following sync.WaitGroup
	following.Go(func() { done <- follow(ctx, func(e Event) error { return w.hand(ctx, e) }) })
	defer following.Wait() // follow knows c, which is another request's once this returns
	defer cancel()
	return w.run(ctx, done)
}

// stream is written by one goroutine alone.
type stream struct {
	response *echo.Response
	control  *http.ResponseController
	lines    chan []byte
}

func (s *stream) hand(ctx context.Context, e Event) error {
	select {
	case s.lines <- e.bytes():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *stream) run(ctx context.Context, done <-chan error) error {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	_ = s.control.SetReadDeadline(time.Time{}) // the server's own bounds requests, not streams
	if err := s.write([]byte("retry: 1000\n\n")); err != nil {
		return nil // a browser that is gone needs no answer
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case err := <-done:
			return err
		case lines := <-s.lines:
			err = s.write(lines)
		case <-beat.C:
			err = s.write(Event{Name: Beat, Data: []byte("1")}.bytes())
		}
		if err != nil {
			return nil
		}
	}
}

func (s *stream) write(b []byte) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(writeDeadline)) // not every connection has one
	if _, err := s.response.Write(b); err != nil {
		return err
	}
	return s.control.Flush()
}

func (e Event) bytes() []byte {
	var b bytes.Buffer
	if e.ID != "" {
		fmt.Fprintf(&b, "id: %s\n", e.ID)
	}
	fmt.Fprintf(&b, "event: %s\n", e.Name)
	if len(e.Data) == 0 {
		b.WriteString("data:\n") // browsers pass over an event without data
	}
	for line := range bytes.Lines(e.Data) {
		fmt.Fprintf(&b, "data: %s\n", bytes.TrimRight(line, "\r\n"))
	}
	b.WriteByte('\n')
	return b.Bytes()
}
