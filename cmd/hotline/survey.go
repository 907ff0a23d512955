package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/cmd/hotline/script"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/proof"
)

// survey is what one kind of caller can do.
type survey struct {
	*drafting
	caller script.Call
	ways   map[spot][]script.Step // the shortest to each spot
	passed map[spot]int           // how many exits they pass
	edges  map[spot][]edge
	fresh  []spot // come to, and not gone on from
	hops   map[string]int
}

// spot is where a caller stands, with what decides where they can go from there.
type spot struct {
	node, stage string
	verified    bool
	values      string // those that branches look at behind it
	fails       string // what fails by now
}

// edge is something done at a spot, and what came of it.
type edge struct {
	move  []script.Step
	to    spot
	over  bool
	exits []proof.Exit // taken on the way
}

func newSurvey(d *drafting, c script.Call) *survey {
	return &survey{drafting: d, caller: c, ways: map[spot][]script.Step{}, passed: map[spot]int{}, edges: map[spot][]edge{}}
}

// explore goes on from every spot, by all that may lead to what is wanted.
func (s *survey) explore(ctx context.Context) {
	s.measure()
	begin := s.try(ctx, []leg{{}})[0]
	if begin.over {
		return
	}
	s.arrive(begin.to, s.caller.Steps, len(begin.exits))
	for len(s.fresh) > 0 && ctx.Err() == nil {
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

// leg is a spot and what is done there.
type leg struct {
	from  spot
	steps []script.Step
}

// follow tries legs, and keeps what came of them.
func (s *survey) follow(ctx context.Context, legs []leg) {
	for i, e := range s.try(ctx, legs) {
		if e.move == nil {
			continue
		}
		from := legs[i].from
		s.edges[from] = append(s.edges[from], e)
		if !e.over {
			s.arrive(e.to, slices.Concat(s.ways[from], e.move), s.passed[from]+len(e.exits))
		}
	}
}

func (s *survey) arrive(at spot, way []script.Step, passed int) {
	if _, known := s.ways[at]; !known {
		s.ways[at], s.passed[at] = way, passed
		s.fresh = append(s.fresh, at)
	}
}

// try plays legs, each at the end of the way to its spot. The edge of one that
// could not be gone to its end has no move.
func (s *survey) try(ctx context.Context, legs []leg) []edge {
	calls := make([]script.Call, len(legs))
	for i, l := range legs {
		calls[i] = s.caller
		calls[i].Name, calls[i].Steps = "draft", slices.Concat(s.ways[l.from], l.steps)
		if l.steps == nil {
			calls[i].Steps = s.caller.Steps
		}
	}
	tries += len(calls)
	edges := make([]edge, len(legs))
	for i, p := range s.all(ctx, calls) {
		if p.passes() && len(p.passed) >= s.passed[legs[i].from] {
			edges[i] = edge{move: legs[i].steps, to: s.spot(p), over: s.saysGoodbye(p.made), exits: exitsIn(p.passed[s.passed[legs[i].from]:])}
		}
	}
	return edges
}

func exitsIn(passed []ivr.Passage) []proof.Exit {
	var list []proof.Exit
	for _, p := range passed {
		list = append(list, proof.Exit{Node: p.Node, Name: p.Exit})
	}
	return list
}

// spot is where a call stood when its caller had nothing more to do.
func (s *survey) spot(p played) spot {
	at := spot{node: p.made.Node, stage: p.made.State.Stage, verified: p.made.Verified}
	for _, name := range s.looksAt(at.node, map[string]bool{}) {
		at.values += fmt.Sprintf("%s=%s ", name, p.made.Values[name].Text.Reveal())
	}
	for _, step := range p.Steps {
		if step.Do == script.Fail || step.Do == script.Gone {
			at.fails += step.Text + " "
		}
	}
	return at
}

// looksAt are the values that branches look at behind a node, up to where callers
// are listened to again.
func (s *survey) looksAt(name string, seen map[string]bool) []string {
	found := map[string]bool{}
	place := s.menu.Tree.Nodes[name]
	for _, to := range place.Exits {
		next := s.menu.Tree.Nodes[to]
		if seen[to] || listens(next) {
			continue
		}
		seen[to] = true
		if b, ok := next.Node.(*node.Branch); ok {
			found[b.Value] = true
		}
		for _, value := range s.looksAt(to, seen) {
			found[value] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// listens tells whether a node's callers may press something.
func listens(p ivr.Place) bool {
	_, waits := p.Node.(ivr.Waiter)
	_, hears := p.Exits[ivr.ExitPerson]
	return waits || hears || p.Kind == "message"
}

// near is how many nodes away something wanted may be.
const near = 3

// measure counts, for each node, how many nodes it is from there to an exit that
// is wanted.
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

// promising tells whether leaving a node by an exit ("" is any) may lead to what
// is wanted, before long.
func (s *survey) promising(name, exit string) bool {
	for e, to := range s.menu.Tree.Nodes[name].Exits {
		if exit != "" && e != exit {
			continue
		}
		if hops, known := s.hops[to]; s.wanted[proof.Exit{Node: name, Name: e}] || known && hops <= near {
			return true
		}
	}
	return exit == ivr.ExitBack
}

// doing are the texts of steps, to tell moves apart.
func doing(steps []script.Step) string {
	var b strings.Builder
	for _, step := range steps {
		fmt.Fprintf(&b, "%s %s;", step.Do, step.Text)
	}
	return b.String()
}

var tries int
