package trace

import (
	"container/heap"
	"math"

	"github.com/okpay/hotline/menus/check/explore"
)

// far is what it costs to come to a goal that cannot be reached.
const far = int32(math.MaxInt32 / 4)

// entryCost is what an edge through an entry costs: it is no step of the caller's.
const entryCost = 1

// distances returns what it costs at least to come from each link to one of some
// links, without going back a menu.
func distances(g *explore.Graph, to []int32) []int32 {
	d := make([]int32, len(g.Links))
	for n := range d {
		d[n] = far
	}
	q := reached{}
	for _, n := range to {
		d[n] = 0
		q = append(q, reach{n, 0})
	}
	coming := g.Coming()
	for len(q) > 0 {
		at := heap.Pop(&q).(reach)
		if at.cost > d[at.link] {
			continue
		}
		for _, c := range coming.To(at.link) {
			cost := at.cost + edgeCost(g, c)
			if cost < d[c.From] {
				d[c.From] = cost
				heap.Push(&q, reach{c.From, cost})
			}
		}
	}
	return d
}

func edgeCost(g *explore.Graph, c explore.Comer) int32 {
	if c.Edge == nil { // time passes, or a net
		return c.Cost(lateCost, failsCost)
	}
	cost := luckCost(c.Edge.Outcome.Luck)
	p := g.Links[c.From].Place
	switch {
	case p.Entry:
		return cost + entryCost
	case p.Inputs[c.Edge.Input].Kind == explore.Network || p.Inputs[c.Edge.Input].Kind == explore.Unanswered:
		return cost + stepCost + netCost
	}
	return cost + stepCost
}

// reach is a link at a cost.
type reach struct{ link, cost int32 }

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
