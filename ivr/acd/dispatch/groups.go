package dispatch

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// The names of leases: that of a group of queues ends in its first queue, that of a process
// which dispatches, or would, in its own name.
const (
	groupLease   = "acd "
	processLease = "dispatcher "
)

// holding is which groups this process dispatches, as it was last found out.
type holding struct {
	groups [][]string
	held   map[string]bool // by their first queues
}

// groupOf returns the first queue of a queue's group: that of the first group if the queue is in none.
func (h *holding) groupOf(queue string) string {
	for _, group := range h.groups {
		if slices.Contains(group, queue) {
			return group[0]
		}
	}
	return h.groups[0][0]
}

// dispatchesOne reports whether this process dispatches one of some queues; what concerns no queue is the first group's.
func (h *holding) dispatchesOne(queues []string) bool {
	if len(queues) == 0 {
		return h.held[h.groups[0][0]]
	}
	return slices.ContainsFunc(queues, func(queue string) bool { return h.held[h.groupOf(queue)] })
}

// queues returns the queues that this process dispatches, sorted.
func (h *holding) queues() []string {
	all := []string{}
	for _, group := range h.groups {
		if h.held[group[0]] {
			all = append(all, group...)
		}
	}
	slices.Sort(all)
	return all
}

// queues returns the queues in which this process lets time pass; nil is all of them.
func (s *sharing) queues() []string {
	if s == nil {
		return nil
	}
	h := s.holds.Load()
	if h == nil {
		return nil
	}
	return h.queues()
}

// dispatches reports whether this process dispatches any group.
func (s *sharing) dispatches() bool {
	if s == nil {
		return true
	}
	h := s.holds.Load()
	return h != nil && len(h.held) > 0
}

// take returns the events of the inbox that this process takes: those of groups that it dispatches, and, so that
// each call's and agent's are taken in their order, what stands in the inbox before them, or before the events of a batch,
// of the same call or agent. Where there is one group all are taken.
func (s *sharing) take(inbox []store.InboxEvent, batch []*request, ahead *steps) []store.InboxEvent {
	if s == nil || ahead.version.IsWhole() {
		return inbox
	}
	wanted := map[string]bool{}
	for _, r := range batch {
		if r.event != nil {
			add(wanted, ahead.names(r.event))
		}
	}
	concerned := concerns(inbox, ahead.state)
	var taken []store.InboxEvent
	for i, e := range slices.Backward(inbox) {
		c := concerned[i]
		before := slices.ContainsFunc(c.names, func(name string) bool { return wanted[name] })
		if h := s.holds.Load(); before || h != nil && h.dispatchesOne(c.queues) {
			add(wanted, c.names)
			taken = append(taken, e)
		}
	}
	slices.Reverse(taken)
	return taken
}

func add(set map[string]bool, names []string) {
	for _, name := range names {
		set[name] = true
	}
}

// names returns whom an event is about.
func (s *steps) names(e acd.Event) []string {
	names, _ := acd.Concerns(s.state, e)
	return names
}

// concerned is whom and which queues an event is about.
type concerned struct{ names, queues []string }

// concerns returns that of the events of an inbox: an event's queues are also those of the events before it that are
// about the same.
func concerns(inbox []store.InboxEvent, state acd.State) []concerned {
	all := make([]concerned, len(inbox))
	queuesOf := map[string][]string{}
	for i, e := range inbox {
		if e.Event == nil {
			continue
		}
		names, queues := acd.Concerns(state, e.Event)
		for _, name := range names {
			queues = append(queues, queuesOf[name]...)
		}
		for _, name := range names {
			queuesOf[name] = queues
		}
		all[i] = concerned{names, queues}
	}
	return all
}

