package hours

import (
	"maps"
	"slices"
	"time"
)

// Day is what a calendar says of a day: a public holiday, or a weekend's day
// that is worked to make up for one.
type Day struct {
	Off  bool              // a public holiday; else a make-up day
	Name map[string]string // the holiday's, by language: "zh-CN", "en-US"
}

// Calendar tells which days are public holidays and which are worked to make
// up for them. It never changes, and may be used by many at once. A nil
// calendar knows no such days: Monday to Friday are worked.
type Calendar struct {
	name  string
	days  map[Date]Day
	years []int // ascending
}

// NewCalendar makes a calendar of days. The years are those of which it holds
// all days: an ordinary day of another year may yet be made a holiday.
func NewCalendar(name string, days map[Date]Day, years []int) *Calendar {
	sorted := slices.Sorted(slices.Values(years))
	return &Calendar{name: name, days: maps.Clone(days), years: slices.Compact(sorted)}
}

// Override is a new calendar of the same name in which these days and years
// come on top.
func (c *Calendar) Override(days map[Date]Day, years []int) *Calendar {
	if c == nil {
		return NewCalendar("", days, years)
	}
	merged := make(map[Date]Day, len(c.days)+len(days))
	maps.Copy(merged, c.days)
	maps.Copy(merged, days)
	return NewCalendar(c.name, merged, slices.Concat(c.years, years))
}

// Name is the calendar's name.
func (c *Calendar) Name() string {
	if c == nil {
		return ""
	}
	return c.name
}

// Day is what the calendar says of a day, if anything.
func (c *Calendar) Day(d Date) (Day, bool) {
	if c == nil {
		return Day{}, false
	}
	found, ok := c.days[d]
	return found, ok
}

// Dates returns the days that the calendar says something about, in order.
func (c *Calendar) Dates() []Date {
	if c == nil {
		return nil
	}
	return slices.SortedFunc(maps.Keys(c.days), Date.Compare)
}

// Knows reports whether the calendar holds all days of a year; a nil one has none
// to hold, and so knows every year.
func (c *Calendar) Knows(year int) bool {
	return c == nil || slices.Contains(c.years, year)
}

// Years are the years of which the calendar holds all days, in order.
func (c *Calendar) Years() []int {
	if c == nil {
		return nil
	}
	return slices.Clone(c.years)
}

// WorkingDay reports whether a day is worked: Monday to Friday but for holidays,
// and make-up days.
func (c *Calendar) WorkingDay(d Date) bool {
	if found, ok := c.Day(d); ok {
		return !found.Off
	}
	weekday := d.Weekday()
	return weekday != time.Saturday && weekday != time.Sunday
}

// longestBreak is more days than any calendar's run of days off.
const longestBreak = 366

// AddWorkingDays is the n-th working day after d; d itself does not count, and
// is the answer when n is 0 or less. A calendar of nothing but days off is
// given up on after a year.
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
