package seeds

import (
	"fmt"
	"sync"
)

// findings are what was found of the properties of a course.
type findings struct {
	mu       sync.Mutex
	violated []string       // what should hold always, and does not
	reached  map[string]int // what should happen sometimes, and how often it did
}

func newFindings() *findings { return &findings{reached: map[string]int{}} }

// violated notes that something that must hold always does not.
func (w *course) violated(property, format string, args ...any) {
	text := property + ": " + fmt.Sprintf(format, args...)
	w.trace.add(w.now(), "VIOLATED %s", text)
	w.found.mu.Lock()
	defer w.found.mu.Unlock()
	w.found.violated = append(w.found.violated, text)
}

// reached notes that something has happened that must happen sometimes.
func (w *course) reached(what string) {
	w.found.mu.Lock()
	defer w.found.mu.Unlock()
	w.found.reached[what]++
}
