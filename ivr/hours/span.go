package hours

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// minutesPerDay is what a wall clock counts, whatever daylight saving does.
const minutesPerDay = 24 * 60

// Span is a stretch of a day in minutes since midnight. One over midnight has
// an End beyond 24 hours and belongs to the day it starts on.
type Span struct{ Start, End int }

// Week holds the spans of each weekday, by [time.Weekday].
type Week [7][]Span

// ParseSpans reads "09:00-12:00, 13:30-18:00", "22:00-06:00" over midnight,
// "00:00-24:00", or "closed" for none.
func ParseSpans(s string) ([]Span, error) {
	if strings.TrimSpace(s) == "closed" {
		return nil, nil
	}
	var spans []Span
	for part := range strings.SplitSeq(s, ",") {
		span, err := parseSpan(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if n := len(spans); n > 0 && span.Start < spans[n-1].End {
			return nil, fmt.Errorf("%q overlaps the span before it; write spans in order, each after the end of the last", part)
		}
		spans = append(spans, span)
	}
	return spans, nil
}

func parseSpan(s string) (Span, error) {
	from, to, found := strings.Cut(s, "-")
	start, ok1 := parseMinute(from)
	end, ok2 := parseMinute(to)
	if !found || !ok1 || !ok2 || start == minutesPerDay {
		return Span{}, fmt.Errorf("%q is no span of time; write e.g. 09:00-18:00, or closed", s)
	}
	if start == end {
		return Span{}, fmt.Errorf("%q is empty; write closed for no time, 00:00-24:00 for all day", s)
	}
	if end < start {
		end += minutesPerDay
	}
	return Span{start, end}, nil
}

func parseMinute(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "24:00" {
		return minutesPerDay, true
	}
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != len("15:04") {
		return 0, false
	}
	return t.Hour()*60 + t.Minute(), true
}

var dayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// ParseDays reads "mon", "mon-fri", "mon,wed" or "fri-mon".
func ParseDays(s string) ([]time.Weekday, error) {
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		from := slices.Index(dayNames, first)
		to := from
		if ranged {
			to = slices.Index(dayNames, last)
		}
		if from < 0 || to < 0 {
			return nil, fmt.Errorf("%q is no day; write mon, mon-fri, or mon,wed", s)
		}
		for d := from; ; d = (d + 1) % 7 {
			days = append(days, time.Weekday(d))
			if d == to {
				break
			}
		}
	}
	return days, nil
}
