package diagram

import (
	"cmp"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

const (
	hub       = 5  // so many nodes lead to a node that heads a tree of its own
	frameMost = 14 // nodes that stand in one frame
	frameDeep = 5  // columns of one frame
)

// frames groups the nodes into trees, with one frame around each tree.
type frames struct {
	graph *Graph
	start string
	all   map[string]Node
	heads map[string]bool // the nodes that head trees of their own
	main  string          // the main menu, whose choices stand beside it
}

// build puts the nodes into trees: the caller's from the start on, then those
// that it leads to, then whatever is left. It returns the trees' roots.
func (f frames) build() []int {
	g := f.graph
	roots := f.tree(f.start)
	for drawn := 0; drawn < len(g.Nodes); drawn++ { // which grows on the way
		for _, e := range g.Nodes[drawn].Exits {
			if e.To != "" && !e.Rescue {
				roots = append(roots, f.tree(e.To)...)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(f.all)) {
		roots = append(roots, f.tree(id)...)
	}
	for _, root := range roots {
		_, cut := f.fit(root)
		roots = append(roots, cut...)
	}
	slices.SortStableFunc(roots, func(a, b int) int { return cmp.Compare(f.order(a), f.order(b)) })
	return roots
}

// order is a root's place in the reading order: where callers begin, the main menu, then
// the others as callers come to them.
func (f frames) order(root int) int {
	if root > 0 && f.graph.Nodes[root].ID == f.main {
		return 0
	}
	return root
}

// framesOf finds the heads: the nodes that many ways lead to, those that callers
// come to by rescue, and the two last nets; and the main menu, which stays where
// callers first hear it.
func framesOf(g *Graph, tree *ivr.Tree, all map[string]Node) frames {
	ways, rescued := arrivals(all)
	f := frames{graph: g, start: tree.Start, all: all, heads: map[string]bool{}, main: mainMenu(tree, all)}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		f.heads[id] = ways[id] >= hub || rescued[id] > ways[id] || id == tree.Fallback || id == tree.TooLong
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

// tree draws a tree, the nearest nodes first, so that each node stands as far
// left as a caller can reach it. A tree is of one department. It returns the
// root, or nothing when that is drawn already.
func (f frames) tree(root string) []int {
	g := f.graph
	if _, drawn := g.index[root]; drawn {
		return nil
	}
	first := f.draw(f.all[root])
	department := cmp.Or(f.all[root].department, shared)
	for i := first; i < len(g.Nodes); i++ {
		for j := range g.Nodes[i].Exits {
			e := &g.Nodes[i].Exits[j]
			theirs := f.all[e.To].department
			_, drawn := g.index[e.To]
			if drawn || !f.beside(g.Nodes[i].ID, *e) || theirs != "" && theirs != department {
				continue
			}
			e.Tree = true
			child := f.draw(f.all[e.To])
			g.Nodes[i].children = append(g.Nodes[i].children, child)
		}
	}
	for i := range g.Nodes[first:] {
		g.Nodes[first+i].department = department
	}
	return []int{first}
}

// beside reports whether a node that an exit leads to may stand beside it.
func (f frames) beside(id string, e Exit) bool {
	if e.To == "" || e.Rescue || f.heads[e.To] {
		return false
	}
	_, chosen := f.all[f.main]
	chosen = chosen && slices.ContainsFunc(f.all[f.main].Exits, func(m Exit) bool { return m.To == e.To && !m.Rescue })
	return id == f.main || !chosen
}

func (f frames) draw(n Node) int {
	g := f.graph
	g.index[n.ID] = len(g.Nodes)
	g.Nodes = append(g.Nodes, n)
	return len(g.Nodes) - 1
}

// extent is how large a tree is.
type extent struct{ nodes, columns int }

// fit cuts from a tree what would make its frame too large, and returns how
// large it is then, and the roots of what was cut.
func (f frames) fit(i int) (left extent, cut []int) {
	beyond := map[int]extent{}
	for _, child := range f.graph.Nodes[i].children {
		theirs := []int(nil)
		beyond[child], theirs = f.fit(child)
		cut = append(cut, theirs...)
	}
	for {
		left = extent{1, 1}
		for _, e := range beyond {
			left.nodes, left.columns = left.nodes+e.nodes, max(left.columns, 1+e.columns)
		}
		if left.nodes <= frameMost && left.columns <= frameDeep {
			return left, cut
		}
		child := slices.MaxFunc(f.graph.Nodes[i].children, func(a, b int) int {
			if left.columns > frameDeep {
				return cmp.Compare(beyond[a].columns, beyond[b].columns)
			}
			return cmp.Compare(beyond[a].nodes, beyond[b].nodes)
		})
		f.cut(i, child)
		delete(beyond, child)
		cut = append(cut, child)
	}
}

// cut makes a tree of its own of what stands beside a node.
func (f frames) cut(i, child int) {
	n := &f.graph.Nodes[i]
	at := slices.Index(n.children, child)
	n.children = slices.Delete(n.children, at, at+1)
	for j := range n.Exits {
		if n.Exits[j].To == f.graph.Nodes[child].ID {
			n.Exits[j].Tree = false
		}
	}
}
