package engine

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Result is a completed step.
type Result struct {
	Call    ivr.Call
	Verbs   []ivr.Verb
	Effects []ivr.Effect
	Events  []Happened // what happened, in order, ready to be journalled
}

// Happened is an event and the node it found the call at.
type Happened struct {
	Step  int
	Node  string
	Event ivr.Event
}

// Run takes the call through one event, asking the world until nothing is
// left to ask.
func Run(tree *ivr.Tree, call ivr.Call, event ivr.Event, now time.Time, world func(ivr.Query) ivr.Answered) (Result, error) {
	r := Result{Call: call}
	for asks := 0; ; asks++ {
		r.Events = append(r.Events, Happened{Step: r.Call.Step, Node: r.Call.Node, Event: Private(tree, r.Call, event)})
		next, reply, err := Step(tree, r.Call, event, now)
		if err != nil {
			return r, err
		}
		r.Call = next
		r.Effects = append(r.Effects, reply.Effects...)
		if reply.Ask == nil {
			r.Verbs = reply.Verbs
			return r, nil
		}
		if asks == MaxAsks {
			return r, fmt.Errorf("node %s: more than %d queries in one step", next.Node, MaxAsks)
		}
		event = world(reply.Ask)
	}
}

// At is an event and when it happened.
type At struct {
	At    time.Time
	Event ivr.Event
}

// Fold gives the call that its journal makes.
func Fold(tree *ivr.Tree, journal []At) (ivr.Call, error) {
	var call ivr.Call
	for i, m := range journal {
		next, _, err := Step(tree, call, m.Event, m.At)
		if err != nil {
			return call, fmt.Errorf("folding event %d: %w", i, err)
		}
		call = next
	}
	return call, nil
}
