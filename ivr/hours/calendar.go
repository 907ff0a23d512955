package hours

import (
	"maps"
	"slices"
	"time"
)

// Calendar says which days are public holidays and which are make-up working
// days. It never changes.
type Calendar struct {
	name  string
	days  map[Date]Day
	years map[int]bool
}

// Day is a day that is not what its weekday says.
type Day struct {
	Off  bool              // a public holiday; else a make-up working day
	Name map[string]string // by language
}

// NewCalendar makes a calendar that knows the given days of the given years.
func NewCalendar(name string, days map[Date]Day, years []int) *Calendar {
	c := &Calendar{name: name, days: maps.Clone(days), years: map[int]bool{}}
	for _, y := range years {
		c.years[y] = true
	}
	return c
}

// Override is the calendar with an operator's days upon it, and the years that
// those complete.
func (c *Calendar) Override(days map[Date]Day, years []int) *Calendar {
	merged := maps.Clone(c.days)
	if merged == nil {
		merged = map[Date]Day{}
	}
	maps.Copy(merged, days)
	return NewCalendar(c.name, merged, append(c.Years(), years...))
}

// Name is what the menus call the calendar.
func (c *Calendar) Name() string { return c.name }

// Day gives what is special about a day.
func (c *Calendar) Day(d Date) (Day, bool) {
	if c == nil {
		return Day{}, false
	}
	day, ok := c.days[d]
	return day, ok
}

// Knows tells whether a year's holidays are known. No calendar knows all years.
func (c *Calendar) Knows(year int) bool { return c == nil || c.years[year] }

// Years lists the years whose holidays are known.
func (c *Calendar) Years() []int { return slices.Sorted(maps.Keys(c.years)) }

// WorkingDay tells whether people work on a day: Monday to Friday but for
// holidays, and on make-up days.
func (c *Calendar) WorkingDay(d Date) bool {
	if day, ok := c.Day(d); ok {
		return !day.Off
	}
	wd := d.Weekday()
	return wd != time.Saturday && wd != time.Sunday
}

// AddWorkingDays is the n-th working day after d.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	for n > 0 {
		if d = d.AddDays(1); c.WorkingDay(d) {
			n--
		}
	}
	return d
}
