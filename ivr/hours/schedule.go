package hours

import (
	"iter"
	"slices"
	"time"
)

// Schedule is a set of business hours. It must not be changed once in use, and is then safe for
// concurrent use.
type Schedule struct {
	Name        string
	Location    *time.Location // UTC when nil
	Week        Week
	Calendar    *Calendar          // nil: no holidays
	Makeup      bool               // make-up days have their own hours; else the week's
	MakeupSpans []Span             // those hours, in order; Monday's when empty
	Exceptions  map[Date]Exception // days with other hours, whatever calendar and week say
	Closures    []Closure
}

// Exception is a day with its own hours; closed if it has none.
type Exception struct {
	Spans []Span            // in order
	Name  map[string]string // why, as a caller hears it, by language
}

// Closure closes a schedule from one instant until another, when it expires. A zero From has no
// beginning.
type Closure struct {
	From, Until time.Time
	Name        map[string]string // why, as a caller hears it, by language
}

// ClosedUntil returns the schedule as it is while somebody has closed it by hand until an instant.
func (s *Schedule) ClosedUntil(until time.Time) *Schedule {
	closed := *s
	closed.Closures = append(slices.Clone(s.Closures), Closure{Until: until})
	return &closed
}

func (c Closure) covers(t time.Time) bool { return !t.Before(c.From) && t.Before(c.Until) }

// plan is the hours of one day and the rule they come from.
type plan struct {
	spans  []Span
	reason Reason
	name   map[string]string
}

// plan returns the hours of a day, ignoring closures.
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

// Day returns the hours of a day by week, calendar and exceptions, ignoring closures: its spans in
// order, the rule they come from, and that rule's name.
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

// horizon is how many days ahead a change is searched.
const horizon = 750

// period is a stretch of time in which a schedule is open, ignoring closures.
type period struct {
	start, end time.Time
	plan       plan
}

func (p period) covers(t time.Time) bool { return !t.Before(p.start) && t.Before(p.end) }

// period returns the period that covers t, and whether there is one. It began on t's day or on the
// day before.
func (s *Schedule) period(t time.Time) (period, bool) {
	loc, today := s.zone(), s.date(t)
	for _, d := range [...]Date{today.AddDays(-1), today} {
		p := s.plan(d)
		for _, span := range p.spans {
			if p := (period{d.at(span.Start, loc), d.at(span.End, loc), p}); p.covers(t) {
				return p, true
			}
		}
	}
	return period{}, false
}

// periods yields the periods from the day before t, the last of which may reach into t's day, to the
// horizon, by their start. A span over midnight may overlap the next day's first.
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

// LongestClosure is how far ahead an operator may close a schedule: callers hear when it opens
// again, and calendars reach no further.
const LongestClosure = 366 * 24 * time.Hour
