package hours

import "time"

// Reason says what made a line open or closed.
type Reason string

// The reasons, the nearest last.
const (
	Weekly      Reason = "weekly"    // the hours of the week; also a make-up day's before and after its own
	Holiday     Reason = "holiday"   // closed: a public holiday
	Makeup      Reason = "makeup"    // open: a weekend's day that is worked
	Exceptional Reason = "exception" // the day has hours of its own
	Closed      Reason = "closure"   // closed for now
)

// Status is the state of a line at an instant.
type Status struct {
	Open   bool
	Until  time.Time // the first instant at which Open changes; zero if not within two years
	Reason Reason
	Name   map[string]string // of the holiday, exception or closure, by language; nil if none
	// CalendarMissing: the line has a calendar, which does not know the year or
	// that of Until. The line goes on by its week.
	CalendarMissing bool
}

// At is the state of the line at t.
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

// NextOpening is when a caller who rings at t finds the line open: t itself if
// it is open, else the start of its next span. It is false if that is not
// within two years.
func (s *Schedule) NextOpening(t time.Time) (time.Time, bool) {
	if s.state(t).Open {
		return t, true
	}
	next := s.opening(t)
	return next, !next.IsZero()
}

// state is the state at t, but for how long.
func (s *Schedule) state(t time.Time) Status {
	if c, ok := s.closure(t); ok {
		return Status{Reason: Closed, Name: c.Name}
	}
	for p := range s.periods(t) {
		if p.covers(t) {
			return Status{Open: true, Reason: p.plan.reason, Name: p.plan.name}
		}
		if p.start.After(t) {
			break
		}
	}
	today := s.plan(s.date(t))
	if today.reason == Makeup { // the holiday is not why it is closed
		today = plan{reason: Weekly}
	}
	return Status{Reason: today.reason, Name: today.name}
}

// closing is when a line that is open at t closes.
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

// opening is when a line that is closed at t opens.
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

// reopened is the first instant from t on that no closure covers.
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
