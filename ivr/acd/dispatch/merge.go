package dispatch

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr/acd"
)

// merged is what several steps change together.
type merged struct {
	actions                        []acd.Action
	records                        []acd.QueueRecord
	days                           acd.Days
	interactions, sessions, queues map[string]bool
}

func (m *merged) add(c acd.Change) {
	m.actions = append(m.actions, c.Actions...)
	m.records = append(m.records, c.Records...)
	for _, d := range c.Days.List() {
		m.days.Add(d.DayOf, d.Stats)
	}
	for _, set := range []struct {
		all  map[string]bool
		keys []string
	}{{m.interactions, c.Interactions}, {m.sessions, c.Sessions}, {m.queues, c.Queues}} {
		for _, key := range set.keys {
			set.all[key] = true
		}
	}
}

func (m *merged) empty() bool {
	return len(m.actions)+len(m.records)+len(m.days)+len(m.interactions)+len(m.sessions)+len(m.queues) == 0
}

// change is all of it, of the ACD as it is in the end.
func (m *merged) change(f acd.State) acd.Change {
	keys := func(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
	return acd.Change{
		State: f, Actions: m.actions, Records: m.records, Days: m.days,
		Interactions: keys(m.interactions), Sessions: keys(m.sessions), Queues: keys(m.queues),
	}
}
