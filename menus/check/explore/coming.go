package explore

// Comer is one way of coming to a link from another: by an edge, or, where Edge is
// nil, as time passes or the call leaves for a net.
type Comer struct {
	From int32
	Edge *Edge
	Net  NetCause
}

// Cost returns what the way costs: late for time that passes, net for a net.
func (c Comer) Cost(late, net int32) int32 {
	if c.Net == NoNet {
		return late
	}
	return net
}

// Coming knows the ways of coming to each link.
type Coming struct {
	first  []int32 // by link
	comers []Comer
}

// To returns the ways of coming to a link.
func (c *Coming) To(link int32) []Comer { return c.comers[c.first[link]:c.first[link+1]] }

// Coming returns the ways of coming to each link. They are found once, when they
// are first asked for.
func (g *Graph) Coming() *Coming {
	if g.coming == nil {
		g.coming = g.comers()
	}
	return g.coming
}

func (g *Graph) comers() *Coming {
	c := &Coming{first: make([]int32, len(g.Links)+2)}
	g.ways(func(to int32, _ Comer) { c.first[to+2]++ })
	for n := 2; n < len(c.first); n++ {
		c.first[n] += c.first[n-1]
	}
	c.comers = make([]Comer, c.first[len(c.first)-1])
	g.ways(func(to int32, way Comer) {
		c.comers[c.first[to+1]] = way
		c.first[to+1]++
	})
	return c
}

// ways visits every way from one link to another.
func (g *Graph) ways(visit func(to int32, way Comer)) {
	for n := range g.Links {
		from := int32(n)
		edges := g.From(from)
		for i := range edges {
			if e := &edges[i]; e.To != Over {
				visit(e.To, Comer{From: from, Edge: e})
			}
		}
		if g.Links[n].Place.Entry {
			continue
		}
		for _, moment := range g.NextMoments(g.Links[n].Situation.Moment()) {
			if to, ok := g.LinkAt(from, moment); ok {
				visit(to, Comer{From: from})
			}
		}
		for _, net := range g.netLinks(from) {
			visit(net.place, Comer{From: from, Net: net.cause})
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
