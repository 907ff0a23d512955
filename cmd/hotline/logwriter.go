package main

import (
	"fmt"
	"io"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog/diode"
)

const (
	logLines  = 10_000      // lines that may wait to be written
	logFlush  = time.Second // how long the last lines may take at the end
	droppedAs = `{"level":"warn","lines":%d,"message":"log lines were dropped, for nobody read them in time"}` + "\n"
)

// logWriter writes log lines and never blocks. When the log is not read in time, lines
// are dropped and counted, so that no call has to wait for the log.
type logWriter struct {
	lines   diode.Writer
	dropped atomic.Uint64
}

func newLogWriter(to io.Writer) *logWriter {
	to = struct{ io.Writer }{to} // the diode would close a file
	w := &logWriter{}
	w.lines = diode.NewWriter(to, logLines, 0, func(missed int) {
		w.dropped.Add(uint64(missed)) //nolint:gosec // a count
		_, _ = fmt.Fprintf(to, droppedAs, missed)
	})
	return w
}

// Write implements [io.Writer].
func (w *logWriter) Write(p []byte) (int, error) { return w.lines.Write(p) }

// close writes the lines that wait, as far as somebody reads them within a second.
func (w *logWriter) close() {
	written := make(chan struct{})
	go func() {
		_ = w.lines.Close() // it has no error of its own
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(logFlush):
	}
}

// measure registers the metric of the lines that were dropped.
func (w *logWriter) measure(r *prometheus.Registry) {
	promauto.With(r).NewCounterFunc(prometheus.CounterOpts{
		Name: "hotline_log_lines_dropped_total", Help: "Log lines that were dropped, for nobody read the log in time.",
	}, func() float64 { return float64(w.dropped.Load()) })
}

// outliveReaders ignores SIGPIPE, so that the process goes on when its output is not read any more.
func outliveReaders() { signal.Ignore(syscall.SIGPIPE) }
