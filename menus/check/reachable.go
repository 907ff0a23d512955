package check

import (
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Exit is an exit of a node.
type Exit struct{ Node, Name string }

// Exits are the exits of a menu's nodes that callers can take.
type Exits struct {
	graph *explore.Graph // nil if the menu could not be explored within bounds
}

// ExitsOf finds the exits that callers can take who call from now on. Those from the fallback on are
// omitted, since only a broken menu's calls come there.
func ExitsOf(m *menus.Menu, now time.Time) *Exits {
	g, _ := explore.Explore(m, now, explore.Options{States: DefaultStates, Sound: true})
	return &Exits{graph: g}
}

// Calls returns a function for the calls of some customers that leave a node by an exit, the plainest
// first. There is none for an exit that nobody can take, or none of these customers.
func (e *Exits) Calls(customers []trace.Customer) func(Exit) iter.Seq[trace.Call] {
	if e.graph == nil {
		return func(Exit) iter.Seq[trace.Call] { return func(func(trace.Call) bool) {} }
	}
	t := trace.NewTour(e.graph, customers)
	return func(x Exit) iter.Seq[trace.Call] { return t.Calls(trace.Passage{Node: x.Node, Exit: x.Name}) }
}

// Reachable returns every exit that some caller may take. The others cannot be taken, whatever callers
// press and look-ups find.
func (e *Exits) Reachable() map[Exit]bool {
	taken := map[Exit]bool{}
	if e.graph == nil {
		return taken
	}
	note := func(o *explore.Outcome) {
		for _, p := range o.Passed {
			if p.Exit != ivr.ExitBack {
				taken[Exit{p.Node, p.Exit}] = true
			}
		}
	}
	for _, b := range e.graph.Begins {
		for _, o := range b.Outcomes {
			note(o)
		}
	}
	for n := range e.graph.Links {
		for _, edge := range e.graph.From(int32(n)) {
			note(edge.Outcome)
		}
	}
	return taken
}
