package hours

import (
	"fmt"
	"time"
)

// Date is a calendar day without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads YYYY-MM-DD, strictly.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no date; write YYYY-MM-DD, e.g. 2026-10-01", s)
	}
	return DateOf(t), nil
}

// DateOf is the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String writes YYYY-MM-DD.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date {
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC))
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Weekday()
}

// Before tells whether d is an earlier day than o.
func (d Date) Before(o Date) bool {
	return d.In(time.UTC).Before(o.In(time.UTC))
}

// In is the day's midnight in a location, or its first instant where daylight
// saving skips midnight.
func (d Date) In(loc *time.Location) time.Time { return d.at(0, loc) }

// at is a wall-clock minute of the day; one that daylight saving skips is the
// first instant after the gap.
func (d Date) at(minute int, loc *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, loc)
	want := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, time.UTC)
	if wall(t).Equal(want) {
		return t
	}
	_, gapEnd := t.Add(-3 * time.Hour).ZoneBounds()
	return gapEnd
}

// wall is the wall-clock reading of t, as if it were UTC.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.Add(time.Duration(offset) * time.Second).UTC()
}
