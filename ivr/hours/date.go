package hours

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar, in no zone. It can be compared with == and used as a map key.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a date as YYYY-MM-DD and nothing else.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is no date; write it as 2026-10-01", s)
	}
	return DateOf(t), nil
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// String returns the date as YYYY-MM-DD.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// AddDays returns the date n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.utc().AddDate(0, 0, n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Before reports whether d comes before o.
func (d Date) Before(o Date) bool { return d.utc().Before(o.utc()) }

// Compare returns -1, 0 or 1 when d is before, equal to or after o.
func (d Date) Compare(o Date) int { return d.utc().Compare(o.utc()) }

// In returns the first instant of the day in a location.
func (d Date) In(loc *time.Location) time.Time { return d.at(0, loc) }

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// at returns the first instant at which the clock in loc shows the minute of the day, or the end of the
// gap if it skips that minute.
func (d Date) at(minute int, loc *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, loc)
	wanted := d.utc().Add(time.Duration(minute) * time.Minute)
	start, end := t.ZoneBounds()
	switch wall(t).Compare(wanted) {
	case -1: // in a gap, which time.Date may resolve to either side
		return end
	case 1:
		return start
	}
	if start.IsZero() {
		return t
	}
	// The clock may have shown this time once before it was set back.
	_, offset := start.Add(-time.Second).Zone()
	if earlier := wanted.Add(-time.Duration(offset) * time.Second); earlier.Before(start) {
		return earlier.In(loc)
	}
	return t
}

// wall returns what the clock shows at t, as if it were UTC.
func wall(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}
