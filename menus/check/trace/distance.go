package trace

import (
	"container/heap"
	"math"
	"slices"

	"github.com/okpay/hotline/menus/check/explore"
)

// far is the cost of a goal that cannot be reached.
const far = int32(math.MaxInt32 / 4)

// entryCost is the cost of an edge through an entry: it is no step of the caller's.
const entryCost = 1

// distances are the least costs from a link to the goal, by the status of the caller there; nil if no
// caller reaches it from there.
type distances []*[explore.StatusCount]int32

// of returns the distance of callers with a status.
func (d distances) of(link int32, s explore.Status) int32 {
	if d[link] == nil {
		return far
	}
	return d[link][s]
}

// nearest returns the least distance of a link's callers.
func (d distances) nearest(link int32) int32 {
	if d[link] == nil {
		return far
	}
	return slices.Min(d[link][:])
}

// shorten records a distance; it reports whether it is shorter than the one known.
func (d distances) shorten(link int32, s explore.Status, cost int32) bool {
	if d[link] == nil {
		d[link] = new([explore.StatusCount]int32)
		for i := range d[link] {
			d[link][i] = far
		}
	}
	shorter := cost < d[link][s]
	if shorter {
		d[link][s] = cost
	}
	return shorter
}

// distancesTo returns the distances to a goal, without going back a menu.
func distancesTo(g *explore.Graph, goal Goal) distances {
	d := make(distances, len(g.Links))
	q := reached{}
	for _, n := range goal.Links {
		for s := range g.Statuses(n).Each() {
			if (goal.Who == nil || goal.Who(n, s)) && d.shorten(n, s, 0) {
				q = append(q, reach{n, s, 0})
			}
		}
	}
	coming := g.Predecessors()
	for len(q) > 0 {
		at := heap.Pop(&q).(reach)
		if at.cost > d.of(at.link, at.status) {
			continue
		}
		for _, c := range coming.To(at.link) {
			cost := at.cost + edgeCost(g, c)
			for s := range g.Statuses(c.From).Each() {
				if g.StatusAfter(s, c) == at.status && d.shorten(c.From, s, cost) {
					heap.Push(&q, reach{c.From, s, cost})
				}
			}
		}
	}
	return d
}

func edgeCost(g *explore.Graph, c explore.Predecessor) int32 {
	if c.Edge == nil { // time passes, or a fallback
		return c.Cost(lateCost, failsCost)
	}
	cost := excusesCost(c.Edge.Outcome.Excuses)
	p := g.Links[c.From].Place
	switch {
	case p.Entry:
		return cost + entryCost
	case p.Inputs[c.Edge.Input].Kind == explore.Network || p.Inputs[c.Edge.Input].Kind == explore.Unanswered:
		return cost + stepCost + fallbackCost
	}
	return cost + stepCost
}

// reach is callers of a link, and the cost from there.
type reach struct {
	link   int32
	status explore.Status
	cost   int32
}

// reached is a heap of links, the nearest first.
type reached []reach

// Len, Less, Swap, Push and Pop implement [heap.Interface].
func (q reached) Len() int           { return len(q) }
func (q reached) Less(i, j int) bool { return q[i].cost < q[j].cost }
func (q reached) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *reached) Push(r any)        { *q = append(*q, r.(reach)) }
func (q *reached) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
