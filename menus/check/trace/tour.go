package trace

import (
	"container/heap"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/check/explore"
)

// Passage is an exit by which a node is left.
type Passage struct{ Node, Exit string }

// Limits of a tour.
const (
	tourRuns = 60_000 // of the engine
	perExit  = 4      // calls kept for one exit, each of another kind of caller
)

// tour is a search without a goal: it continues the plainest calls first, from every node in turn and from
// everywhere once, and keeps
// the first calls that take each exit.
type tour struct {
	search searcher
	tested []string // names of the values that branches test
	been   map[stop]bool
	found  map[Passage][]*candidate
}

// stop is callers who wait somewhere, with all that decides where they can go.
type stop struct {
	place                               int32
	moment                              int
	withheld, limited, barred, verified bool
	values                              string
}

// Tour returns, for each exit that it finds, the plainest calls that take it, by callers of different kinds.
// It finds most exits at the cost of a few searches; the others are for [Taking].
func Tour(g *explore.Graph) map[Passage][]Call {
	t := tour{been: map[stop]bool{}, found: map[Passage][]*candidate{}, tested: tested(g.Menu.Tree)}
	t.search = searcher{
		graph: g, goal: Goal{Hit: t.pass}, ahead: make(distances, len(g.Links)), seen: map[standing]int{}, been: map[crowd]int{}, most: tourRuns, took: t.take,
	}
	t.search.begin()
	for t.search.queue.Len() > 0 && t.search.runs < t.search.most {
		c := heap.Pop(&t.search.queue).(*candidate)
		if now := t.search.rankOf(c); now > c.rank { // others were continued from its node meanwhile
			c.rank = now
			heap.Push(&t.search.queue, c)
			continue
		}
		if at := t.at(c); !t.been[at] {
			t.been[at] = true
			t.search.been[crowdOf(c)]++
			t.expand(c)
		}
	}
	calls := map[Passage][]Call{}
	for p, list := range t.found {
		calls[p] = callsOf(list)
	}
	return calls
}

func callsOf(list []*candidate) []Call {
	calls := make([]Call, len(list))
	for i, c := range list {
		calls[i] = c.call()
	}
	return calls
}

// pass hits nothing: a tour has no end but its limits.
func (*tour) pass(Step) bool { return false }

// expand applies every input, and lets time pass.
func (t *tour) expand(c *candidate) {
	l := t.search.graph.Links[c.link]
	for _, in := range l.Place.Inputs {
		t.search.tryInput(c, in, c.step.Moment, 0)
	}
	for _, moment := range t.search.graph.NextMoments(l.Situation.Moment()) {
		if explore.Waits(l.Place) {
			for _, in := range l.Place.Inputs {
				t.search.tryInput(c, in, moment, lateCost)
			}
		}
	}
}

// take notes the exits that a call's last step takes.
func (t *tour) take(c *candidate) {
	for _, p := range c.step.Result.Passed {
		passage := Passage{p.Node, p.Exit}
		if list := t.found[passage]; len(list) < perExit && !alike(list, c) {
			t.found[passage] = append(list, c)
		}
	}
}

// alike reports whether a kind of caller is among those of calls.
func alike(list []*candidate, c *candidate) bool {
	for _, known := range list {
		if kindOf(known) == kindOf(c) {
			return true
		}
	}
	return false
}

func kindOf(c *candidate) stop {
	call := c.step.Result.Call
	return stop{moment: c.step.Moment, withheld: call.From == "", limited: call.Limited, barred: call.Barred}
}

func (t *tour) at(c *candidate) stop {
	call := c.step.Result.Call
	at := kindOf(c)
	at.place, at.verified = t.search.graph.Links[c.link].Place.ID, call.Verified
	var values strings.Builder
	for _, name := range t.tested {
		values.WriteString(call.Values[name].Text.Reveal() + "\x00")
	}
	at.values = values.String()
	return at
}

// tested returns the names of the values that branches test.
func tested(tree *ivr.Tree) []string {
	var names []string
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(tree.Nodes)) {
		n, tests := tree.Nodes[name].Node.(node.Testing)
		if !tests {
			continue
		}
		if value, _ := n.Tests(); !seen[value] {
			seen[value], names = true, append(names, value)
		}
	}
	return names
}
