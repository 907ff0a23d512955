package main

import (
	"context"
	"maps"
	"slices"

	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check"
)

// What is wanted of a node that a survey has come by may be met when something
// fails just before, or when the caller has been there in an earlier call.

// trouble goes once more through nodes of which something is wanted, with
// something failing.
func (s *survey) trouble(ctx context.Context) {
	var legs []leg
	for _, exit := range s.missing() {
		for _, what := range s.spoilers(exit) {
			for _, l := range few(s.through(exit.Node), fewWays) {
				legs = append(legs, leg{l.from, slices.Concat([]scenario.Step{what}, l.move)})
			}
		}
	}
	s.follow(ctx, legs)
	s.fresh = nil
}

// missing is what is wanted still, in a certain order.
func (d *drafting) missing() []check.Exit {
	var list []check.Exit
	for _, exit := range exitsOf(d.menu) {
		if d.wanted[exit.Exit] {
			list = append(list, exit.Exit)
		}
	}
	return list
}

// spoilers are what may make callers leave a node by an exit.
func (s *survey) spoilers(exit check.Exit) []scenario.Step {
	fail := func(what scenario.Failing) scenario.Step { return scenario.Step{Do: scenario.Fail, Text: string(what)} }
	place := s.menu.Tree.Nodes[exit.Node]
	switch {
	case exit.Name == "failed" && waits(place):
		return []scenario.Step{fail(scenario.Queue)}
	case exit.Name == "failed", exit.Name == "unavailable":
		return []scenario.Step{fail(scenario.Lookups), fail(scenario.Cases)}
	case exit.Name == "missing":
		var gone []scenario.Step
		for _, id := range s.transactions() {
			gone = append(gone, scenario.Step{Do: scenario.Gone, Text: id})
		}
		return gone
	}
	return nil
}

// fewWays is how many ways through a node are tried again.
const fewWays = 2

// through are legs that come by a node, for each exit by which it is left the
// shortest; the shortest of all first.
func (s *survey) through(name string) []leg {
	shortest := map[string]leg{}
	for from := range s.ways {
		for _, e := range s.from(from) {
			if spoils(e.steps[0]) {
				continue
			}
			for _, x := range e.exits {
				l := leg{from, e.steps}
				if known, have := shortest[x.Name]; x.Node == name && (!have || shorter(s.whole(l), s.whole(known))) {
					shortest[x.Name] = l
				}
			}
		}
	}
	return slices.SortedFunc(maps.Values(shortest), func(a, b leg) int { return inOrder(s.whole(a), s.whole(b)) })
}

// spoils reports whether a step makes something fail.
func spoils(step scenario.Step) bool { return step.Do == scenario.Fail || step.Do == scenario.Gone }

// whole is all that the caller of a leg has done in the end.
func (s *survey) whole(l leg) []scenario.Step { return slices.Concat(s.ways[l.from].steps(), l.move) }

// crowd has others wait before callers who come to a queue of which it is wanted
// that it is full.
func (s *survey) crowd(ctx context.Context) {
	crowded := *s
	crowded.caller.Waiting = crowdOf
	for _, exit := range s.missing() {
		if exit.Name != "full" || !waits(s.menu.Tree.Nodes[exit.Node]) {
			continue
		}
		for _, l := range few(s.through(exit.Node), 1) {
			if found, passed, ok := crowded.play(ctx, s.ways[l.from].deeds); ok {
				s.take(found, passed)
			}
		}
	}
}

func few[T any](list []T, most int) []T { return list[:min(most, len(list))] }

// crowdOf is as many callers as a queue holds, unless it says otherwise.
const crowdOf = 100

// repeat has callers who have come by a node call again, and do the same.
func (s *survey) repeat(ctx context.Context) {
	for _, exit := range s.missing() {
		if exit.Name != "already" && exit.Name != "requested" && exit.Name != "locked" {
			continue
		}
		for _, l := range s.through(exit.Node) {
			once := append(slices.Clip(s.ways[l.from].deeds), deed{l.from.node, l.move})
			if found, passed, ok := s.play(ctx, slices.Concat(once, []deed{{steps: []scenario.Step{{Do: scenario.CallAgain}}}}, once)); ok {
				s.take(found, passed)
			}
		}
	}
}

func waits(p ivr.TreeNode) bool {
	_, waits := p.Node.(ivr.Waiter)
	return waits
}
