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
	Passed  []ivr.Transition // the transitions, in order
	Events  []JournalEntry   // what happened, in order, to be journalled
}

// JournalEntry is an event with the node at which the call was.
type JournalEntry struct {
	Step  int
	Node  string
	Event ivr.Event
}

// Run advances the call by one event, answering queries with ask until none is left. When the menu
// cannot go on, the call goes to its fallback: then the result is complete and valid, and the error
// says why. A result without Verbs is unusable.
func Run(tree *ivr.Tree, call ivr.Call, event ivr.Event, now time.Time, ask func(ivr.Query) ivr.Answered) (Result, error) {
	r := runner{tree: tree, now: now, ask: ask, result: Result{Call: call}}
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
	ask    func(ivr.Query) ivr.Answered
	result Result
}

func (r *runner) run(event ivr.Event) error {
	for range MaxAsks {
		query, err := r.step(event)
		if err != nil {
			return err
		}
		if query == nil {
			return nil
		}
		event = r.ask(query)
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
	r.result.Effects = joined(r.result.Effects, reply.Effects)
	r.result.Passed = joined(r.result.Passed, reply.Passed)
	r.result.Events = append(r.result.Events, JournalEntry{
		Step: before.Step, Node: before.Node, Event: Redact(r.tree, before, event),
	})
	return reply.Ask, nil
}

// TimedEvent is an event and its time.
type TimedEvent struct {
	At    time.Time
	Event ivr.Event
}

// Replay replays a journal and returns the call.
func Replay(tree *ivr.Tree, journal []TimedEvent) (ivr.Call, error) {
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
