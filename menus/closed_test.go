package menus_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// A menu is closed while none of its lines is open, and opens with the first of them.
func TestAMenuIsClosedWhenEveryLineIs(t *testing.T) {
	t.Parallel()
	line := func(spans string) *hours.Schedule {
		s := &hours.Schedule{Location: time.UTC}
		for day := range s.Week {
			read, err := hours.ParseSpans(spans)
			require.NoError(t, err)
			s.Week[day] = read
		}
		return s
	}
	m := menus.Menu{Lines: map[string]*hours.Schedule{"early": line("08:00-12:00"), "late": line("10:00-18:00"), "never": {Location: time.UTC}}}
	at := func(hour int) time.Time { return time.Date(2026, 11, 24, hour, 0, 0, 0, time.UTC) }
	for _, hour := range []int{8, 11, 17} {
		_, closed := m.Closed(at(hour))
		require.False(t, closed, hour)
	}
	for hour, want := range map[int]time.Time{7: at(8), 19: at(24 + 8)} {
		opens, closed := m.Closed(at(hour))
		require.True(t, closed, hour)
		require.Equal(t, want, opens.UTC())
	}
	delete(m.Lines, "early")
	delete(m.Lines, "late")
	opens, closed := m.Closed(at(9))
	require.True(t, closed)
	require.Zero(t, opens)
}
