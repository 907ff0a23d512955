package explore

import "slices"

// Circles returns the sets of links that reach each other by edges for which keep returns true, each in
// the order of its links. A single link is a circle when it leads to itself.
func (g *Graph) Circles(keep func(from int32, e Edge) bool) [][]int32 {
	t := tarjan{graph: g, keep: keep, index: make([]int32, len(g.Links)), low: make([]int32, len(g.Links)), on: make([]bool, len(g.Links)), place: make([]int32, len(g.Links))}
	for n := range g.Links {
		if t.index[n] == 0 {
			t.from(int32(n))
		}
	}
	return t.circles
}

// tarjan finds strongly connected components, by Tarjan's algorithm without recursion.
type tarjan struct {
	graph   *Graph
	keep    func(from int32, e Edge) bool
	index   []int32 // by link, from 1
	low     []int32
	on      []bool
	place   []int32 // on the stack
	stack   []int32
	frames  []frame
	next    int32
	circles [][]int32
}

// frame is a link that is being followed, and its next edge.
type frame struct {
	link int32
	edge int
	self bool // it leads to itself
}

func (t *tarjan) from(n int32) {
	t.enter(n)
	for len(t.frames) > 0 {
		f := &t.frames[len(t.frames)-1]
		edges := t.graph.From(f.link)
		if f.edge == len(edges) {
			t.leave()
			continue
		}
		e := edges[f.edge]
		f.edge++
		if e.To == Over || !t.keep(f.link, e) {
			continue
		}
		switch {
		case e.To == f.link:
			f.self = true
		case t.index[e.To] == 0:
			t.enter(e.To)
		case t.on[e.To]:
			t.low[f.link] = min(t.low[f.link], t.index[e.To])
		}
	}
}

func (t *tarjan) enter(n int32) {
	t.next++
	t.index[n], t.low[n], t.on[n] = t.next, t.next, true
	t.place[n] = int32(len(t.stack))
	t.stack = append(t.stack, n)
	t.frames = append(t.frames, frame{link: n})
}

func (t *tarjan) leave() {
	f := t.frames[len(t.frames)-1]
	t.frames = t.frames[:len(t.frames)-1]
	if len(t.frames) > 0 {
		up := t.frames[len(t.frames)-1].link
		t.low[up] = min(t.low[up], t.low[f.link])
	}
	if t.low[f.link] != t.index[f.link] {
		return
	}
	size := len(t.stack) - int(t.place[f.link])
	circle := t.stack[len(t.stack)-size:]
	for _, n := range circle {
		t.on[n] = false
	}
	if size > 1 || f.self {
		t.circles = append(t.circles, slices.Clone(circle))
	}
	t.stack = t.stack[:len(t.stack)-size]
}
