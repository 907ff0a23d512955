package main

import (
	"context"
	"slices"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/proof"
)

// longestStory is how many things the caller of a draft does, that it be read.
const longestStory = 12

// tell puts stories together until no edge of the survey has anything new.
func (s *survey) tell(ctx context.Context) {
	dead := map[string]bool{}
	for ctx.Err() == nil {
		story, first := s.story(dead)
		if story == nil {
			return
		}
		if !s.keep(ctx, story) && !s.keep(ctx, first) {
			dead[doing(first)] = true
		}
	}
}

// story is the shortest way to an edge that meets something wanted, and on; first
// is as far as that edge.
func (s *survey) story(dead map[string]bool) (story, first []script.Step) {
	var at spot
	var by edge
	for from, edges := range s.edges {
		for _, e := range edges {
			steps := slices.Concat(s.ways[from], e.move)
			if s.new(e, nil) == 0 || dead[doing(steps)] || first != nil && !shorter(steps, first) {
				continue
			}
			first, at, by = steps, from, e
		}
	}
	if first == nil {
		return nil, nil
	}
	story = first
	met := map[proof.Exit]bool{}
	for len(story) < longestStory {
		for _, exit := range by.exits {
			met[exit] = true
		}
		if at = by.to; by.over {
			break
		}
		hop := s.onward(at, met)
		if hop == nil {
			break
		}
		for _, e := range hop {
			story = append(slices.Clone(story), e.move...)
			by = e
		}
	}
	return story, first
}

// shorter prefers few steps, and of as many always the same.
func shorter(a, b []script.Step) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return doing(a) < doing(b)
}

// new counts what an edge meets that is wanted, and not met in this story.
func (s *survey) new(e edge, met map[proof.Exit]bool) int {
	count := 0
	for _, exit := range e.exits {
		if s.wanted[exit] && !met[exit] {
			count++
		}
	}
	return count
}

// onward is an edge with something new, or one that leads to such an edge.
func (s *survey) onward(at spot, met map[proof.Exit]bool) []edge {
	if e, ok := s.best(at, met); ok {
		return []edge{e}
	}
	for _, e := range s.edges[at] {
		if e.over || len(e.move) > 1 {
			continue
		}
		if then, ok := s.best(e.to, met); ok {
			return []edge{e, then}
		}
	}
	return nil
}

// best is the edge from a spot that meets most; those that lead on first.
func (s *survey) best(at spot, met map[proof.Exit]bool) (best edge, ok bool) {
	most := 0
	for _, e := range s.edges[at] {
		if worth := 2 * s.new(e, met); worth > 0 {
			if !e.over && s.edges[e.to] != nil {
				worth++
			}
			if worth > most {
				best, most, ok = e, worth, true
			}
		}
	}
	return best, ok
}

// keep plays a story, and keeps it if it meets something that is wanted.
func (s *survey) keep(ctx context.Context, steps []script.Step) bool {
	c := s.caller
	c.Steps = steps
	found := draft{Call: c}
	player := &script.Player{Call: c}
	p := played{Call: c}
	p.err = s.dial(ctx, &p, func(w *world) caller { player.World = w; return player })
	if !p.passes() {
		return false
	}
	for _, exit := range exitsIn(p.passed) {
		if s.wanted[exit] {
			delete(s.wanted, exit)
			found.fresh = append(found.fresh, exit)
		}
	}
	if found.fresh == nil {
		return false
	}
	found.heard, found.End = player.Heard(), s.end(p)
	s.found = append(s.found, found)
	return true
}

// end is how a call ended, in a script's words.
func (s *survey) end(p played) string {
	kinds := casesOf(p.made)
	switch {
	case len(kinds) > 0:
		return "case " + kinds[0]
	case p.made.Outcome == ivr.Connected:
		return string(ivr.Connected)
	case p.made.Outcome == ivr.Waited:
		return "queue " + p.made.Queue
	case s.saysGoodbye(p.made):
		return "goodbye"
	}
	return string(p.made.Outcome)
}

// trouble tries again, with something failing just before, what has passed a node
// that something wanted of may then be met; and without a transaction.
func (s *survey) trouble(ctx context.Context) {
	for _, name := range nodesOf(s.wanted) {
		var legs []leg
		for _, l := range s.through(name) {
			for _, what := range []script.Failing{script.Lookups, script.Cases, script.Queue} {
				legs = append(legs, leg{l.from, slices.Concat([]script.Step{{Do: script.Fail, Text: string(what)}}, l.steps)})
			}
			if s.wanted[proof.Exit{Node: name, Name: "missing"}] {
				for _, id := range s.transactions() {
					legs = append(legs, leg{l.from, slices.Concat([]script.Step{{Do: script.Gone, Text: id}}, l.steps)})
				}
			}
		}
		s.follow(ctx, legs)
	}
	for len(s.fresh) > 0 && ctx.Err() == nil { // on, where something fails
		var legs []leg
		for _, at := range s.fresh {
			for _, m := range s.moves(at) {
				if s.promising(at.node, m.exit) {
					legs = append(legs, leg{at, m.steps})
				}
			}
		}
		s.fresh = nil
		s.follow(ctx, legs)
	}
}

// mostWays is how many ways through a node are tried again.
const mostWays = 4

// through are legs that pass a node, the shortest first.
func (s *survey) through(name string) []leg {
	var legs []leg
	for from, edges := range s.edges {
		for _, e := range edges {
			if slices.ContainsFunc(e.exits, func(x proof.Exit) bool { return x.Node == name }) && !fails(e.move) {
				legs = append(legs, leg{from, e.move})
			}
		}
	}
	slices.SortFunc(legs, func(a, b leg) int {
		if shorter(slices.Concat(s.ways[a.from], a.steps), slices.Concat(s.ways[b.from], b.steps)) {
			return -1
		}
		return 1
	})
	return legs[:min(len(legs), mostWays)]
}

func fails(steps []script.Step) bool { return steps[0].Do == script.Fail || steps[0].Do == script.Gone }

func nodesOf(wanted map[proof.Exit]bool) []string {
	names := map[string]bool{}
	for exit := range wanted {
		names[exit.Node] = true
	}
	return inOrderOf(names)
}

// repeat has callers who have passed a node call again and do the same.
func (s *survey) repeat(ctx context.Context) {
	for _, name := range nodesOf(s.wanted) {
		for _, l := range s.through(name) {
			once := slices.Concat(s.ways[l.from], l.steps)
			s.keep(ctx, slices.Concat(once, []script.Step{{Do: script.CallAgain}}, once))
		}
	}
}
