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

	before  int32 // at doors: the link they come from first, and how
	input   int16
	choices []int
}

type linkKey struct {
	place int32
	core  core
	env   int32
}

// chain holds the links that were followed.
type chain struct {
	*walk
	links []link
	doors map[linkKey]int32
	waits []int32 // by state: the link, and one more; 0 is none
}

func (w *walk) newChain() *chain {
	return &chain{walk: w, doors: map[linkKey]int32{}, waits: make([]int32, len(w.states)), links: make([]link, 0, 2*len(w.states))}
}

// at is the link of callers who come to a place.
func (c *chain) at(place int32, core core, env int32) int32 {
	if !c.all[place].door {
		return c.waiting(c.index[stateKey{place, core}])
	}
	key := linkKey{place, core, env}
	n, known := c.doors[key]
	if !known {
		n = c.add(link{place: c.all[place], core: core, env: env, state: -1, before: -1})
		c.doors[key] = n
	}
	return n
}

func (c *chain) add(l link) int32 {
	c.links = append(c.links, l)
	return int32(len(c.links) - 1)
}

// waiting is the link of those who wait as a state says.
func (c *chain) waiting(s int32) int32 {
	if c.waits[s] == 0 {
		st := &c.states[s]
		c.waits[s] = c.add(link{place: c.all[st.place], core: st.core, env: st.env, state: s, before: -1}) + 1
	}
	return c.waits[s] - 1
}

// next is the link that a step leads to.
func (c *chain) next(n int32, i int, o *out) int32 {
	l, before := c.links[n], len(c.links)
	to := c.at(o.to, l.core&^o.parts|o.core&o.parts, c.envAfter(l, o))
	if int(to) == before || c.links[to].place.door && c.links[to].before < 0 && to != n {
		c.links[to].before, c.links[to].input, c.links[to].choices = n, int16(i), o.choices
	}
	return to
}

// origin is the state that the callers of a link come from, and what they did since.
func (c *chain) origin(n int32) (int32, []turn) {
	var turns []turn
	for c.links[n].place.door && c.links[n].before >= 0 && len(turns) < len(c.links) {
		l := c.links[n]
		before := c.links[l.before]
		turns = append(turns, c.turn(before.place, before.core, l.input, l.choices))
		n = l.before
	}
	slices.Reverse(turns)
	return c.index[stateKey{c.links[n].place.id, c.links[n].core}], turns
}

// listener is the place where the callers of a link waited last.
func (c *chain) listener(n int32) *place {
	for c.links[n].place.door && c.links[n].before >= 0 {
		n = c.links[n].before
	}
	return c.links[n].place
}

// each gives every way in which an input may go.
func (c *chain) each(l link, i int, visit func(*out)) {
	c.outsOf(l.place, i, l.core, c.known.envs[l.env], visit)
}
