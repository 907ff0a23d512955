package proof

import (
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// trial is one run of the engine.
type trial struct {
	p      *place
	in     input
	s      situation
	result engine.Result
	twin   *engine.Result // the same, of another customer; nil where it cannot differ
	err    error
}

// engine takes a call through an event in the tree taken apart.
func (w *walk) engine(call ivr.Call, event ivr.Event, world *world) (engine.Result, error) {
	w.steps++
	return run(w.apart, call, event, world)
}

// run takes a call through an event; a caller whom the carrier lets out of a queue
// goes on in the same step.
func run(tree *ivr.Tree, call ivr.Call, event ivr.Event, world *world) (engine.Result, error) {
	result, err := engine.Run(tree, call, event, world.now, world.answer)
	if _, leaves := listensFor(result.Verbs).(ivr.Leave); !leaves {
		return result, err
	}
	then, err := engine.Run(tree, result.Call, ivr.QueueLeft{Result: "leave"}, world.now, world.answer)
	then.Effects = append(result.Effects, then.Effects...)
	then.Passed = append(result.Passed, then.Passed...)
	then.Events = append(result.Events, then.Events...)
	return then, err
}

// call is a call as it waits at a place, of one customer or another.
func (w *walk) call(p *place, s situation, other bool) ivr.Call {
	at := w.hours[s.core&ofHour].at
	c := ivr.Call{
		ID: "CA0", From: caller, To: "+8610000000", Language: p.language, Limited: s.combos[w.known.marks+limited] == 1, Began: at, At: at,
		Step: 1, Node: p.at(), State: p.state, Said: p.verbs, Queue: p.queue, Outcome: ivr.Waited,
		Values: map[string]ivr.Value{}, Verified: s.core&verified != 0,
	}
	if s.core&withheld != 0 {
		c.From = ""
	}
	if s.core&verified != 0 || s.combos[w.known.marks+accounted] == 1 {
		c.Account = account(other)
	}
	if s.core&calledBack != 0 {
		c.Callback, c.Outcome = p.queue, ivr.Abandoned
	}
	if p.menu {
		c.Trail = []string{p.node}
	}
	if _, talks := listensFor(p.verbs).(ivr.Meet); talks {
		c.Talking = true
	}
	for g, n := range s.combos {
		combo := w.known.groups[g].combos[n]
		values := combo.values
		if other && combo.other != nil {
			values = combo.other
		}
		for _, v := range values {
			c.Values[v.name] = v.Value
		}
		if combo.cased {
			c.Case = caseNumber
		}
	}
	if s.cased {
		c.Cases = map[ivr.CaseKind]string{}
		for _, kind := range ivr.CaseKinds() {
			c.Cases[kind] = caseNumber
		}
	}
	return c
}

func listensFor(verbs []ivr.Verb) ivr.Verb {
	if len(verbs) == 0 {
		return nil
	}
	return verbs[len(verbs)-1]
}
