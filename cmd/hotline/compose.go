package main

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check"
)

// longestStory is how many things the caller of a draft does, that it be read.
const longestStory = 9

// tell puts stories together until no edge of the survey has anything new.
func (s *survey) tell(ctx context.Context) {
	dead := map[string]bool{}
	for ctx.Err() == nil {
		t, at, ok := s.first(dead)
		if !ok {
			return
		}
		dead[doing(t.steps())] = true
		s.keep(ctx, t, s.onward(t, at))
	}
}

// first is the way, and an edge, that together meet much of what is wanted and take
// little; of those alike the shortest.
func (s *survey) first(dead map[string]bool) (best way, at spot, ok bool) {
	most := math.MinInt
	for from, w := range s.ways {
		for _, e := range s.from(from) {
			next := w.and(e)
			news := s.news(next.exits, nil)
			if news == 0 || s.news(e.exits, nil) == 0 || dead[doing(next.steps())] {
				continue
			}
			if worth := 2*news - len(next.deeds); worth > most || worth == most && shorter(next.steps(), best.steps()) {
				best, at, most, ok = next, e.to, worth, true
			}
		}
	}
	return best, at, ok
}

// shorter prefers few steps, and of as many always the same.
func shorter(a, b []scenario.Step) bool { return inOrder(a, b) < 0 }

func inOrder(a, b []scenario.Step) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(doing(a), doing(b)))
}

// news counts the exits that are wanted, and not met in this story.
func (s *survey) news(exits []check.Exit, met map[check.Exit]bool) int {
	count := 0
	for _, exit := range exits {
		if s.wanted[exit] && !met[exit] {
			count++
		}
	}
	return count
}

// onward are the edges by which a story goes on, as long as something new is near.
func (s *survey) onward(t way, at spot) []edge {
	if _, goes := s.ways[at]; !goes {
		return nil
	}
	var edges []edge
	met := map[check.Exit]bool{}
	learn := func(exits []check.Exit) {
		for _, exit := range exits {
			met[exit] = true
		}
	}
	learn(t.exits)
	for at != (spot{}) && len(t.deeds)+len(edges) < longestStory {
		hop := s.hop(at, met)
		if hop == nil {
			break
		}
		for _, e := range hop {
			edges = append(edges, e)
			learn(e.exits)
			if at = e.to; e.over {
				at = spot{}
			}
		}
	}
	return edges
}

// hop is an edge with something new; or the way back, where it leads to one.
func (s *survey) hop(at spot, met map[check.Exit]bool) []edge {
	if e, ok := s.best(at, met); ok {
		return []edge{e}
	}
	for _, e := range s.from(at) {
		if e.over || !leadsBack(e) {
			continue
		}
		if then, ok := s.best(e.to, met); ok {
			return []edge{e, then}
		}
	}
	return nil
}

// best is the edge from a spot that is to be gone by first: one from whose end #
// leads back, then one that ends the call, then the one that meets most.
func (s *survey) best(at spot, met map[check.Exit]bool) (best edge, ok bool) {
	most := 0
	for _, e := range s.from(at) {
		worth := s.news(e.exits, met)
		switch {
		case worth == 0:
			continue
		case e.over:
			worth += many
		case e.to.back == at.node:
			worth += 2 * many
		}
		if worth > most {
			best, most, ok = e, worth, true
		}
	}
	return best, ok
}

// many is more than an edge can meet.
const many = 100

// keep plays a way, and what goes on from it as far as that goes as foreseen, and
// keeps it.
func (s *survey) keep(ctx context.Context, t way, edges []edge) {
	for {
		whole := t
		for _, e := range edges {
			whole = whole.and(e)
		}
		found, passed, ok := s.play(ctx, whole.deeds)
		right := foreseen(t, edges, passed)
		switch {
		case ok && right == len(edges):
			s.take(found, passed)
			return
		case len(edges) == 0 || right < 0:
			return
		}
		edges = edges[:min(right, len(edges)-1)]
	}
}

// foreseen counts the edges that were gone as they should; -1 is that not even the
// way to them was.
func foreseen(t way, edges []edge, passed []check.Exit) int {
	at := len(t.exits)
	if at > len(passed) || !slices.Equal(passed[:at], t.exits) {
		return -1
	}
	for i, e := range edges {
		if at+len(e.exits) > len(passed) || !slices.Equal(passed[at:at+len(e.exits)], e.exits) {
			return i
		}
		at += len(e.exits)
	}
	return len(edges)
}

// play plays what may become a draft.
func (s *survey) play(ctx context.Context, deeds []deed) (draft, []check.Exit, bool) {
	c := s.caller
	c.Name, c.Steps = "draft", slices.Concat(s.caller.Steps, stepsOf(deeds))
	player := &scenario.Player{} // has heard nothing, where the call cannot be made
	p := s.playBy(ctx, c, func(whose *scenario.Player) caller {
		player = whose
		return whose
	})
	c.End = s.end(p)
	return draft{Call: c, deeds: deeds, heard: player.Heard()}, exitsIn(p.passed), p.passes()
}

// take keeps a draft that has met something wanted.
func (d *drafting) take(found draft, exits []check.Exit) {
	for _, exit := range exits {
		if d.wanted[exit] {
			delete(d.wanted, exit)
			found.fresh = append(found.fresh, exit)
		}
	}
	if found.fresh != nil {
		d.found = append(d.found, found)
	}
}

// end is how a call ended, in a script's words.
func (l runner) end(p played) string {
	kinds := casesOf(p.made)
	switch {
	case len(kinds) > 0:
		return "case " + kinds[0]
	case p.made.Outcome == ivr.Connected:
		return string(ivr.Connected)
	case p.made.Outcome == ivr.Waited:
		return "queue " + p.made.Queue
	case l.saysGoodbye(p.made):
		return "goodbye"
	}
	return string(p.made.Outcome)
}
