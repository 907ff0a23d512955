package trace

import (
	"container/heap"
	"iter"
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
	firstRuns = 50_000 // of the engine, for the first callers
	tourRuns  = 12_000 // for each other kind
	sliceRuns = 3000   // after which it is seen whether enough was found
	aimedRuns = 6000   // of one search for a call that the tour has not found
	perExit   = 6      // calls kept for one exit, each of another kind of caller
)

// Tour is calls of customers to the exits of a menu, made as far as they are asked for. It is for one
// goroutine.
type Tour struct {
	graph   *explore.Graph
	callers []callers
	next    int       // who calls next
	search  *searcher // of those who call now; nil when nobody does
	been    map[stop]bool
	tested  []string // names of the values that branches test
	found   map[Passage][]*candidate
	kinds   map[Passage]map[kind]bool // of the calls found
	left    map[need]*candidate       // the plainest call that leaves what others find, and needs none before it
}

// kind is a kind of caller.
type kind struct {
	who                       *Customer
	moment                    int
	withheld, limited, barred bool
}

// stop is callers who wait somewhere, with all that decides where they can go.
type stop struct {
	kind
	place    int32
	verified bool
	values   string
}

// NewTour returns a tour that makes calls without a goal: it continues the plainest first, from every node
// in turn and from everywhere once, and keeps the first calls that take each exit. The first customer makes
// calls of every kind; the others, whose ledgers differ, those whose number is shown.
func NewTour(g *explore.Graph, customers []Customer) *Tour {
	return &Tour{graph: g, callers: callersOf(g, customers), tested: tested(g.Menu.Tree), found: map[Passage][]*candidate{}, kinds: map[Passage]map[kind]bool{}, left: map[need]*candidate{}}
}

// callers are the beginnings of a customer's calls that differ in the hour only.
type callers struct {
	by     *Customer
	begins []*explore.Begin
}

// callersOf returns who calls, the plainest first. Nobody is called back: that is the second part of a
// script.
func callersOf(g *explore.Graph, customers []Customer) []callers {
	var list []callers
	for n := range customers {
		of := map[kind]int{} // where their callers are in the list
		for i := range g.Begins {
			b := &g.Begins[i]
			as := kind{withheld: b.Event.From == "", limited: b.Event.Limited, barred: b.Event.Barred}
			if b.Event.Callback != "" || n > 0 && as != (kind{}) {
				continue
			}
			at, known := of[as]
			if !known {
				at, of[as] = len(list), len(list)
				list = append(list, callers{by: &customers[n]})
			}
			list[at].begins = append(list[at].begins, b)
		}
	}
	return list
}

// goOn makes some more calls, those of the next callers when the runs of some are spent; it reports whether
// there were any to make.
func (t *Tour) goOn() bool {
	if t.search == nil {
		if t.next == len(t.callers) {
			return false
		}
		t.start()
	}
	s := t.search
	for until := s.runs + sliceRuns; s.queue.Len() > 0 && s.runs < min(until, s.most); {
		c := heap.Pop(&s.queue).(*candidate)
		if now := s.rankOf(c); now > c.rank { // others were continued from its node meanwhile
			c.rank = now
			heap.Push(&s.queue, c)
			continue
		}
		if at := t.at(c); !t.been[at] {
			t.been[at] = true
			s.been[crowdOf(c)]++
			s.expandAll(c)
		}
	}
	if s.queue.Len() == 0 || s.runs >= s.most {
		t.search, t.been = nil, nil
	}
	return true
}

// start has the next callers begin.
func (t *Tour) start() {
	t.been = map[stop]bool{}
	t.search = &searcher{
		graph: t.graph, goal: Goal{Hit: func(Step) bool { return false }}, ahead: make(distances, len(t.graph.Links)),
		seen: map[standing]int{}, been: map[crowd]int{}, most: tourRuns, took: t.take,
	}
	if t.next == 0 {
		t.search.most = firstRuns
	}
	t.callers[t.next].begin(t.search)
	t.next++
}

func (c callers) begin(s *searcher) {
	for _, b := range c.begins {
		s.beginBy(b, c.by)
	}
}

