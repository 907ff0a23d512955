package graph

import "maps"

// gather finds where the rescues lead, mostly: that is told once for the whole
// menu, and once for a lane where they lead elsewhere.
func (g *Graph) gather() {
	everywhere := tally{}
	for i := range g.Nodes {
		everywhere.add(g.Nodes[i])
	}
	g.common = everywhere.most(nil)
	for i := range g.lanes {
		here := tally{}
		for _, root := range g.lanes[i].frames {
			g.walk(root, func(n *Node) { here.add(*n) })
		}
		usual := here.most(g.common)
		for _, root := range g.lanes[i].frames {
			g.walk(root, func(n *Node) { n.share(usual) })
		}
		maps.DeleteFunc(usual, func(exit, to string) bool { return g.common[exit] == to })
		g.lanes[i].common = usual
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
		if !e.Rescue || e.To == "" {
			continue
		}
		if t[e.Name] == nil {
			t[e.Name] = map[string]int{}
		}
		t[e.Name][e.To]++
	}
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
