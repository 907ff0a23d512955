package explore

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// Moment stands for all instants at which the same lines are open, and those
// that are closed are closed for the same reasons.
type Moment struct {
	At   time.Time
	Open map[string]bool // by line
	next []int           // the moments that may follow it, within a call too
}

// AnyOpen reports whether some line is open; a menu without lines is always open.
func (m Moment) AnyOpen() bool {
	for _, line := range inOrder(m.Open) {
		if m.Open[line] {
			return true
		}
	}
	return len(m.Open) == 0
}

const (
	maxMoments = 256
	wholeWeeks = 15  // days whose every opening and closing is looked at
	wholeYear  = 370 // days of which noon is looked at, for holidays and exceptions
)

// almanac collects a menu's moments, one for each set of lines that are open together.
type almanac struct {
	lines   []string
	menu    *menus.Menu
	moments []Moment
	named   map[string]int // by signature
}

// momentsOf finds every kind of moment at which a call can come in, from now on
// for a year.
func momentsOf(m *menus.Menu, now time.Time) *almanac {
	a := &almanac{lines: slices.Sorted(maps.Keys(m.Lines)), menu: m, named: map[string]int{}}
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
func (a *almanac) moment(at time.Time) int {
	signature, open := a.signature(at)
	if i, known := a.named[signature]; known || len(a.moments) == maxMoments {
		return i
	}
	if later := at.Add(time.Hour); signature == first(a.signature(later)) {
		at = later // in the middle of it, which is easier to read in a story
	}
	a.named[signature] = len(a.moments)
	a.moments = append(a.moments, Moment{At: at, Open: open})
	return len(a.moments) - 1
}

// After returns the first full hour after an instant that belongs to a moment, so
// that time passes forwards only; false when there is none within a year.
func (g *Graph) After(moment int, at time.Time) (time.Time, bool) {
	key := passing{moment, at.Truncate(time.Hour).Unix()}
	later, known := g.later[key]
	if !known {
		later = g.x.almanac.next(g.Moments[moment].At, at)
		g.later[key] = later
	}
	return later, !later.IsZero()
}

// passing is a moment that is to come after an hour.
type passing struct {
	moment int
	hour   int64
}

// next returns the first full hour after at that is like another instant; the zero
// time when there is none within a year.
func (a *almanac) next(like, at time.Time) time.Time {
	want, _ := a.signature(like)
	for t := at.Truncate(time.Hour).Add(time.Hour); t.Before(at.AddDate(1, 0, 0)); t = t.Add(time.Hour) {
		if signature, _ := a.signature(t); signature == want {
			return t
		}
	}
	return time.Time{}
}

func first[A, B any](a A, _ B) A { return a }

// signature names what is open at an instant, and why the rest is closed.
func (a *almanac) signature(at time.Time) (string, map[string]bool) {
	var b strings.Builder
	open := map[string]bool{}
	for _, name := range a.lines {
		s := a.menu.Lines[name].At(at)
		open[name] = s.Open
		reason := s.Reason
		if s.Open { // why it is open makes no difference
			reason = "open"
		}
		b.WriteString(string(reason) + " ")
	}
	return b.String(), open
}

// instants returns now and every opening and closing: all of the next weeks, and
// of the rest of the year those of days that are unlike every day before.
func (a *almanac) instants(now time.Time) []time.Time {
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

// day names a day by the openings and closings of its lines, so that a day which
// is alike at noon and not in the evening is looked at too.
func (a *almanac) day(noon time.Time) string {
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

// changes returns the instants from one to another at which a line opens or closes.
func changes(line *hours.Schedule, from, to time.Time) []time.Time {
	var list []time.Time
	for at := line.At(from).Until; !at.IsZero() && at.Before(to); at = line.At(at).Until {
		list = append(list, at)
	}
	return list
}
