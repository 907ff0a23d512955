package seeds

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"sync"
	"time"
)

// trace is all that happened in a course, in order. The same seed gives the same trace.
type trace struct {
	mu    sync.Mutex
	sum   hash.Hash
	lines []string // where they are wanted
	kept  bool
}

func newTrace(kept bool) *trace { return &trace{sum: sha256.New(), kept: kept} }

// add notes that something happened.
func (t *trace) add(at time.Time, format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	line := at.In(zone).Format("02 15:04:05.000 ") + fmt.Sprintf(format, args...) + "\n"
	_, _ = t.sum.Write([]byte(line)) // a hash takes everything
	if t.kept {
		t.lines = append(t.lines, line)
	}
}

// hash names the course of events.
func (t *trace) hash() string { return hex.EncodeToString(t.sum.Sum(nil)) }

// String is the course of events, where it was kept.
func (t *trace) String() string { return strings.Join(t.lines, "") }

// short names bytes in a trace.
func short(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:4])
}
