package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/check"
)

// survey is what one kind of caller can do.
type survey struct {
	*drafting
	caller scenario.Call
	ways   map[spot]way    // the shortest to each spot
	edges  map[spot][]edge // from each; those that lead back from where # was tried
	tried  map[string]bool
	fresh  []spot         // come to, and not gone on from
	hops   map[string]int // from each node to something wanted
}

// spot is where a caller stands, with what decides where they can go from there.
type spot struct {
	node, stage string
	verified    bool
	values      string // those that branches look at behind it
	back        string // where # leads
}

// anywhere is the spot wherever # leads from it.
func (s spot) anywhere() spot {
	s.back = ""
	return s
}

// way is what a caller has done to come to a spot.
type way struct {
	deeds []deed
	exits []check.Exit // taken on it
}

// deed is what is done at a node.
type deed struct {
	node  string
	steps []scenario.Step
}

func (w way) and(e edge) way {
	return way{append(slices.Clip(w.deeds), e.deed), append(slices.Clip(w.exits), e.exits...)}
}

func (w way) steps() []scenario.Step { return stepsOf(w.deeds) }

func stepsOf(deeds []deed) []scenario.Step {
	var steps []scenario.Step
	for _, d := range deeds {
		steps = append(steps, d.steps...)
	}
	return steps
}

// edge is something done at a spot, and what came of it.
type edge struct {
	deed
	to    spot
	over  bool
	exits []check.Exit // taken on the way
}

// leg is a spot and what is done there.
type leg struct {
	from spot
	move []scenario.Step
}

func newSurvey(d *drafting, c scenario.Call) *survey {
	return &survey{drafting: d, caller: c, ways: map[spot]way{}, edges: map[spot][]edge{}, tried: map[string]bool{}}
}

// explore goes on from every spot, by all that may lead to what is wanted.
func (s *survey) explore(ctx context.Context) {
	s.measure()
	s.follow(ctx, []leg{{}})
	for len(s.fresh) > 0 && ctx.Err() == nil {
		var legs []leg
		for _, at := range s.fresh {
			legs = append(legs, s.legs(at)...)
		}
		s.fresh = nil
		s.follow(ctx, legs)
	}
}

// legs are what may be done at a spot and was not yet. What is done there goes
// alike wherever # leads, but for # itself.
func (s *survey) legs(at spot) []leg {
	var legs []leg
	for _, m := range s.moves(at) {
		from := at
		if m.exit != ivr.ExitBack {
			from = at.anywhere()
		}
		key := fmt.Sprint(from, doing(m.steps))
		if !s.tried[key] && s.promising(at.node, m.exit) {
			s.tried[key] = true
			legs = append(legs, leg{at, m.steps})
		}
	}
	return legs
}

// follow tries legs, and keeps what came of them.
func (s *survey) follow(ctx context.Context, legs []leg) {
	for i, e := range s.try(ctx, legs) {
		from := legs[i].from
		if e.to.node == "" {
			continue
		}
		key := from.anywhere()
		if leadsBack(e) {
			key = from
		}
		s.edges[key] = append(s.edges[key], e)
		if _, known := s.ways[e.to]; !known && !e.over {
			s.ways[e.to] = s.ways[from].and(e)
			s.fresh = append(s.fresh, e.to)
		}
	}
}

func leadsBack(e edge) bool { return len(e.steps) == 1 && e.steps[0].Text == "#" }

// from are the edges of a spot.
func (s *survey) from(at spot) []edge { return slices.Concat(s.edges[at.anywhere()], s.edges[at]) }

// try plays legs, each at the end of the way to its spot. The edge of one that
// could not be gone to its end leads nowhere.
func (s *survey) try(ctx context.Context, legs []leg) []edge {
	calls := make([]scenario.Call, len(legs))
	for i, l := range legs {
		calls[i] = s.caller
		calls[i].Name, calls[i].Steps = "draft", slices.Concat(s.caller.Steps, s.ways[l.from].steps(), l.move)
	}
	edges := make([]edge, len(legs))
	for i, p := range s.all(ctx, calls) {
		if before := len(s.ways[legs[i].from].exits); p.passes() && len(p.passed) >= before {
			edges[i] = edge{deed{legs[i].from.node, legs[i].move}, s.spot(p.made), s.saysGoodbye(p.made), exitsIn(p.passed[before:])}
		}
	}
	return edges
}

func exitsIn(passed []ivr.Transition) []check.Exit {
	list := make([]check.Exit, len(passed))
	for i, p := range passed {
		list[i] = check.Exit{Node: p.Node, Name: p.Exit}
	}
	return list
}

// spot is where a call stood when its caller had nothing more to do.
func (s *survey) spot(c ivr.Call) spot {
	at := spot{node: c.Node, stage: c.State.Stage, verified: c.Verified}
	for _, name := range s.looksAt(c.Node, map[string]bool{}) {
		at.values += fmt.Sprintf("%s=%s ", name, c.Values[name].Text.Reveal())
	}
	trail := c.Trail
	if len(trail) > 0 && trail[len(trail)-1] == c.Node {
		trail = trail[:len(trail)-1]
	}
	if len(trail) > 0 {
		at.back = trail[len(trail)-1]
	}
	return at
}

// looksAt are the values that branches look at behind a node, up to where callers
// are listened to again.
func (s *survey) looksAt(name string, seen map[string]bool) []string {
	found := map[string]bool{}
	for _, to := range s.menu.Tree.Nodes[name].Exits {
		next := s.menu.Tree.Nodes[to]
		if seen[to] || listens(next) {
			continue
		}
		seen[to] = true
		if n, ok := next.Node.(node.Testing); ok {
			value, _ := n.Tests()
			found[value] = true
		}
		for _, value := range s.looksAt(to, seen) {
			found[value] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// listens reports whether a node's callers may do something.
func listens(p ivr.TreeNode) bool {
	_, ok := p.Node.(node.Playable)
	return ok
}

// near is how many nodes away something wanted may be.
const near = 3

// measure counts how many nodes it is from each to an exit that is wanted.
func (s *survey) measure() {
	s.hops = map[string]int{}
	for exit := range s.wanted {
		s.hops[exit.Node] = 0
	}
	for grown := true; grown; {
		grown = false
		for name, place := range s.menu.Tree.Nodes {
			for _, to := range place.Exits {
				hops, known := s.hops[to]
				if mine, have := s.hops[name]; known && (!have || hops+1 < mine) {
					s.hops[name], grown = hops+1, true
				}
			}
		}
	}
}

// promising reports whether leaving a node by an exit ("" is any) may lead to what
// is wanted, before long.
func (s *survey) promising(name, exit string) bool {
	for e, to := range s.menu.Tree.Nodes[name].Exits {
		if exit != "" && e != exit {
			continue
		}
		if hops, known := s.hops[to]; s.wanted[check.Exit{Node: name, Name: e}] || known && hops <= near {
			return true
		}
	}
	return exit == ivr.ExitBack
}

// doing are the texts of steps, to tell moves apart.
func doing(steps []scenario.Step) string {
	var b strings.Builder
	for _, step := range steps {
		fmt.Fprintf(&b, "%s %s %s;", step.Do, step.Text, step.For)
	}
	return b.String()
}