// claim keeps the leases of the groups that this process dispatches, takes those that nobody holds, and gives up what
// is more than its share.
func (f *Dispatcher) claim(ctx context.Context) error {
	if f.sharing == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, lookDeadline)
	defer cancel()
	if _, version := f.known.snapshot(); version.IsWhole() {
		if err := f.sharing.PartACD(ctx); err != nil {
			return err
		}
	}
	now := f.cfg.Clock()
	groups := acd.Groups(f.State(), slices.Sorted(maps.Keys(f.cfg.Rules(now).Open)))
	held, err := f.sharing.claim(ctx, groups)
	if err != nil {
		return err
	}
	before := f.sharing.holds.Swap(&holding{groups, held})
	if before == nil || !maps.Equal(before.held, held) {
		f.cfg.Log.Info().Strs("groups", sorted(held)).Int("of", len(groups)).Msg("the groups of queues that this process dispatches, by their first queues")
	}
	return nil
}

// claim asks for leases, and returns the first queues of the groups that this process dispatches.
func (s *sharing) claim(ctx context.Context, groups [][]string) (map[string]bool, error) {
	if _, err := s.Lease(ctx, processLease+s.Instance(), leaseFor); err != nil {
		return nil, err
	}
	leases, err := s.Leases(ctx)
	if err != nil {
		return nil, err
	}
	plan := planLeases(s.Instance(), groups, leases)
	for _, lease := range plan.release {
		if err := s.Release(ctx, lease); err != nil {
			return nil, err
		}
	}
	held := map[string]bool{}
	for _, first := range plan.ask {
		got, err := s.Lease(ctx, groupLease+first, leaseFor)
		if err != nil {
			return nil, err
		}
		if got {
			held[first] = true
		}
	}
	return held, nil
}

// leasePlan is what a process does about leases.
type leasePlan struct {
	ask     []string // the first queues of groups
	release []string // leases
}

// planLeases plans for a process what brings every group a holder, and all who live the same number of groups but for
// one, without taking a group from a holder who has not more than that.
func planLeases(me string, groups [][]string, leases map[string]string) leasePlan {
	var plan leasePlan
	var free, mine []string
	holds := map[string]int{me: 0}
	for _, name := range slices.Sorted(maps.Keys(leases)) {
		if _, is := strings.CutPrefix(name, processLease); is {
			holds[leases[name]] += 0
		}
	}
	firsts := map[string]bool{}
	for _, group := range groups {
		first := group[0]
		firsts[first] = true
		switch holder, held := leases[groupLease+first]; {
		case !held:
			free = append(free, first)
		case holder == me:
			mine = append(mine, first)
			holds[me]++
		default:
			holds[holder]++
		}
	}
	for _, name := range slices.Sorted(maps.Keys(leases)) {
		if first, is := strings.CutPrefix(name, groupLease); is && leases[name] == me && !firsts[first] {
			plan.release = append(plan.release, name) // there is no such group any more
		}
	}
	least := len(groups) / len(holds)
	short := 0 // how many groups the others lack of the least
	for _, holder := range slices.Sorted(maps.Keys(holds)) {
		if holder != me {
			short += max(0, least-holds[holder])
		}
	}
	keep := least + 1
	if lacking := short - len(free); lacking > 0 {
		keep = min(keep, max(least, len(mine)-lacking))
	}
	if len(mine) > keep {
		for _, first := range mine[keep:] {
			plan.release = append(plan.release, groupLease+first)
		}
		mine = mine[:keep]
	}
	most := least
	if len(free) > short {
		most++
	}
	plan.ask = append(mine, free[:min(len(free), max(0, most-len(mine)))]...)
	return plan
}

// yield gives the leases back, so that other processes need not wait for their end.
func (f *Dispatcher) yield() {
	h := f.sharing.holds.Swap(nil)
	if h == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookDeadline)
	defer cancel()
	leases := []string{processLease + f.sharing.Instance()}
	for _, first := range sorted(h.held) {
		leases = append(leases, groupLease+first)
	}
	for _, lease := range leases {
		if err := f.sharing.Release(ctx, lease); err != nil {
			f.cfg.Log.Warn().Err(err).Msg("another process will dispatch a few seconds later: the lease could not be given back")
		}
	}
}
