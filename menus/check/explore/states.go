package explore

import (
	"container/heap"
	"slices"
)

// state is all callers in one situation who stop at one place.
type state struct {
	place     int32
	situation Situation
	values    int32
	dirty     bool
	backs     []back
	followers numbers // states that know the same ways back
	ways      numbers // ways by which # may lead back
}

// statesAtNode is a typical upper limit of states for each node.
const statesAtNode = 16

// states are all states found so far, and those that have yet to be followed further.
type states struct {
	graph *Graph
	known *analysis
	list  []state
	queue earliest
}

// add adds callers to a place, joining those who were there in the same situation.
func (all *states) add(place int32, s Situation, values int32) int32 {
	p := all.graph.Places[place]
	values = all.known.forget(values, p.Node)
	n, known := p.with(s)
	if !known {
		n = int32(len(all.list))
		p.known, p.states = append(p.known, s), append(p.states, n)
		all.list = append(all.list, state{place: place, situation: s, values: values})
		all.wake(n)
		return n
	}
	if both := all.known.join(all.list[n].values, values); both != all.list[n].values {
		all.list[n].values = both
		all.wake(n)
	}
	return n
}

func (all *states) wake(s int32) {
	if !all.list[s].dirty {
		all.list[s].dirty = true
		heap.Push(&all.queue, s)
	}
}

func (all *states) wakeAll(states *numbers) {
	for _, s := range states.list {
		all.wake(s)
	}
}

// next returns a state to continue from, and whether there is one.
func (all *states) next() (int32, bool) {
	if len(all.queue) == 0 {
		return 0, false
	}
	s := heap.Pop(&all.queue).(int32)
	all.list[s].dirty = false
	return s, true
}

// has reports whether a state has ways of callers who have, or have not, been served.
func (all *states) has(s int32, served bool) bool {
	return slices.ContainsFunc(all.list[s].ways.list, func(w way) bool { return isServed(w) == served })
}

// fromStart reports whether # leads some callers of a state to the start: they have been at no menu.
func (all *states) fromStart(s int32) bool {
	return all.list[s].ways.contains(wayTo(0, false)) || all.list[s].ways.contains(wayTo(0, true))
}

// earliest is a heap: states found first continue first, so that what they contribute is known to later
// ones.
type earliest []int32

// Len, Less, Swap, Push and Pop implement [heap.Interface].
func (q earliest) Len() int           { return len(q) }
func (q earliest) Less(i, j int) bool { return q[i] < q[j] }
func (q earliest) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *earliest) Push(s any)        { *q = append(*q, s.(int32)) }
func (q *earliest) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