// Calls returns calls that leave a node by an exit, each with the calls that its customer must have made
// before: those of the tour, the plainest first, and then, by each kind of caller, one that was searched for.
func (t *Tour) Calls(p Passage) iter.Seq[Call] {
	return func(yield func(Call) bool) {
		goal := Goal{Links: leaving(t.graph, p), Straight: true, Hit: func(s Step) bool { return passes(s.Result.Passed, p) }}
		if len(goal.Links) == 0 && !passedAtOnce(t.graph, p) {
			return
		}
		for n := 0; n < len(t.found[p]) || t.goOn(); {
			if n == len(t.found[p]) {
				continue
			}
			if call, ok := t.whole(t.found[p][n]); ok && !yield(call) {
				return
			}
			n++
		}
		t.aim(goal, yield)
	}
}

// aim searches for calls that reach a goal.
func (t *Tour) aim(goal Goal, yield func(Call) bool) {
	ahead := distancesTo(t.graph, goal)
	for _, callers := range t.callers {
		s := searcher{graph: t.graph, goal: goal, ahead: ahead, seen: map[standing]int{}, been: map[crowd]int{}, most: aimedRuns}
		callers.begin(&s)
		s.follow()
		if s.found == nil {
			continue
		}
		if call, ok := t.whole(s.found); ok && !yield(call) {
			return
		}
	}
}

// passedAtOnce reports whether callers may leave a node by an exit in the step with which they begin.
func passedAtOnce(g *explore.Graph, p Passage) bool {
	return slices.ContainsFunc(g.Begins, func(b explore.Begin) bool {
		return slices.ContainsFunc(b.Outcomes, func(o *explore.Outcome) bool { return passes(o.Passed, p) })
	})
}

// leaving returns the links whose callers may leave a node by an exit in their next step.
func leaving(g *explore.Graph, p Passage) []int32 {
	var links []int32
	for n := range g.Links {
		if slices.ContainsFunc(g.From(int32(n)), func(e explore.Edge) bool { return passes(e.Outcome.Passed, p) }) {
			links = append(links, int32(n))
		}
	}
	return links
}

func passes(passed []ivr.Transition, p Passage) bool {
	return slices.ContainsFunc(passed, func(x ivr.Transition) bool { return x.Node == p.Node && x.Exit == p.Exit })
}

// whole returns a candidate's call with those that come before it.
func (t *Tour) whole(c *candidate) (Call, bool) {
	call := c.call()
	for _, n := range c.allNeeds() {
		earlier, known := t.left[n]
		if !known {
			return call, false
		}
		call.After = append(call.After, earlier.call())
	}
	return call, true
}

// expandAll applies every input, and lets time pass.
func (s *searcher) expandAll(c *candidate) {
	l := s.graph.Links[c.link]
	inputs := slices.Concat(l.Place.Inputs, c.typed(s.graph))
	for _, in := range inputs {
		s.tryInput(c, in, c.step.Moment, 0)
	}
	if !explore.Waits(l.Place) {
		return
	}
	for _, moment := range s.graph.NextMoments(l.Situation.Moment()) {
		for _, in := range inputs {
			s.tryInput(c, in, moment, lateCost)
		}
	}
}

// take notes the exits that a call's last step takes, and what it leaves.
func (t *Tour) take(c *candidate) {
	for _, n := range c.leaves() {
		if _, known := t.left[n]; !known && len(c.allNeeds()) == 0 {
			t.left[n] = c
		}
	}
	for _, p := range c.step.Result.Passed {
		passage := Passage{p.Node, p.Exit}
		if t.kinds[passage] == nil {
			t.kinds[passage] = map[kind]bool{}
		}
		if as := kindOf(c); len(t.found[passage]) < perExit && !t.kinds[passage][as] {
			t.kinds[passage][as] = true
			t.found[passage] = append(t.found[passage], c)
		}
	}
}

func kindOf(c *candidate) kind {
	call := c.step.Result.Call
	return kind{who: c.who, moment: c.step.Moment, withheld: call.From == "", limited: call.Limited, barred: call.Barred}
}

func (t *Tour) at(c *candidate) stop {
	call := c.step.Result.Call
	at := stop{kind: kindOf(c), place: t.graph.Links[c.link].Place.ID, verified: call.Verified}
	var values strings.Builder
	for _, name := range t.tested {
		values.WriteString(call.Values[name].Text.Reveal() + "\x00")
	}
	values.WriteString(c.speaksOf())
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
