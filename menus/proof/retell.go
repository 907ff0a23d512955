package proof

import "slices"

// comer is one way of coming to a link.
type comer struct {
	from int32
	edge int32
}

// comers are all ways of coming to a link from another.
func (c *chain) comers(n int32) []comer {
	if c.coming == nil {
		c.coming = make([][]comer, len(c.links))
		for from := range c.links {
			first := c.links[from].edges
			for i, e := range c.from(int32(from)) {
				if e.to != over {
					c.coming[e.to] = append(c.coming[e.to], comer{int32(from), first + int32(i)})
				}
			}
		}
	}
	return c.coming[n]
}

// retold bounds how many ways of coming to a link are tried.
const retold = 200

// fitting tells a call that comes to a link, and then to the node that it should. The
// way that callers came there first may be one of others than those whom a finding
// is about: then it is one that leads there later.
func (c *chain) fitting(n int32, then []turn, final string) story {
	ends := func(s story) bool { return !s.cut && s.last.Call.Node == final }
	first := c.comingTo(n, then)
	if ends(first) {
		return first
	}
	type way struct {
		to   int32
		then []turn
	}
	seen := map[int32]bool{n: true}
	for ways := []way{{n, then}}; len(ways) > 0 && len(seen) < retold; ways = ways[1:] {
		for _, by := range c.comers(ways[0].to) {
			if seen[by.from] {
				continue
			}
			seen[by.from] = true
			longer := way{by.from, slices.Concat([]turn{c.turn(by.from, c.edges[by.edge])}, ways[0].then)}
			if told := c.comingTo(longer.to, longer.then); ends(told) {
				return told
			}
			ways = append(ways, longer)
		}
	}
	return first
}

// comingTo tells how callers came to a link first, and what happens then.
func (c *chain) comingTo(n int32, then []turn) story {
	state, turns := c.origin(n)
	return c.storyTo(state, slices.Concat(turns, then))
}
