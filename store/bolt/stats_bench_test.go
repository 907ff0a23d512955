package bolt

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// BenchmarkYearOfStats reads the figures of a year: six queues and a hundred people.
func BenchmarkYearOfStats(b *testing.B) {
	s, err := Open(filepath.Join(b.TempDir(), "hotline.db"), Options{})
	require.NoError(b, err)
	b.Cleanup(func() { _ = s.Close() })
	begin := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for day := range 365 {
		days, name := acd.Days{}, acd.DayIn(nil, begin.AddDate(0, 0, day))
		waits := acd.Histogram{}
		for wait := range 60 {
			waits[wait] = 3
		}
		for queue := range 6 {
			days.Add(acd.DayOf{Day: name, Queue: fmt.Sprint("queue", queue)}, acd.Stats{Offered: 200, Answered: 180, Waits: waits})
		}
		for agent := range 100 {
			days.Add(acd.DayOf{Day: name, Agent: fmt.Sprint("agent", agent)}, acd.Stats{Offered: 12, Answered: 10, Waits: waits})
		}
		require.NoError(b, s.CommitACD(b.Context(), store.ACDCommit{Read: store.WholeAt(day), Change: acd.Change{Days: days}}))
	}
	for b.Loop() {
		n := 0
		for _, err := range s.DayStats(b.Context(), "2026-01-01", "2026-12-31") {
			require.NoError(b, err)
			n++
		}
		require.Equal(b, 365*106, n)
	}
}
