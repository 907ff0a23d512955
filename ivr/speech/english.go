package speech

import (
	"strconv"
	"strings"
	"time"
)

// english says values in English.
type english struct{}

func (english) number(n int64) string {
	if n < 0 {
		return "minus " + thousands(magnitude(n))
	}
	return thousands(magnitude(n))
}

// thousands returns n in figures with a comma before each group of three.
func thousands(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (e english) count(n int64, noun Noun) string {
	if n == 1 {
		return "1 " + noun.One
	}
	return e.number(n) + " " + noun.Other
}

func (e english) money(a amount) string {
	if a.negative {
		a.negative = false
		return "minus " + e.money(a)
	}
	name := a.name()
	major := plural(a.major, name.one, name.other)
	switch {
	case a.minor == 0:
		return major
	case name.minors == "":
		return thousands(a.major) + "." + a.decimals + " " + name.other
	case a.major == 0:
		return plural(a.minor, name.oneMinor, name.minors)
	}
	return major + " and " + plural(a.minor, name.oneMinor, name.minors)
}

func plural(n uint64, one, other string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + other
}

func (english) digits(groups []string) string {
	spoken := make([]string, len(groups))
	for i, group := range groups {
		spoken[i] = strings.Join(strings.Split(strings.ToUpper(group), ""), " ")
	}
	return strings.Join(spoken, ", ")
}

func (e english) lastFour(digits string) string {
	if digits == "" {
		return "the number"
	}
	return "ending in " + e.digits([]string{digits})
}

func (english) date(t, now time.Time) string {
	days := daysAfter(t, now)
	switch {
	case days == -1:
		return "yesterday"
	case days == 0:
		return "today"
	case days == 1:
		return "tomorrow"
	case days > 1 && weeksAfter(t, now) == 0:
		return "on " + t.Weekday().String()
	case days > 1 && weeksAfter(t, now) == 1:
		return "next " + t.Weekday().String()
	}
	return "on " + englishDay(t, now)
}

func englishDay(t, now time.Time) string {
	if t.Year() == now.Year() {
		return t.Format("January 2")
	}
	return t.Format("January 2, 2006")
}

func (english) calendarDate(t, now time.Time) string {
	return t.Weekday().String() + ", " + englishDay(t, now)
}

func (english) time(t time.Time) string {
	hour, minute := t.Hour(), t.Minute()
	switch {
	case hour == 0 && minute == 0:
		return "midnight"
	case hour == 12 && minute == 0:
		return "noon"
	}
	half := " a.m."
	if hour >= 12 {
		half = " p.m."
	}
	if minute == 0 {
		return t.Format("3") + half
	}
	return t.Format("3:04") + half
}

func (e english) moment(t, now time.Time) string {
	return e.date(t, now) + " at " + e.time(t)
}

func (e english) duration(hours, minutes int64) string {
	h := e.count(hours, Noun{One: "hour", Other: "hours"})
	m := e.count(minutes, Noun{One: "minute", Other: "minutes"})
	switch {
	case hours == 0 && minutes == 0:
		return "less than a minute"
	case hours == 0:
		return m
	case minutes == 0:
		return h
	}
	return h + " " + m
}
