package graph

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// hub is how many nodes must lead to a node for it to head a tree of its own.
const hub = 5

// forest is what decides on which tree a node stands.
type forest struct {
	all   map[string]Node
	heads map[string]bool // the nodes that head trees of their own
	main  string          // the main menu, whose choices stand beside it
}

// plant puts the nodes into trees: the caller's from the start on, then those
// that it leads to, then whatever is left.
func (g *Graph) plant(tree *ivr.Tree, all map[string]Node) {
	f := forestOf(tree, all)
	g.grow(tree.Start, f)
	for drawn := 0; drawn < len(g.Nodes); drawn++ { // which grows on the way
		for _, e := range g.Nodes[drawn].Exits {
			if f.heads[e.To] {
				g.grow(e.To, f)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		g.grow(id, f)
	}
}

// forestOf finds the heads: the nodes that many ways lead to, those that callers
// come to by rescue, and the two last nets; and the main menu, to which most ways
// lead, and which stays where callers first hear it.
func forestOf(tree *ivr.Tree, all map[string]Node) forest {
	ways, rescued := arrivals(all)
	f := forest{all: all, heads: map[string]bool{}}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		f.heads[id] = ways[id] >= hub || rescued[id] > ways[id] || id == tree.Lifeline || id == tree.Overlong
		if tree.Nodes[id].Menu && ways[id] > ways[f.main] {
			f.main = id
		}
	}
	delete(f.heads, tree.Start)
	delete(f.heads, f.main)
	return f
}

// arrivals counts the nodes that lead to each node, and the rescues that do.
func arrivals(all map[string]Node) (ways, rescued map[string]int) {
	ways, rescued = map[string]int{}, map[string]int{}
	for _, n := range all {
		seen := map[string]bool{}
		for _, e := range n.Exits {
			switch {
			case e.Rescue:
				rescued[e.To]++
			case !seen[e.To]:
				seen[e.To] = true
				ways[e.To]++
			}
		}
	}
	return ways, rescued
}

// grow draws a tree, the nearest nodes first, so that each node stands as far
// left as a caller can reach it.
func (g *Graph) grow(root string, f forest) {
	if _, drawn := g.index[root]; drawn {
		return
	}
	g.roots = append(g.roots, len(g.Nodes))
	g.draw(f.all[root])
	for i := len(g.Nodes) - 1; i < len(g.Nodes); i++ {
		for j := range g.Nodes[i].Exits {
			e := &g.Nodes[i].Exits[j]
			if _, drawn := g.index[e.To]; drawn || !f.beside(g.Nodes[i].ID, *e) {
				continue
			}
			e.Tree = true
			g.Nodes[i].children = append(g.Nodes[i].children, g.draw(f.all[e.To]))
		}
	}
}

// beside tells whether a node that an exit leads to may stand beside it.
func (f forest) beside(id string, e Exit) bool {
	if e.To == "" || e.Rescue || f.heads[e.To] {
		return false
	}
	_, chosen := f.all[f.main]
	chosen = chosen && slices.ContainsFunc(f.all[f.main].Exits, func(m Exit) bool { return m.To == e.To && !m.Rescue })
	return id == f.main || !chosen
}

func (g *Graph) draw(n Node) int {
	g.index[n.ID] = len(g.Nodes)
	g.Nodes = append(g.Nodes, n)
	return len(g.Nodes) - 1
}
