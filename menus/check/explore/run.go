package explore

import (
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// trial is one run of the engine.
type trial struct {
	place  *Place
	input  Input
	sample sample
	result engine.Result
	twin   *engine.Result // the same for another customer; nil if it cannot differ
	err    error
}

// runner runs the engine for callers at a place.
type runner struct {
	graph *Graph
	tree  *ivr.Tree
	split *ivr.Tree
	known *analysis
}

// run applies an event to a call in the split tree.
func (r *runner) run(call ivr.Call, event ivr.Event, o *Oracle) (engine.Result, error) {
	r.graph.Steps++
	return Run(r.split, call, event, o)
}

// Run applies an event to a call, with the oracle's answers. A caller whom the carrier lets out of a
// queue continues in the same step.
func Run(tree *ivr.Tree, call ivr.Call, event ivr.Event, o *Oracle) (engine.Result, error) {
	result, err := engine.Run(tree, call, event, o.Now, o.Answer)
	if _, leaves := Ending(result.Verbs).(ivr.Leave); !leaves {
		return result, err
	}
	then, err := engine.Run(tree, result.Call, ivr.QueueLeft{Result: ivr.LeftQueue}, o.Now, o.Answer)
	then.Effects = append(result.Effects, then.Effects...)
	then.Passed = append(result.Passed, then.Passed...)
	then.Events = append(result.Events, then.Events...)
	return then, err
}

// call returns a call as it waits at a place, for one customer or another.
func (r *runner) call(p *Place, s sample, other bool) ivr.Call {
	at := r.graph.Moments[s.situation.Moment()].At
	c := ivr.Call{
		ID: "CA0", From: Caller, To: "+8610000000", Language: p.Language, Limited: s.chosen[r.known.marks+limited] == 1, Barred: s.chosen[r.known.marks+barred] == 1,
		Began: at, At: at,
		Step: 1, Node: p.at(), State: p.State, Said: p.Verbs, Queue: p.Queue, Outcome: ivr.Waited,
		Values: map[string]ivr.Value{}, Verified: s.situation&Verified != 0,
	}
	if s.situation&Withheld != 0 {
		c.From = ""
	}
	if s.situation&Verified != 0 || s.chosen[r.known.marks+accounted] == 1 {
		c.Account = account(other)
	}
	if s.situation&CalledBack != 0 {
		c.Callback, c.Outcome = p.Queue, ivr.Abandoned
	}
	if p.Menu {
		c.Trail = []string{p.Node}
	}
	if _, talks := Ending(p.Verbs).(ivr.JoinConference); talks {
		c.Talking = true
	}
	r.assign(&c, s, other)
	if s.cased {
		c.Cases = map[ivr.CaseKind]string{}
		for _, kind := range ivr.CaseKinds() {
			c.Cases[kind] = caseNumber
		}
	}
	return c
}

// assign gives a call the values that a sample chose.
func (r *runner) assign(c *ivr.Call, s sample, other bool) {
	for g := range r.known.marks {
		n, chosen := s.chosen[g]
		if !chosen {
			continue
		}
		a := r.known.groups[g].assignments[n]
		values := a.values
		if other && a.other != nil {
			values = a.other
		}
		for _, v := range values {
			c.Values[v.name] = v.Value
		}
		if a.cased {
			c.Case = caseNumber
		}
	}
}
