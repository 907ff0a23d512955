package explore

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// Moment stands for all instants at which the same schedules are open, and the others are closed for
// the same reasons.
type Moment struct {
	At   time.Time
	Open map[string]bool // by schedule
	next []int           // the moments that may follow it, also within a call

	anyOpen bool
}

// AnyOpen reports whether some schedule is open; a menu without schedules is always open.
func (m Moment) AnyOpen() bool { return m.anyOpen }

const (
	maxMoments = 256
	wholeWeeks = 15  // days whose every opening and closing is examined
	wholeYear  = 370 // days that are examined at noon, for holidays and exceptions
)

// hourClasses collects a menu's moments, one for each set of schedules that are open together.
type hourClasses struct {
	lines   []string
	menu    *menus.Menu
	moments []Moment
	named   map[string]int // by signature
}

// momentsOf returns every kind of moment at which a call can come in within a year from now.
func momentsOf(m *menus.Menu, now time.Time) *hourClasses {
	a := &hourClasses{lines: slices.Sorted(maps.Keys(m.Lines)), menu: m, named: map[string]int{}}
	last := -1
	for _, at := range a.instants(now) {
		i := a.moment(at)
		if last >= 0 && i != last && !slices.Contains(a.moments[last].next, i) {
			a.moments[last].next = append(a.moments[last].next, i)
		}
		last = i
	}
	return a
}

// moment returns the number of the moment that an instant belongs to.
func (a *hourClasses) moment(at time.Time) int {
	signature, open := a.signature(at)
	if i, known := a.named[signature]; known || len(a.moments) == maxMoments {
		return i
	}
	if later := at.Add(time.Hour); signature == first(a.signature(later)) {
		at = later // in the middle of it, which reads better in a trace
	}
	a.named[signature] = len(a.moments)
	anyOpen := len(open) == 0 || strings.Contains(signature, openSign)
	a.moments = append(a.moments, Moment{At: at, Open: open, anyOpen: anyOpen})
	return len(a.moments) - 1
}

// After returns the first full hour after an instant that belongs to a moment, so that time passes
// forwards only; false if there is none within a year.
func (g *Graph) After(moment int, at time.Time) (time.Time, bool) {
	key := passing{moment, at.Truncate(time.Hour).Unix()}
	later, known := g.later[key]
	if !known {
		later = g.x.hourClasses.next(g.Moments[moment].At, at)
		g.later[key] = later
	}
	return later, !later.IsZero()
}

// passing is the next instant of a moment after an hour.
type passing struct {
	moment int
	hour   int64
}

// next returns the first full hour after at that has the signature of another instant; the zero time if
// there is none within a year.
func (a *hourClasses) next(like, at time.Time) time.Time {
	want, _ := a.signature(like)
	for t := at.Truncate(time.Hour).Add(time.Hour); t.Before(at.AddDate(1, 0, 0)); t = t.Add(time.Hour) {
		if signature, _ := a.signature(t); signature == want {
			return t
		}
	}
	return time.Time{}
}

func first[A, B any](a A, _ B) A { return a }

// openSign stands for an open schedule in a signature; no reason for a closure is the same.
const openSign = "open"

// signature describes what is open at an instant, and why the rest is closed.
func (a *hourClasses) signature(at time.Time) (string, map[string]bool) {
	var b strings.Builder
	open := map[string]bool{}
	for _, name := range a.lines {
		s := a.menu.Lines[name].At(at)
		open[name] = s.Open
		reason := s.Reason
		if s.Open { // why it is open makes no difference
			reason = openSign
		}
		b.WriteString(string(reason) + " ")
	}
	return b.String(), open
}

// instants returns now and every opening and closing: all of the next weeks, and for the rest of the
// year those of days unlike every day before.
func (a *hourClasses) instants(now time.Time) []time.Time {
	list := []time.Time{now}
	for _, name := range a.lines {
		list = append(list, changes(a.menu.Lines[name], now, now.AddDate(0, 0, wholeWeeks))...)
	}
	seen := map[string]bool{}
	for day := range wholeYear {
		noon := time.Date(now.Year(), now.Month(), now.Day()+day, 12, 0, 0, 0, a.menu.Tree.Zone)
		signature := a.day(noon)
		if seen[signature] || !noon.After(now) {
			continue
		}
		seen[signature] = true
		list = append(list, noon)
		for _, name := range a.lines {
			list = append(list, changes(a.menu.Lines[name], noon.Add(-12*time.Hour), noon.Add(12*time.Hour))...)
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// day describes a day by the openings and closings of its schedules, so that days which differ only in
// the evening are distinguished too.
func (a *hourClasses) day(noon time.Time) string {
	signature, _ := a.signature(noon)
	var b strings.Builder
	b.WriteString(signature)
	begin := noon.Add(-12 * time.Hour)
	for _, name := range a.lines {
		for _, at := range changes(a.menu.Lines[name], begin, begin.Add(24*time.Hour)) {
			b.WriteString(name + at.In(noon.Location()).Format(" 15:04 "))
		}
	}
	return b.String()
}

// changes returns the instants between two at which a schedule opens or closes.
func changes(line *hours.Schedule, from, to time.Time) []time.Time {
	var list []time.Time
	for at := line.At(from).Until; !at.IsZero() && at.Before(to); at = line.At(at).Until {
		list = append(list, at)
	}
	return list
}
