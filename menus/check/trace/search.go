// Package trace finds calls that show what a menu does: the plainest call that leads to a fault. Every
// step of a call that it returns was run by the engine, on the original menu, so the call can really
// happen.
package trace

import (
	"container/heap"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus/check/explore"
)

// Limits of one search.
const (
	maxRuns   = 6000 // of the engine
	moreRuns  = 400  // after the first call that reaches the goal, for a plainer one
	sameLink  = 4    // calls of one status that are continued from one link
	maxChoice = 300  // combinations of answers to one step's queries
)

// searcher searches a graph for calls.
type searcher struct {
	graph *explore.Graph
	goal  Goal
	ahead distances
	queue candidates
	seen  map[standing]int
	been  map[crowd]int // calls continued from there
	runs  int
	most  int // runs
	found *candidate
	took  func(*candidate) // sees every call that is kept; nil for none
}

// standing is where a caller waits, and how far they have been served: a fault may concern only some of
// those who wait at a link.
type standing struct {
	link    int32
	status  explore.Status
	limited bool
	barred  bool
	of      string // the customer's transactions that the call has values of
}

// Search returns the plainest call found that reaches the goal.
func Search(g *explore.Graph, goal Goal) (Call, bool) {
	s := searcher{graph: g, goal: goal, ahead: distancesTo(g, goal), seen: map[standing]int{}, been: map[crowd]int{}, most: maxRuns}
	s.begin()
	s.follow()
	return s.call()
}

// Continue returns a call that continues another and reaches the goal.
func Continue(g *explore.Graph, c Call, goal Goal) (Call, bool) {
	s := searcher{graph: g, goal: goal, ahead: distancesTo(g, goal), seen: map[standing]int{}, been: map[crowd]int{}, most: maxRuns}
	var up *candidate
	for _, step := range c.Steps {
		up = &candidate{up: up, step: step, link: explore.Over}
	}
	up.link, _ = g.LinkOf(up.step.Result.Call, up.step.Moment)
	if up.link == explore.Over {
		return c, false
	}
	heap.Push(&s.queue, up)
	s.follow()
	return s.call()
}

// begin begins calls of every kind, by any customer.
func (s *searcher) begin() {
	for i := range s.graph.Begins {
		s.beginBy(&s.graph.Begins[i], nil)
	}
}

// beginBy begins calls of one kind; by is nil for any customer.
func (s *searcher) beginBy(b *explore.Begin, by *Customer) {
	if s.nearest(b.Links) == far && !s.hitsAtOnce() {
		return
	}
	first := candidate{who: by, link: explore.Over, cost: beginCost(b)}
	at := s.graph.Moments[b.Situation.Moment()].At
	oracle := first.oracle(at)
	for more := true; more && s.runs < s.most; more = oracle.Next() {
		next := first
		s.take(&next, ivr.Call{At: at}, explore.Input{Event: b.Event}, &oracle, b.Situation.Moment())
	}
}

// hitsAtOnce reports whether the goal has no links: any step may show it.
func (s *searcher) hitsAtOnce() bool { return len(s.goal.Links) == 0 }

func (s *searcher) nearest(links []int32) int32 {
	best := far
	for _, n := range links {
		if n != explore.Over {
			best = min(best, s.ahead.nearest(n))
		}
	}
	return best
}

func (s *searcher) follow() {
	for s.queue.Len() > 0 && s.runs < s.most {
		c := heap.Pop(&s.queue).(*candidate)
		if s.found != nil && c.hope >= s.found.cost {
			continue
		}
		if now := s.rankOf(c); now > c.rank { // others were continued from its node meanwhile
			c.rank = now
			heap.Push(&s.queue, c)
			continue
		}
		at := standing{c.link, c.step.Status, c.step.Result.Call.Limited, c.step.Result.Call.Barred, c.speaksOf()}
		if s.seen[at] < sameLink {
			s.seen[at]++
			s.been[crowdOf(c)]++
			s.expand(c)
		}
	}
}

// crowd is callers of one kind at one node.
type crowd struct {
	node                      string
	withheld, limited, barred bool
}

func crowdOf(c *candidate) crowd {
	call := c.step.Result.Call
	return crowd{call.Node, call.From == "", call.Limited, call.Barred}
}

// rankOf returns the order in which a call is continued: by its hope, and after others from nodes that
// fewer calls were continued from.
func (s *searcher) rankOf(c *candidate) int32 {
	if s.goal.Straight {
		return c.hope
	}
	return c.hope + crowdCost*int32(s.been[crowdOf(c)])
}

// expand applies every input that may lead nearer to the goal.
func (s *searcher) expand(c *candidate) {
	l := s.graph.Links[c.link]
	for _, n := range s.useful(c.link, c.step.Status) {
		in := l.Place.Inputs[n]
		if s.goal.Only == nil || s.goal.Only(in) {
			s.tryInput(c, in, c.step.Moment, 0)
		}
	}
	for _, in := range c.typed(s.graph) {
		s.tryInput(c, in, c.step.Moment, 0)
	}
	s.tryOthers(c, l)
}

// useful returns the inputs by which callers of a link approach the goal, or that are part of the goal.
func (s *searcher) useful(n int32, as explore.Status) []int {
	best := map[int16]bool{}
	for _, e := range s.graph.From(n) {
		near := s.ahead.of(n, as) == 0 || e.Outcome.Back || e.To != explore.Over && s.ahead.of(e.To, s.graph.StatusAfter(as, explore.Predecessor{From: n, Edge: &e})) < far
		if near {
			best[e.Input] = true
		}
	}
	var list []int
	for i := range s.graph.Links[n].Place.Inputs {
		if best[int16(i)] {
			list = append(list, i)
		}
	}
	return list
}

