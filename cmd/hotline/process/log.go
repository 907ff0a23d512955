// Package process is what the process of a server is to its machine: what it logs, how much
// memory it takes, and the terminal in which it was started.
package process

import (
	"fmt"
	"io"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/rs/zerolog"
	"github.com/rs/zerolog/diode"
)

const (
	logLines  = 10_000      // lines that may wait to be written
	logFlush  = time.Second // how long the last lines may take at the end
	droppedAs = `{"level":"warn","lines":%d,"message":"log lines were dropped, for nobody read them in time"}` + "\n"
)

// LogWriter writes log lines and never blocks. When the log is not read in time, lines
// are dropped and counted, so that no call has to wait for the log.
type LogWriter struct {
	lines   diode.Writer
	dropped atomic.Uint64
}

// NewLogWriter makes a writer of log lines to a file or terminal.
func NewLogWriter(to io.Writer) *LogWriter {
	to = struct{ io.Writer }{to} // the diode would close a file
	w := &LogWriter{}
	w.lines = diode.NewWriter(to, logLines, 0, func(missed int) {
		w.dropped.Add(uint64(missed)) //nolint:gosec // a count
		_, _ = fmt.Fprintf(to, droppedAs, missed)
	})
	return w
}

// Write implements [io.Writer].
func (w *LogWriter) Write(p []byte) (int, error) { return w.lines.Write(p) }

// Close writes the lines that wait, as far as somebody reads them within a second.
func (w *LogWriter) Close() {
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

// Measure registers the metric of the lines that were dropped.
func (w *LogWriter) Measure(r *prometheus.Registry) {
	promauto.With(r).NewCounterFunc(prometheus.CounterOpts{
		Name: "hotline_log_lines_dropped_total", Help: "Log lines that were dropped, for nobody read the log in time.",
	}, func() float64 { return float64(w.dropped.Load()) })
}

// OutliveReaders ignores SIGPIPE, so that the process goes on when its output is not read any more.
func OutliveReaders() { signal.Ignore(syscall.SIGPIPE) }

// NewLog makes a log of a level and a format ("console" for people, otherwise JSON) that are
// known to be sound.
func NewLog(level, format string, w io.Writer) zerolog.Logger {
	least, err := zerolog.ParseLevel(level)
	if err != nil {
		least = zerolog.InfoLevel // the settings were checked: this is their default
	}
	if format == "console" {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly, NoColor: true}
	}
	return zerolog.New(w).Level(least).With().Timestamp().Logger()
}
