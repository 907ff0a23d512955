package dispatch

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr/acd"
)

// part is what several steps change together, and what waits for it to be written. Two parts of
// a batch touch no shard in common.
type part struct {
	actions                                []acd.Action
	records                                []acd.QueueRecord
	days                                   acd.Days
	interactions, sessions, queues, shards map[string]bool
	taken                                  []uint64
	requests                               []*request
	err                                    error // of its being written
}

func newPart() *part {
	return &part{
		days: acd.Days{}, interactions: map[string]bool{}, sessions: map[string]bool{}, queues: map[string]bool{}, shards: map[string]bool{},
	}
}

// add adds what a step changes, in some shards.
func (p *part) add(c acd.Change, shards []string) {
	p.actions = append(p.actions, c.Actions...)
	p.records = append(p.records, c.Records...)
	for _, d := range c.Days.List() {
		p.days.Add(d.DayOf, d.Stats)
	}
	for _, set := range []struct {
		all  map[string]bool
		keys []string
	}{{p.interactions, c.Interactions}, {p.sessions, c.Sessions}, {p.queues, c.Queues}, {p.shards, shards}} {
		for _, key := range set.keys {
			set.all[key] = true
		}
	}
}

// join adds all of another part.
func (p *part) join(other *part) {
	p.add(other.change(acd.State{}), sorted(other.shards))
	p.taken = append(p.taken, other.taken...)
	p.requests = append(p.requests, other.requests...)
}

func (p *part) empty() bool {
	return len(p.actions)+len(p.records)+len(p.days)+len(p.interactions)+len(p.sessions)+len(p.queues)+len(p.taken) == 0
}

// change is all of it, of the ACD as it is in the end.
func (p *part) change(f acd.State) acd.Change {
	return acd.Change{
		State: f, Actions: p.actions, Records: p.records, Days: p.days,
		Interactions: sorted(p.interactions), Sessions: sorted(p.sessions), Queues: sorted(p.queues),
	}
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

// parts are the parts of a batch.
type parts []*part

// of returns the part that some shards belong to: those of each become one. What touches no shard is of any part.
func (all *parts) of(shards []string) *part {
	var found *part
	if len(shards) == 0 && len(*all) > 0 {
		return (*all)[0]
	}
	*all = slices.DeleteFunc(*all, func(p *part) bool {
		switch {
		case !slices.ContainsFunc(shards, func(shard string) bool { return p.shards[shard] }):
			return false
		case found == nil:
			found = p
			return false
		}
		found.join(p)
		return true
	})
	if found == nil {
		found = newPart()
		*all = append(*all, found)
	}
	return found
}
