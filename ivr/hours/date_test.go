package hours

import (
	"testing"
	"time"
	_ "time/tzdata" // time zones on any machine

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func zone(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

func date(t require.TestingT, s string) Date {
	d, err := ParseDate(s)
	require.NoError(t, err)
	return d
}

func TestDateIsWrittenOneWay(t *testing.T) {
	t.Parallel()
	require.Equal(t, Date{2026, time.October, 1}, date(t, "2026-10-01"))
	for _, wrong := range []string{"", "2026-10-1", "2026-13-01", "2026-02-29", "2026/10/01", "2026-10-01 ", "20261001"} {
		_, err := ParseDate(wrong)
		require.ErrorContains(t, err, "write it as 2026-10-01", wrong)
	}
}

func TestDatesCountAsTheCalendarDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := anyDate(t)
		n := rapid.IntRange(-1000, 1000).Draw(t, "n")
		later := d.AddDays(n)
		require.Equal(t, d, later.AddDays(-n))
		require.Equal(t, d, date(t, d.String()))
		require.Equal(t, n > 0, d.Before(later))
		require.Equal(t, time.Weekday(((int(d.Weekday())+n)%7+7)%7), later.Weekday())
	})
}

func anyDate(t *rapid.T) Date {
	return Date{2026, time.January, 1}.AddDays(rapid.IntRange(-3000, 3000).Draw(t, "day"))
}

// A wall-clock time is the first instant at which the clock shows it, or a later one if it never does.
func TestClockThatChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, date string
		minute           int
		utc              string
	}{
		{"an ordinary day", "Asia/Shanghai", "2026-11-23", 9 * 60, "2026-11-23T01:00:00Z"},
		{"in the gap of spring: the gap's end", "America/New_York", "2026-03-08", 2*60 + 30, "2026-03-08T07:00:00Z"},
		{"the gap's end itself", "America/New_York", "2026-03-08", 3 * 60, "2026-03-08T07:00:00Z"},
		{"in the gap, of a span from the evening before", "Europe/Berlin", "2026-03-28", 26*60 + 1, "2026-03-29T01:00:00Z"},
		{"in the hour of autumn that comes twice: the first", "America/New_York", "2026-11-01", 90, "2026-11-01T05:30:00Z"},
		{"after that hour", "America/New_York", "2026-11-01", 120, "2026-11-01T07:00:00Z"},
		{"a midnight that is skipped", "Africa/Cairo", "2024-04-26", 0, "2024-04-25T22:00:00Z"},
		{"a day that is skipped", "Pacific/Apia", "2011-12-30", 9 * 60, "2011-12-30T10:00:00Z"},
	} {
		got := date(t, c.date).at(c.minute, zone(t, c.zone))
		require.Equal(t, c.utc, got.UTC().Format(time.RFC3339), c.name)
	}
}

func TestDayBeginsAtMidnight(t *testing.T) {
	t.Parallel()
	shanghai := zone(t, "Asia/Shanghai")
	d := date(t, "2026-10-01")
	require.Equal(t, "2026-10-01T00:00:00+08:00", d.In(shanghai).Format(time.RFC3339))
	require.Equal(t, d, DateOf(d.In(shanghai)))
	require.Equal(t, d.AddDays(-1), DateOf(d.In(shanghai).UTC()))
}
