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
	Passed  []ivr.Transition // the nodes left, in order
	Events  []Happened       // what happened, in order, ready to be journalled
}

// Happened is an event and the node it found the call at.
type Happened struct {
	Step  int
	Node  string
	Event ivr.Event
}

// Run takes the call through one event, asking the world until nothing is
// left to ask. When the menu cannot go on, the call goes to its lifeline: then
// the result is complete and stands, and the error says why it went there. A
// result without Verbs is of no use.
func Run(tree *ivr.Tree, call ivr.Call, event ivr.Event, now time.Time, world func(ivr.Query) ivr.Answered) (Result, error) {
	r := runner{tree: tree, now: now, world: world, result: Result{Call: call}}
	err := r.run(event)
	if err == nil {
		return r.result, nil
	}
	if again := r.run(ivr.Failed{Reason: err.Error()}); again != nil {
		return Result{Call: call}, fmt.Errorf("%w; and then its lifeline failed: %w", err, again)
	}
	return r.result, err
}

type runner struct {
	tree   *ivr.Tree
	now    time.Time
	world  func(ivr.Query) ivr.Answered
	result Result
}

func (r *runner) run(event ivr.Event) error {
	for range MaxAsks {
		ask, err := r.step(event)
		if err != nil {
			return err
		}
		if ask == nil {
			return nil
		}
		event = r.world(ask)
	}
	return fmt.Errorf("node %s: more than %d queries in one step", r.result.Call.Node, MaxAsks)
}

func (r *runner) step(event ivr.Event) (ivr.Query, error) {
	before := r.result.Call
	next, reply, err := Step(r.tree, before, event, r.now)
	if err != nil {
		r.result.Passed = append(r.result.Passed, reply.Passed...)
		return nil, err
	}
	r.result.Call = next
	r.result.Verbs = reply.Verbs
	r.result.Effects = append(r.result.Effects, reply.Effects...)
	r.result.Passed = append(r.result.Passed, reply.Passed...)
	r.result.Events = append(r.result.Events, Happened{
		Step: before.Step, Node: before.Node, Event: Private(r.tree, before, event),
	})
	return reply.Ask, nil
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
