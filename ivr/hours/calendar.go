package hours

import (
	"maps"
	"slices"
	"time"
)

// Day is a calendar's entry for a day: a public holiday, or a weekend day worked to make up for one.
type Day struct {
	Off  bool              // a public holiday; else a make-up day
	Name map[string]string // the holiday's, by language: "zh-CN", "en-US"
}

// Calendar knows which days are public holidays and which are worked to make up for them. It is
// immutable and safe for concurrent use. A nil calendar has no such days: Monday to Friday are worked.
type Calendar struct {
	name  string
	days  map[Date]Day
	years []int // ascending
}

// NewCalendar returns a calendar of days. years are those whose days are all known: an ordinary day of
// another year may yet become a holiday.
func NewCalendar(name string, days map[Date]Day, years []int) *Calendar {
	sorted := slices.Sorted(slices.Values(years))
	return &Calendar{name: name, days: maps.Clone(days), years: slices.Compact(sorted)}
}

// Override returns a calendar of the same name to which these days and years are added, replacing
// entries for the same day.
func (c *Calendar) Override(days map[Date]Day, years []int) *Calendar {
	if c == nil {
		return NewCalendar("", days, years)
	}
	merged := make(map[Date]Day, len(c.days)+len(days))
	maps.Copy(merged, c.days)
	maps.Copy(merged, days)
	return NewCalendar(c.name, merged, slices.Concat(c.years, years))
}

// Name returns the calendar's name.
func (c *Calendar) Name() string {
	if c == nil {
		return ""
	}
	return c.name
}

// Day returns the calendar's entry for a day, and whether there is one.
func (c *Calendar) Day(d Date) (Day, bool) {
	if c == nil {
		return Day{}, false
	}
	found, ok := c.days[d]
	return found, ok
}

// Dates returns the days that have an entry, in order.
func (c *Calendar) Dates() []Date {
	if c == nil {
		return nil
	}
	return slices.SortedFunc(maps.Keys(c.days), Date.Compare)
}

// Knows reports whether the calendar has all days of a year; a nil one needs none, and so knows every
// year.
func (c *Calendar) Knows(year int) bool {
	return c == nil || slices.Contains(c.years, year)
}

// Years returns the years whose days are all known, in order.
func (c *Calendar) Years() []int {
	if c == nil {
		return nil
	}
	return slices.Clone(c.years)
}

// WorkingDay reports whether a day is worked: Monday to Friday except holidays, and make-up days.
func (c *Calendar) WorkingDay(d Date) bool {
	if found, ok := c.Day(d); ok {
		return !found.Off
	}
	weekday := d.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// longestBreak is more days than any calendar has off in a row.
const longestBreak = 366

// AddWorkingDays returns the n-th working day after d, not counting d; d itself when n is 0 or less.
// The search ends after a year of days off.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	for range n {
		d = c.nextWorkingDay(d)
	}
	return d
}

func (c *Calendar) nextWorkingDay(d Date) Date {
	for range longestBreak {
		if d = d.AddDays(1); c.WorkingDay(d) {
			break
		}
	}
	return d
}
