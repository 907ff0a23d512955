package replay

import (
	"reflect"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
)

// exchange is an event of a call, and the answers to its queries.
type exchange struct {
	event   store.Entry
	answers []store.Entry
}

// side is a call in one of the menus, and the result of its last event.
type side struct {
	call    ivr.Call
	verbs   []ivr.Verb
	effects []ivr.Effect
	path    []ivr.Transition
	asked   []ivr.Query // in order, as the journal's answers
	ask     ivr.Query   // a query without an answer
	unknown string      // why the result cannot be known
	assumed bool
}

// play applies an event and the recorded answers to the call.
func (s *side) play(tree *ivr.Tree, one exchange) (problem string) {
	s.begin()
	for i := -1; i < len(one.answers); i++ {
		e := one.event
		if i >= 0 {
			e = one.answers[i]
			s.asked = append(s.asked, s.ask)
		}
		if e.Node != s.call.Node {
			return "the journal has it at " + e.Node + ", and its menu leads to " + s.call.Node
		}
		if err := s.step(tree, e); err != nil {
			return err.Error()
		}
	}
	return ""
}

// target describes where the call has come to: a node, and a queue.
func (s *side) target(node string) string {
	if len(s.verbs) > 0 {
		if wait, ok := s.verbs[len(s.verbs)-1].(ivr.Enqueue); ok {
			return node + " (queue " + wait.Queue + ")"
		}
	}
	return node
}

func (s *side) begin() {
	*s = side{call: s.call, path: s.path[:0], asked: s.asked[:0], effects: s.effects[:0]}
}

func (s *side) step(tree *ivr.Tree, e store.Entry) error {
	call, reply, err := engine.Step(tree, s.call, e.Event, e.At)
	s.path = append(s.path, reply.Passed...)
	if err != nil {
		return err
	}
	s.call, s.verbs, s.ask = call, reply.Verbs, reply.Ask
	s.effects = append(s.effects, reply.Effects...)
	return nil
}

// follow applies an event that may have gone differently when the call was made: a query that was made
// then too has the same answer.
func (s *side) follow(tree *ivr.Tree, one exchange, was *side) {
	s.begin()
	if concealed(one.event.Event) && !discreet(tree, s.call) {
		s.unknown = s.call.Node + ", which hears what was typed in secret"
		return
	}
	used := make([]bool, len(was.asked))
	e := one.event
	for range engine.MaxAsks {
		if err := s.step(tree, e); err != nil {
			s.unknown = "where the menu cannot go on (" + err.Error() + ")"
			return
		}
		if s.ask == nil {
			return
		}
		answer, known := answerTo(s.ask, was.asked, one.answers, used)
		if !known && reflect.DeepEqual(s.ask, was.ask) {
			return // it was never answered then either
		}
		if !known {
			answer, known = assumption(s.ask)
			s.assumed = s.assumed || known
		}
		if !known {
			s.unknown = "a look-up at " + s.call.Node + " that was not made then"
			return
		}
		e = store.Entry{At: e.At, Event: answer}
	}
}

// answerTo returns the recorded answer to the same query, each once.
func answerTo(q ivr.Query, asked []ivr.Query, answers []store.Entry, used []bool) (ivr.Event, bool) {
	for i := range asked {
		if !used[i] && reflect.DeepEqual(q, asked[i]) {
			used[i] = true
			return answers[i].Event, true
		}
	}
	return nil, false
}

// assumption answers queries that need no knowledge of the caller: no operator had closed the schedule,
// and the queue was staffed.
func assumption(q ivr.Query) (ivr.Event, bool) {
	switch q.(type) {
	case ivr.LineState, ivr.QueueState:
		return ivr.Answered{Result: ivr.OK, Staffed: true}, true
	}
	return nil, false
}

// concealed reports whether digits were typed that the journal does not contain.
func concealed(e ivr.Event) bool {
	in, typed := e.(ivr.Input)
	return typed && len(in.Digits) > 1 && in.Digits[0] == '*'
}

func discreet(tree *ivr.Tree, call ivr.Call) bool {
	d, ok := tree.Nodes[call.Node].Node.(ivr.SecretInput)
	return ok && d.Discreet(call.State)
}

// sameValue compares times as instants: each menu has its own time zone.
func sameValue(a, b ivr.Value) bool {
	same := a.Time.Equal(b.Time)
	a.Time, b.Time = time.Time{}, time.Time{}
	return same && a == b
}

func sameAccount(a, b *ivr.Account) bool {
	return a == b || a != nil && b != nil && *a == *b
}
