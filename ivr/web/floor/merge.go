package floor

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr/desk"
)

// merged is what several steps change together.
type merged struct {
	actions               []desk.Action
	visits                []desk.Visit
	days                  desk.Days
	tickets, seats, lines map[string]bool
}

func (m *merged) add(c desk.Change) {
	m.actions = append(m.actions, c.Actions...)
	m.visits = append(m.visits, c.Visits...)
	for _, d := range c.Days.List() {
		m.days.Add(d.DayOf, d.Stats)
	}
	for _, set := range []struct {
		all  map[string]bool
		keys []string
	}{{m.tickets, c.Tickets}, {m.seats, c.Seats}, {m.lines, c.Lines}} {
		for _, key := range set.keys {
			set.all[key] = true
		}
	}
}

func (m *merged) empty() bool {
	return len(m.actions)+len(m.visits)+len(m.days)+len(m.tickets)+len(m.seats)+len(m.lines) == 0
}

// change is all of it, of the floor as it is in the end.
func (m *merged) change(f desk.Floor) desk.Change {
	keys := func(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
	return desk.Change{
		Floor: f, Actions: m.actions, Visits: m.visits, Days: m.days,
		Tickets: keys(m.tickets), Seats: keys(m.seats), Lines: keys(m.lines),
	}
}
