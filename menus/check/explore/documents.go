package explore

// Documents computes what callers have heard since the hotline last listened. The carrier receives all
// of it at once, as one document.
type Documents struct {
	graph  *Graph
	before []Heard // by link: the most that callers of an entry have heard before it; for a place, its whole document
	left   []int32 // by link: for an entry, how many edges from other entries are still to be counted
}

// Documents computes for each link the longest document that ends there. Loops that never listen have
// none.
func (g *Graph) Documents() *Documents {
	d := &Documents{graph: g, before: make([]Heard, len(g.Links)), left: make([]int32, len(g.Links))}
	for n := range g.Links {
		if !g.Links[n].Place.Entry {
			continue
		}
		for _, e := range g.From(int32(n)) {
			if e.To != Over {
				d.left[e.To]++
			}
		}
	}
	for i := range g.Begins {
		b := &g.Begins[i]
		for j, n := range b.Links {
			if n != Over {
				d.hear(n, b.Outcomes[j].Heard)
			}
		}
	}
	for n := range g.Links {
		if !g.Links[n].Place.Entry {
			d.from(int32(n), Heard{})
		}
	}
	d.entries()
	return d
}

// entries visits entries in the order in which callers pass them.
func (d *Documents) entries() {
	var ready []int32
	for n := range d.graph.Links {
		if d.graph.Links[n].Place.Entry && d.left[n] == 0 {
			ready = append(ready, int32(n))
		}
	}
	for ; len(ready) > 0; ready = ready[1:] {
		n := ready[0]
		d.from(n, d.before[n])
		for _, e := range d.graph.From(n) {
			if e.To == Over {
				continue
			}
			if d.left[e.To]--; d.left[e.To] == 0 && d.graph.Links[e.To].Place.Entry {
				ready = append(ready, e.To)
			}
		}
	}
}

// from counts what callers hear who continue from a link.
func (d *Documents) from(n int32, before Heard) {
	for _, e := range d.graph.From(n) {
		if e.To != Over {
			d.hear(e.To, before.plus(e.Outcome.Heard))
		}
	}
}

func (d *Documents) hear(n int32, h Heard) {
	b := &d.before[n]
	*b = Heard{max(b.Time, h.Time), max(b.Bytes, h.Bytes), max(b.Verbs, h.Verbs), b.Asked | h.Asked, max(b.Moves, h.Moves), max(b.Asks, h.Asks)}
}

// At returns the longest document that ends at a link.
func (d *Documents) At(n int32) Heard { return d.before[n] }

// Ending returns the longest document that ends a call by an edge.
func (d *Documents) Ending(n int32, e Edge) Heard {
	if !d.graph.Links[n].Place.Entry {
		return e.Outcome.Heard
	}
	return d.before[n].plus(e.Outcome.Heard)
}
