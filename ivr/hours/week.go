package hours

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const day = 24 * 60 // minutes

// Span is a stretch of a day, from Start up to but not including End, both in minutes since midnight.
// End exceeds 24*60 in a span over midnight, which belongs to the day on which it starts.
type Span struct{ Start, End int }

// ParseSpans reads opening times, e.g. "09:00-12:00, 13:30-18:00", "22:00-06:00" (over midnight),
// "00:00-24:00" or "closed", which has no spans. It returns them in order; its errors say how to fix
// the text.
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
		spans = append(spans, span)
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	for i := 1; i < len(spans); i++ {
		if a, b := spans[i-1], spans[i]; b.Start < a.End {
			return nil, fmt.Errorf("%v and %v overlap; make them one, or let one end before the other starts", a, b)
		}
	}
	return spans, nil
}

func parseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "-")
	start, startOK := parseClock(strings.TrimSpace(from))
	end, endOK := parseClock(strings.TrimSpace(to))
	switch {
	case !ok || !startOK || !endOK || start == day:
		return Span{}, fmt.Errorf("%q are no opening times; write them as 09:00-18:00, or closed", s)
	case start == end:
		return Span{}, fmt.Errorf("%s is empty; write 00:00-24:00 for the whole day, or closed for none of it", s)
	case end < start:
		end += day
	}
	return Span{start, end}, nil
}

// parseClock reads a time of day as HH:MM, up to 24:00.
func parseClock(s string) (minutes int, ok bool) {
	if s == "24:00" {
		return day, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil && len(s) == len("15:04")
}

// String returns the span as [ParseSpans] reads it.
func (s Span) String() string { return clock(s.Start) + "-" + clock(s.End) }

func clock(minute int) string {
	if minute > day {
		minute -= day
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

// Week holds the spans of each day of the week, in order, by [time.Weekday].
type Week [7][]Span

// ParseDays reads days of the week, e.g. "mon", "mon-fri", "fri-mon" (over the weekend) or
// "mon,wed,fri", and returns them in the order written.
func ParseDays(s string) ([]time.Weekday, error) {
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		from, to, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			to = from
		}
		first, last := weekday(from), weekday(to)
		if first < 0 || last < 0 {
			return nil, fmt.Errorf("%q are no days; write them as mon, mon-fri or mon,wed,fri", part)
		}
		for i := range (last-first+7)%7 + 1 {
			days = append(days, (first+i)%7)
		}
	}
	if twice := repeated(days); twice >= 0 {
		return nil, fmt.Errorf("%q names %s twice; name it once", s, weekdays[twice])
	}
	return days, nil
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekday returns the day of that name, or -1.
func weekday(name string) time.Weekday { return time.Weekday(slices.Index(weekdays, name)) }

// repeated returns a day that occurs twice, or -1.
func repeated(days []time.Weekday) time.Weekday {
	for i, d := range days {
		if slices.Contains(days[:i], d) {
			return d
		}
	}
	return -1
}
