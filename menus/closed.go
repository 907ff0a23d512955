package menus

import (
	"maps"
	"slices"
	"time"
)

// Closed reports whether no line is open, and when the first of them opens then: the zero time
// where none does within the time that schedules look ahead.
func (m *Menu) Closed(now time.Time) (opens time.Time, closed bool) {
	for _, name := range slices.Sorted(maps.Keys(m.Lines)) {
		line := m.Lines[name]
		if line.Open(now) {
			return time.Time{}, false
		}
		if next, ok := line.NextOpening(now); ok && (opens.IsZero() || next.Before(opens)) {
			opens = next
		}
	}
	return opens, true
}
