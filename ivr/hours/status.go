package hours

import "time"

// Reason is the rule that makes a schedule open or closed.
type Reason string

// The reasons, the most specific last.
const (
	Weekly      Reason = "weekly"    // the hours of the week; also before and after a make-up day's own
	Holiday     Reason = "holiday"   // closed: a public holiday
	Makeup      Reason = "makeup"    // open: a weekend day that is worked
	Exceptional Reason = "exception" // the day has its own hours
	Closed      Reason = "closure"   // closed by an operator
)

// Status is the state of a schedule at an instant.
type Status struct {
	Open   bool
	Until  time.Time // the first instant at which Open changes; zero if not within two years
	Reason Reason
	Name   map[string]string // of the holiday, exception or closure, by language; nil if none
	// CalendarMissing reports that the calendar does not know the year, or that of Until. The week
	// applies.
	CalendarMissing bool
}

// At returns the status at t.
func (s *Schedule) At(t time.Time) Status {
	state := s.state(t)
	if state.Open {
		state.Until = s.closing(t)
	} else {
		state.Until = s.opening(t)
	}
	state.CalendarMissing = s.unknown(t) || !state.Until.IsZero() && s.unknown(state.Until)
	return state
}

// Open reports whether the schedule is open at t. It looks at two days alone, where [Schedule.At]
// may have to look for a change in years.
func (s *Schedule) Open(t time.Time) bool {
	if _, closed := s.closure(t); closed {
		return false
	}
	_, open := s.period(t)
	return open
}

// NextOpening returns the first instant from t on at which the schedule is open: t itself if it is
// open. It returns false if there is none within two years.
func (s *Schedule) NextOpening(t time.Time) (time.Time, bool) {
	if s.Open(t) {
		return t, true
	}
	next := s.opening(t)
	return next, !next.IsZero()
}

// state returns the status at t without Until.
func (s *Schedule) state(t time.Time) Status {
	if c, ok := s.closure(t); ok {
		return Status{Reason: Closed, Name: c.Name}
	}
	if p, ok := s.period(t); ok {
		return Status{Open: true, Reason: p.plan.reason, Name: p.plan.name}
	}
	today := s.plan(s.date(t))
	if today.reason == Makeup { // the holiday is not why it is closed
		today = plan{reason: Weekly}
	}
	return Status{Reason: today.reason, Name: today.name}
}

// closing returns when a schedule that is open at t closes.
func (s *Schedule) closing(t time.Time) time.Time {
	end := t
	for p := range s.periods(t) {
		if p.start.After(end) {
			break
		}
		if p.end.After(end) {
			end = p.end
		}
	}
	for _, c := range s.Closures {
		if c.From.After(t) && c.From.Before(end) && c.covers(c.From) {
			end = c.From
		}
	}
	if !end.Before(s.date(t).AddDays(horizon).In(s.zone())) {
		return time.Time{}
	}
	return end
}

// opening returns when a schedule that is closed at t opens.
func (s *Schedule) opening(t time.Time) time.Time {
	for p := range s.periods(t) {
		start := p.start
		if start.Before(t) {
			start = t
		}
		if start = s.reopened(start); start.Before(p.end) {
			return start.In(s.zone())
		}
	}
	return time.Time{}
}

// reopened returns the first instant from t on that no closure covers.
func (s *Schedule) reopened(t time.Time) time.Time {
	for {
		c, ok := s.closure(t)
		if !ok {
			return t
		}
		t = c.Until
	}
}

func (s *Schedule) closure(t time.Time) (Closure, bool) {
	for _, c := range s.Closures {
		if c.covers(t) {
			return c, true
		}
	}
	return Closure{}, false
}

func (s *Schedule) unknown(t time.Time) bool {
	return !s.Calendar.Knows(s.date(t).Year)
}
