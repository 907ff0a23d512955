package trace

import (
	"iter"
	"slices"

	"github.com/okpay/hotline/menus/check/explore"
)

// Taking returns calls that leave a node by an exit: the plainest one, and then the plainest from each
// other situation in which the exit can be taken, such as another hour or a withheld number.
func Taking(g *explore.Graph, node, exit string) iter.Seq[Call] {
	return func(yield func(Call) bool) {
		links := leaving(g, node, exit)
		met := map[explore.Situation]bool{}
		if len(links) > 0 {
			c, ok := Search(g, taking(links, node, exit))
			if ok && !yield(c) {
				return
			}
		}
		bySituation := map[explore.Situation][]int32{}
		var order []explore.Situation
		for _, n := range links {
			s := g.Links[n].Situation
			if !met[s] {
				met[s], order = true, append(order, s)
			}
			bySituation[s] = append(bySituation[s], n)
		}
		slices.Sort(order)
		for _, s := range order {
			if c, ok := Search(g, taking(bySituation[s], node, exit)); ok && !yield(c) {
				return
			}
		}
	}
}

// taking is the goal of leaving a node by an exit, from one of the links.
func taking(links []int32, node, exit string) Goal {
	return Goal{Links: links, Straight: true, Hit: func(s Step) bool {
		for _, p := range s.Result.Passed {
			if p.Node == node && p.Exit == exit {
				return true
			}
		}
		return false
	}}
}

// leaving returns the links whose callers may leave a node by an exit in their next step.
func leaving(g *explore.Graph, node, exit string) []int32 {
	var links []int32
	for n := range g.Links {
		for _, e := range g.From(int32(n)) {
			if takes(e.Outcome, node, exit) {
				links = append(links, int32(n))
				break
			}
		}
	}
	return links
}

func takes(o *explore.Outcome, node, exit string) bool {
	for _, p := range o.Passed {
		if p.Node == node && p.Exit == exit {
			return true
		}
	}
	return false
}
