package trace

import (
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/worst"
)

// Along returns a call that comes to a link and then follows a path from there.
func Along(g *explore.Graph, from int32, path []worst.Hop) (Call, bool) {
	stops := stops(g, path)
	first := Goal{Links: []int32{from}, Hit: comesBy(g, from)}
	if g.Links[from].Place.Entry && len(stops) > 0 { // the step continues to where the caller waits first
		passes, waits := comesBy(g, from), comesBy(g, stops[0])
		first.Hit = func(s Step) bool { return passes(s) && waits(s) }
		stops = stops[1:]
	}
	call, ok := Search(g, first)
	for _, n := range stops {
		if !ok {
			break
		}
		call, ok = Continue(g, call, Goal{Links: []int32{n}, Hit: fresh(call, comesBy(g, n))})
	}
	return call, ok
}

// comesBy matches a step by which callers come to a link or, if it is an entry, past its node.
func comesBy(g *explore.Graph, n int32) func(Step) bool {
	l := &g.Links[n]
	return func(s Step) bool {
		if s.Err != nil || s.Moment != l.Situation.Moment() {
			return false
		}
		if !l.Place.Entry {
			at, ok := g.LinkOf(s.Result.Call, s.Moment)
			return ok && at == n
		}
		if s.Result.Call.Language != l.Place.Language {
			return false
		}
		if s.Result.Call.Node == l.Place.Node {
			return true
		}
		for _, p := range s.Result.Passed {
			if p.Node == l.Place.Node {
				return true
			}
		}
		return false
	}
}

// fresh ignores the step that a call already has last.
func fresh(c Call, hit func(Step) bool) func(Step) bool {
	taken := c.Last().Result.Call.Step
	return func(s Step) bool { return s.Result.Call.Step > taken && hit(s) }
}

// stops returns the links of a path at which callers wait.
func stops(g *explore.Graph, path []worst.Hop) []int32 {
	var list []int32
	for _, hop := range path {
		if to := hop.Edge.To; to != explore.Over && !g.Links[to].Place.Entry {
			list = append(list, to)
		}
	}
	return list
}
