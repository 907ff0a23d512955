package speech

import "time"

// daysAfter returns how many days the day of t comes after that of now.
func daysAfter(t, now time.Time) int { return dayNumber(t) - dayNumber(now) }

// weeksAfter returns how many weeks, from Monday to Sunday, t comes after now.
func weeksAfter(t, now time.Time) int {
	return (dayNumber(monday(t)) - dayNumber(monday(now))) / 7
}

// monday returns the Monday of t's week.
func monday(t time.Time) time.Time {
	const daysInWeek = 7
	return t.AddDate(0, 0, -(int(t.Weekday())+daysInWeek-1)%daysInWeek)
}

// dayNumber numbers days by t's own calendar, whatever the clock does.
func dayNumber(t time.Time) int {
	year, month, day := t.Date()
	return int(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