func (s *searcher) tryInput(c *candidate, in explore.Input, moment int, cost int32) {
	at, ok := s.instant(c, moment)
	if !ok {
		return
	}
	oracle := c.oracle(at)
	cost += stepCost
	if in.Kind == explore.Network || in.Kind == explore.Unanswered {
		cost += fallbackCost
	}
	for n, more := 0, true; more && n < maxChoice && s.runs < s.most; n, more = n+1, oracle.Next() {
		s.take(&candidate{up: c, who: c.who, cost: c.cost + cost}, c.step.Result.Call, in, &oracle, moment)
	}
}

// instant returns when a step happens: at once or, if the moment changes before it, later.
func (s *searcher) instant(c *candidate, moment int) (time.Time, bool) {
	if moment == c.step.Moment {
		return c.step.At, true
	}
	return s.graph.After(moment, c.step.At)
}

// tryOthers lets time pass, and the service fail.
func (s *searcher) tryOthers(c *candidate, l explore.Link) {
	if s.goal.Only != nil {
		return
	}
	for _, moment := range s.graph.NextMoments(l.Situation.Moment()) {
		to, ok := s.graph.LinkAt(c.link, moment)
		later := s.graph.StatusAfter(c.step.Status, explore.Predecessor{From: c.link})
		if !ok || s.ahead.of(to, later) == far {
			continue
		}
		for _, n := range s.useful(to, later) {
			s.tryInput(c, l.Place.Inputs[n], moment, lateCost)
		}
	}
	fallbacks := s.graph.Fallbacks(c.link)
	for _, cause := range []explore.FallbackCause{explore.ServiceFails, explore.TooManySteps} {
		if to, ok := fallbacks[cause]; !ok || s.ahead.nearest(to) == far {
			continue
		}
		if cause == explore.ServiceFails {
			s.tryInput(c, Failure, c.step.Moment, failsCost)
		} else {
			s.wear(c, l)
		}
	}
}

// Failure is the service failing while a caller waits.
var Failure = explore.Input{Kind: explore.Network, Name: "the service fails", Event: ivr.Failed{Reason: "test"}}

// wear presses * until the call has too many steps.
func (s *searcher) wear(c *candidate, l explore.Link) {
	for _, in := range l.Place.Inputs {
		if in.Name != "*" && in.Name != "*#" {
			continue
		}
		worn := c
		for range engine.MaxSteps + 1 {
			oracle := worn.oracle(worn.step.At)
			next := s.run(&candidate{up: worn, who: worn.who, link: c.link, cost: worn.cost + stepCost}, worn.step.Result.Call, in, &oracle, worn.step.Moment)
			if next == nil {
				return
			}
			if next.step.Result.Call.Rescues > worn.step.Result.Call.Rescues {
				s.keep(next)
				return
			}
			worn = next
		}
		return
	}
}

// take runs one step and keeps the call if it may reach the goal.
func (s *searcher) take(c *candidate, call ivr.Call, in explore.Input, oracle *explore.Oracle, moment int) {
	if next := s.run(c, call, in, oracle, moment); next != nil {
		s.keep(next)
	}
}

func (s *searcher) run(c *candidate, call ivr.Call, in explore.Input, oracle *explore.Oracle, moment int) *candidate {
	s.runs++
	result, err := explore.Run(s.graph.Menu.Tree, call, in.Event, oracle)
	if len(result.Verbs) == 0 {
		return nil
	}
	c.step = Step{
		At: oracle.Now, Event: in.Event, Queries: oracle.Asked, Answers: oracle.Given, Input: in, Excuses: oracle.Excuses, Before: call, Result: result, Err: err, Moment: moment,
	}
	was := moment
	if c.up != nil {
		was = c.up.step.Moment
	}
	c.step.Status = s.graph.StatusOf(c.before(), call, in, result, was, moment)
	c.cost += excusesCost(oracle.Excuses)
	if c.who != nil {
		c.cost += earlierCost * int32(len(c.needs()))
	}
	return c
}

// before returns the caller's status before the step.
func (c *candidate) before() explore.Status {
	if c.up == nil {
		return 0
	}
	return c.up.step.Status
}

// keep queues a call to be continued, or as one that shows the fault.
func (s *searcher) keep(c *candidate) {
	c.n = s.runs
	if s.took != nil {
		s.took(c)
	}
	if s.goal.Hit(c.step) {
		if s.found == nil {
			s.most = min(s.most, s.runs+moreRuns)
		}
		if s.found == nil || c.cost < s.found.cost {
			s.found = c
		}
		return
	}
	result := c.step.Result.Call
	link, followed := s.graph.LinkOf(result, c.step.Moment)
	if !followed || over(c.step) {
		return
	}
	c.link = link
	ahead := s.ahead.of(link, c.step.Status)
	if ahead == far && !s.hitsAtOnce() {
		if !s.goesBack(link) {
			return
		}
		ahead = backwards
	}
	c.hope = c.cost + ahead + 1
	c.rank = s.rankOf(c)
	heap.Push(&s.queue, c)
}

// backwards is the estimated cost at a place whose callers may go back a menu.
const backwards = 1000

func (s *searcher) goesBack(n int32) bool {
	for _, e := range s.graph.From(n) {
		if e.Outcome.Back {
			return true
		}
	}
	return false
}

func over(s Step) bool {
	switch explore.Ending(s.Result.Verbs).(type) {
	case ivr.Hangup, ivr.Park, nil:
		return true
	}
	return false
}

// call returns the call that was found.
func (s *searcher) call() (Call, bool) {
	if s.found == nil {
		return Call{}, false
	}
	return s.found.call(), true
}
