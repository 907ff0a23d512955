package hours

import (
	"iter"
	"time"
)

// Schedule is the business hours of a line. It is not changed once made, and
// may be used by many at once.
type Schedule struct {
	Name        string
	Location    *time.Location // UTC when nil
	Week        Week
	Calendar    *Calendar          // nil: no holidays
	Makeup      bool               // make-up days have hours of their own; else the week's
	MakeupSpans []Span             // those hours, in order; Monday's when there are none
	Exceptions  map[Date]Exception // days that differ, whatever calendar and week say
	Closures    []Closure
}

// Exception is a day with hours of its own: none when it is closed.
type Exception struct {
	Spans []Span            // in order
	Name  map[string]string // why, as a caller hears it, by language
}

// Closure closes a line from an instant up to another, at which it expires by
// itself. The zero From is since ever.
type Closure struct {
	From, Until time.Time
	Name        map[string]string // why, as a caller hears it, by language
}

func (c Closure) covers(t time.Time) bool { return !t.Before(c.From) && t.Before(c.Until) }

// plan is the hours of one day and where they come from.
type plan struct {
	spans  []Span
	reason Reason
	name   map[string]string
}

// plan is what holds on a day, closures apart.
func (s *Schedule) plan(d Date) plan {
	if e, ok := s.Exceptions[d]; ok {
		return plan{e.Spans, Exceptional, e.Name}
	}
	listed, ok := s.Calendar.Day(d)
	switch {
	case ok && listed.Off:
		return plan{nil, Holiday, listed.Name}
	case ok && s.Makeup:
		return plan{s.makeupSpans(), Makeup, listed.Name}
	}
	return plan{s.Week[d.Weekday()], Weekly, nil}
}

// Day returns the hours of a day as week, calendar and exceptions say, closures
// apart: its spans in order, what they come from, and the name of that.
func (s *Schedule) Day(d Date) (spans []Span, reason Reason, name map[string]string) {
	p := s.plan(d)
	return p.spans, p.reason, p.name
}

func (s *Schedule) makeupSpans() []Span {
	if len(s.MakeupSpans) > 0 {
		return s.MakeupSpans
	}
	return s.Week[time.Monday]
}

// horizon is how many days ahead a change of state is looked for.
const horizon = 750

// period is a stretch of time in which a line is open, closures apart.
type period struct {
	start, end time.Time
	plan       plan
}

func (p period) covers(t time.Time) bool { return !t.Before(p.start) && t.Before(p.end) }

// periods yields those of the day before t, whose last may reach into t's day,
// and on to the horizon, by their start. A span over midnight may overlap the
// next day's first.
func (s *Schedule) periods(t time.Time) iter.Seq[period] {
	return func(yield func(period) bool) {
		loc, today := s.zone(), s.date(t)
		for i := -1; i <= horizon; i++ {
			d := today.AddDays(i)
			p := s.plan(d)
			for _, span := range p.spans {
				if !yield(period{d.at(span.Start, loc), d.at(span.End, loc), p}) {
					return
				}
			}
		}
	}
}

func (s *Schedule) zone() *time.Location {
	if s.Location == nil {
		return time.UTC
	}
	return s.Location
}

func (s *Schedule) date(t time.Time) Date { return DateOf(t.In(s.zone())) }

// LongestClosure is how far ahead an operator may close a line: callers are told when
// it opens again, and no year beyond has a calendar.
const LongestClosure = 366 * 24 * time.Hour
