package explore

// Predecessor is a link from which callers come to another: by an edge or, if Edge is nil, because time
// passes or the call goes to a fallback.
type Predecessor struct {
	From     int32
	Edge     *Edge
	Fallback FallbackCause
}

// Cost returns the cost of coming from the predecessor: late if time passes, fallback for a fallback.
func (c Predecessor) Cost(late, fallback int32) int32 {
	if c.Fallback == NoFallback {
		return late
	}
	return fallback
}

// Predecessors holds the predecessors of each link.
type Predecessors struct {
	first []int32 // by link
	list  []Predecessor
}

// To returns the predecessors of a link.
func (c *Predecessors) To(link int32) []Predecessor { return c.list[c.first[link]:c.first[link+1]] }

// Predecessors returns the predecessors of each link. They are computed on first use.
func (g *Graph) Predecessors() *Predecessors {
	if g.predecessors == nil {
		g.predecessors = g.findPredecessors()
	}
	return g.predecessors
}

func (g *Graph) findPredecessors() *Predecessors {
	c := &Predecessors{first: make([]int32, len(g.Links)+2)}
	g.eachPredecessor(func(to int32, _ Predecessor) { c.first[to+2]++ })
	for n := 2; n < len(c.first); n++ {
		c.first[n] += c.first[n-1]
	}
	c.list = make([]Predecessor, c.first[len(c.first)-1])
	g.eachPredecessor(func(to int32, way Predecessor) {
		c.list[c.first[to+1]] = way
		c.first[to+1]++
	})
	return c
}

// eachPredecessor visits every pair of a link and a predecessor.
func (g *Graph) eachPredecessor(visit func(to int32, p Predecessor)) {
	for n := range g.Links {
		from := int32(n)
		edges := g.From(from)
		for i := range edges {
			if e := &edges[i]; e.To != Over {
				visit(e.To, Predecessor{From: from, Edge: e})
			}
		}
		if g.Links[n].Place.Entry {
			continue
		}
		for _, moment := range g.NextMoments(g.Links[n].Situation.Moment()) {
			if to, ok := g.LinkAt(from, moment); ok {
				visit(to, Predecessor{From: from})
			}
		}
		for _, fallback := range g.fallbackLinks(from) {
			visit(fallback.place, Predecessor{From: from, Fallback: fallback.cause})
		}
	}
}

// NextMoments returns the moments that may follow one within a call.
func (g *Graph) NextMoments(moment int) []int { return g.Moments[moment].next }

// LinkAt returns the link of the callers of a link at another moment.
func (g *Graph) LinkAt(n int32, moment int) (int32, bool) {
	l := g.Links[n]
	s, ok := l.Place.with(l.Situation.at(moment))
	if !ok {
		return Over, false
	}
	return g.waits[s], true
}
