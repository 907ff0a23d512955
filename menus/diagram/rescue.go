package diagram

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// gather finds where the rescues lead: what most departments agree on is told
// once for the whole menu, and what a department does otherwise once for it.
func (g *Graph) gather() {
	here, everywhere, votes := make([]tally, len(g.lanes)), tally{}, tally{}
	for i, lane := range g.lanes {
		here[i] = tally{}
		g.each(lane, func(n *Node) { here[i].add(*n); everywhere.add(*n) })
		for exit, to := range here[i].most(nil) {
			votes.count(exit, to)
		}
	}
	g.common = votes.most(everywhere.most(nil))
	maps.DeleteFunc(g.common, func(exit, to string) bool { return votes[exit][to] == 1 && len(g.lanes) > 1 })
	for i := range g.lanes {
		usual := here[i].most(g.common)
		g.each(g.lanes[i], func(n *Node) { n.share(usual) })
		maps.DeleteFunc(usual, func(exit, to string) bool { return g.common[exit] == to })
		g.lanes[i].common = usual
	}
}

// each goes through the nodes of a lane.
func (g *Graph) each(of lane, visit func(*Node)) {
	for _, root := range of.frames {
		g.walk(root, visit)
	}
}

// share marks the exits that lead where they usually do.
func (n *Node) share(usual map[string]string) {
	for i := range n.Exits {
		e := &n.Exits[i]
		e.Common = e.Rescue && (e.To == "" || e.To == usual[e.Name])
	}
}

// tally counts where each rescue leads.
type tally map[string]map[string]int

func (t tally) add(n Node) {
	for _, e := range n.Exits {
		if e.Rescue && e.To != "" {
			t.count(e.Name, e.To)
		}
	}
}

func (t tally) count(exit, to string) {
	if t[exit] == nil {
		t[exit] = map[string]int{}
	}
	t[exit][to]++
}

// most gives for each rescue where it leads most often; at a tie where it leads
// elsewhere too, or else the first by name.
func (t tally) most(elsewhere map[string]string) map[string]string {
	usual := map[string]string{}
	for exit, counts := range t {
		best := ""
		for to, count := range counts {
			switch {
			case best == "" || count > counts[best]:
				best = to
			case count == counts[best] && best != elsewhere[exit] && (to == elsewhere[exit] || to < best):
				best = to
			}
		}
		usual[exit] = best
	}
	return usual
}

// goesBack reports whether a caller can go back from a node to the one before.
func (n Node) goesBack() bool {
	return slices.ContainsFunc(n.Exits, func(e Exit) bool { return e.Name == ivr.ExitBack && e.To == "" })
}
