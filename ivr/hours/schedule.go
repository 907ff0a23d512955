package hours

import (
	"cmp"
	"slices"
	"time"
)

// Schedule is one line's business hours. It is not changed once it is in use.
type Schedule struct {
	Name        string
	Location    *time.Location
	Week        Week
	Calendar    *Calendar // nil: none
	Makeup      bool      // open on make-up days
	MakeupSpans []Span    // then; Monday's when empty
	Exceptions  map[Date]Exception
	Closures    []Closure
}

// Exception is a dated day with hours of its own; none is closed.
type Exception struct {
	Spans []Span
	Name  map[string]string // by language
}

// Closure is "closed now": it expires by itself.
type Closure struct {
	From, Until time.Time // zero From: since ever
	Name        map[string]string
}

// Reason says which rule a status comes from.
type Reason string

// The rules, the strongest first.
const (
	Closed      Reason = "closure"
	Exceptional Reason = "exception"
	Holiday     Reason = "holiday"
	Makeup      Reason = "makeup"
	Weekly      Reason = "weekly"
)

// Status is a line's state at an instant.
type Status struct {
	Open            bool
	Until           time.Time // when Open changes next; zero: not within horizon
	Reason          Reason
	Name            map[string]string // of the holiday, exception or closure
	CalendarMissing bool              // the year's holidays are not known: weekly hours stand in
}

// horizon is how far ahead a change is looked for, in days.
const horizon = 750

// At is the line's state at t.
func (s *Schedule) At(t time.Time) Status {
	state := s.state(t)
	state.Until = s.change(t, state.Open)
	return state
}

// NextOpening is when the line opens, or t if it is open. It is false when it
// does not open within two years.
func (s *Schedule) NextOpening(t time.Time) (time.Time, bool) {
	if s.state(t).Open {
		return t, true
	}
	opens := s.change(t, false)
	return opens, !opens.IsZero()
}

func (s *Schedule) state(t time.Time) Status {
	day := DateOf(t.In(s.Location))
	rule := s.rule(day)
	status := Status{Reason: rule.reason, Name: rule.name, CalendarMissing: !s.Calendar.Knows(day.Year)}
	if c, closed := s.closedAt(t); closed {
		status.Reason, status.Name = Closed, c.Name
		return status
	}
	status.Open = slices.ContainsFunc(s.around(day, 0), func(w window) bool { return w.has(t) })
	return status
}

// rule is what holds for the spans that start on a day.
type rule struct {
	spans  []Span
	reason Reason
	name   map[string]string
}

func (s *Schedule) rule(d Date) rule {
	if e, ok := s.Exceptions[d]; ok {
		return rule{e.Spans, Exceptional, e.Name}
	}
	weekly := rule{s.Week[d.Weekday()], Weekly, nil}
	day, special := s.Calendar.Day(d)
	switch {
	case !special, !day.Off && !s.Makeup:
		return weekly
	case day.Off:
		return rule{nil, Holiday, day.Name}
	case len(s.MakeupSpans) > 0:
		return rule{s.MakeupSpans, Makeup, day.Name}
	}
	return rule{s.Week[time.Monday], Makeup, day.Name}
}

func (s *Schedule) closedAt(t time.Time) (Closure, bool) {
	i := slices.IndexFunc(s.Closures, func(c Closure) bool { return !t.Before(c.From) && t.Before(c.Until) })
	if i < 0 {
		return Closure{}, false
	}
	return s.Closures[i], true
}

// window is an open stretch of real time.
type window struct{ from, to time.Time }

func (w window) has(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// around gives the windows of the spans that start from the day before d, whose
// last may reach into d, to the given number of days after it.
func (s *Schedule) around(d Date, after int) []window {
	var windows []window
	for i := -1; i <= after; i++ {
		day := d.AddDays(i)
		for _, span := range s.rule(day).spans {
			windows = append(windows, window{day.minute(span.Start, s.Location), day.minute(span.End, s.Location)})
		}
	}
	return windows
}

// minute is a minute since the day's midnight that may lie on the next day.
func (d Date) minute(m int, loc *time.Location) time.Time {
	return d.AddDays(m / minutesPerDay).at(m%minutesPerDay, loc)
}

// change is the first instant after t at which being open is no longer what it
// is; the candidates are where a window or a closure begins or ends.
func (s *Schedule) change(t time.Time, open bool) time.Time {
	day := DateOf(t.In(s.Location))
	for ahead := 0; ahead <= horizon; ahead += 8 {
		var edges []time.Time
		for _, w := range s.around(day.AddDays(ahead), 8) {
			edges = append(edges, w.from, w.to)
		}
		for _, c := range s.Closures {
			edges = append(edges, c.From, c.Until)
		}
		slices.SortFunc(edges, func(a, b time.Time) int { return cmp.Compare(a.UnixNano(), b.UnixNano()) })
		for _, edge := range edges {
			if edge.After(t) && !edge.IsZero() && s.state(edge).Open != open {
				return edge
			}
		}
	}
	return time.Time{}
}
