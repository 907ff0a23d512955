package proof

import "slices"

// A link is callers on their way between two places where they wait: at doors
// they are kept apart by all that they bring, where states join them. Of those who
// wait somewhere there is one link for each state.
type link struct {
	place *place
	core  core
	env   int32
	state int32 // of those who wait; -1 at doors

	before int32 // at doors: the link they come from first; -1 for the start
	how    int32 // and the edge they come by
	edges  int32 // the first of the link's own; the next link's follow
}

// edge is one way from a link.
type edge struct {
	out   *out
	to    int32 // the link; over where nobody goes on, or # leads back
	input int16
}

// chain holds every link that some caller comes by.
type chain struct {
	*walk
	links  []link
	edges  []edge
	begins [][]int32        // by start and out: where callers are then
	doors  map[uint64]int32 // by state and env
	waits  []int32          // by state
	coming [][]comer        // by link, once they are asked for
}

// newChain follows all callers of a walk that is done.
func (w *walk) newChain() *chain {
	c := &chain{walk: w, doors: map[uint64]int32{}, waits: make([]int32, len(w.states)), links: make([]link, 0, 2*len(w.states)), edges: make([]edge, 0, 4*len(w.states))}
	for s := range w.states {
		st := &w.states[s]
		if c.waits[s] = over; !w.all[st.place].door {
			c.waits[s] = c.add(link{place: w.all[st.place], core: st.core, env: st.env, state: int32(s), before: over})
		}
	}
	for _, s := range w.starts {
		begins := make([]int32, len(s.outs))
		for i, o := range s.outs {
			if begins[i] = over; o.to != over {
				begins[i] = c.at(o.to, o.core|s.core, s.envs[i])
			}
		}
		c.begins = append(c.begins, begins)
	}
	for n := 0; n < len(c.links); n++ {
		c.goFrom(int32(n))
	}
	return c
}

func (c *chain) add(l link) int32 {
	c.links = append(c.links, l)
	return int32(len(c.links) - 1)
}

// at is the link of callers who come to a place.
func (c *chain) at(place int32, core core, env int32) int32 {
	s, _ := c.all[place].with(core)
	if c.waits[s] != over {
		return c.waits[s]
	}
	key := uint64(s)<<32 | uint64(env)
	n, known := c.doors[key]
	if !known {
		n = c.add(link{place: c.all[place], core: core, env: env, state: -1, before: over})
		c.doors[key] = n
	}
	return n
}

// goFrom finds the edges of a link, and the links behind them.
func (c *chain) goFrom(n int32) {
	l := c.links[n]
	c.links[n].edges = int32(len(c.edges))
	c.outsOf(l.place, l.core, c.known.envs[l.env], func(i int, o *out) {
		e := edge{out: o, to: over, input: int16(i)}
		if o.to != over && !o.back {
			e.to = c.next(n, l, o)
		}
		c.edges = append(c.edges, e)
	})
}

// next is the link that an out leads to.
func (c *chain) next(n int32, l link, o *out) int32 {
	links := len(c.links)
	to := c.at(o.to, o.coreAfter(l.core), c.envAfter(l.env, l.place, l.core, o))
	if int(to) == links {
		c.links[to].before, c.links[to].how = n, int32(len(c.edges))
	}
	return to
}

// from are the edges of a link.
func (c *chain) from(n int32) []edge {
	if int(n)+1 == len(c.links) {
		return c.edges[c.links[n].edges:]
	}
	return c.edges[c.links[n].edges:c.links[n+1].edges]
}

// turn is what happens on an edge.
func (c *chain) turn(n int32, e edge) turn {
	l := &c.links[n]
	return c.walk.turn(l.place, l.core, e.input, e.out.choices)
}

// origin is the state that the callers of a link come from, and what they did since.
func (c *chain) origin(n int32) (int32, []turn) {
	var turns []turn
	for c.links[n].before != over {
		l := c.links[n]
		turns = append(turns, c.turn(l.before, c.edges[l.how]))
		n = l.before
	}
	slices.Reverse(turns)
	first, _ := c.links[n].place.with(c.links[n].core)
	return first, turns
}
