package proof

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// hour is a kind of moment to call at: which lines are open, and why those that
// are closed are.
type hour struct {
	at   time.Time
	open map[string]bool // by line
	next []int           // the hours that may follow it, in a call too
}

const (
	maxHours   = 256
	wholeWeeks = 15  // days whose every opening and closing is looked at
	wholeYear  = 370 // days of which noon is looked at: for holidays and exceptions
)

// almanac tells the hours apart.
type almanac struct {
	lines []string
	menu  *menus.Menu
	hours []hour
	named map[string]int
}

// hoursOf finds every hour that a call can come in at, from now on for a year.
func hoursOf(m *menus.Menu, now time.Time) []hour {
	a := almanac{lines: slices.Sorted(maps.Keys(m.Lines)), menu: m, named: map[string]int{}}
	last := -1
	for _, at := range a.moments(now) {
		i := a.hour(at)
		if last >= 0 && i != last && !slices.Contains(a.hours[last].next, i) {
			a.hours[last].next = append(a.hours[last].next, i)
		}
		last = i
	}
	return a.hours
}

// hour is the one that an instant belongs to.
func (a *almanac) hour(at time.Time) int {
	signature, open := a.signature(at)
	if i, known := a.named[signature]; known || len(a.hours) == maxHours {
		return i
	}
	if later := at.Add(time.Hour); signature == first(a.signature(later)) {
		at = later // in the middle of it, and easier to tell
	}
	a.named[signature] = len(a.hours)
	a.hours = append(a.hours, hour{at: at, open: open})
	return len(a.hours) - 1
}

func first[A, B any](a A, _ B) A { return a }

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

// moments are now, and whenever a line opens or closes: of some weeks all, and of
// the year's other days those that are unlike every day before.
func (a *almanac) moments(now time.Time) []time.Time {
	list := []time.Time{now}
	for _, name := range a.lines {
		list = append(list, changes(a.menu.Lines[name], now, now.AddDate(0, 0, wholeWeeks))...)
	}
	seen := map[string]bool{}
	for day := range wholeYear {
		noon := time.Date(now.Year(), now.Month(), now.Day()+day, 12, 0, 0, 0, a.menu.Tree.Zone)
		if signature, _ := a.signature(noon); !seen[signature] && noon.After(now) {
			seen[signature] = true
			list = append(list, noon)
			for _, name := range a.lines {
				list = append(list, changes(a.menu.Lines[name], noon.Add(-12*time.Hour), noon.Add(12*time.Hour))...)
			}
		}
	}
	slices.SortFunc(list, time.Time.Compare)
	return list
}

// changes are the instants from one to another at which a line opens or closes.
func changes(line *hours.Schedule, from, to time.Time) []time.Time {
	var list []time.Time
	for at := line.At(from).Until; !at.IsZero() && at.Before(to); at = line.At(at).Until {
		list = append(list, at)
	}
	return list
}
