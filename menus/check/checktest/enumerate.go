// Package checktest tests check against an independent implementation: a slow and simple enumerator of
// calls, which runs each call through the engine one event after the other, merges only identical
// calls, and judges every end by the rules as written in docs/RULES.md. [Generate] makes small random
// menus, with faults and without.
//
// The tests of package check compare the two on some menus; any number is tried by
//
//	HOTLINE_SEEDS=10000 go test -run TestRandomMenus ./menus/check
package checktest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
)

// Step is one event of a call, with the answers to its queries.
type Step struct {
	At      time.Time
	Event   ivr.Event
	Answers []ivr.Answered
}

// Call is a call from its beginning, which is its first step.
type Call []Step

// String describes a call, for a failing test.
func (c Call) String() string {
	var b strings.Builder
	for _, s := range c {
		fmt.Fprintf(&b, "  %s %T%+v", s.At.Format("Mon 15:04"), s.Event, s.Event)
		for _, a := range s.Answers {
			fmt.Fprintf(&b, " [%s %v]", a.Result, a.Closure != nil)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// BadEnd is a call that must not happen, and why.
type BadEnd struct {
	Kind string // dropped, breaks-off, private, person, fallback or trapped
	Node string // where the call is then
	Call Call
}

// Bounds limit an enumeration.
type Bounds struct {
	Depth int // events of a call
	Calls int // that are continued
	Runs  int // of one event, each with other answers: a loop that makes queries has no end of them
}

// Enumerate runs calls breadth first and returns the bad ends that it finds, one for each kind and
// node.
func Enumerate(m *menus.Menu, at []time.Time, b Bounds) []BadEnd {
	e := enumerator{judge: judge{m}, bounds: b, seen: map[string]int{}, told: map[string]bool{}}
	for _, instant := range at {
		for _, start := range starts(m) {
			e.step(situation{call: ivr.Call{At: instant}, at: instant, from: -1}, input{event: start, kind: begins})
		}
	}
	for n := 0; n < len(e.queue) && n < b.Calls; n++ {
		e.expand(n, at)
	}
	e.trapped(min(len(e.queue), b.Calls))
	return e.found
}

// starts returns the first events of calls.
func starts(m *menus.Menu) []ivr.Started {
	first := ivr.Started{ID: "CA1", From: shown, To: "+8610000000", Language: m.Tree.Languages[0].Name}
	withheld, often := first, first
	withheld.From, often.Limited = "", true
	return []ivr.Started{first, withheld, often}
}

// situation is a call that waits for its next event.
type situation struct {
	call   ivr.Call
	verbs  []ivr.Verb
	status status
	at     time.Time
	depth  int
	from   int // index of the situation before it
	last   Step
	next   []passage
	whole  bool // everything that a passive caller may do here was tried
}

// passage is an event of a passive caller that leads to another situation.
type passage struct {
	to       int
	kind     kind
	broken   bool // a look-up failed
	noted    bool
	helpless bool // no person and no recorder is here
}

// passive reports whether the caller did nothing, or nothing that the menu knows.
func (p passage) passive() bool {
	return p.kind == silent || p.kind == lost || p.kind == unanswered
}

type enumerator struct {
	judge
	bounds Bounds
	queue  []situation
	seen   map[string]int
	told   map[string]bool
	found  []BadEnd
}

// expand applies everything that may happen to one situation.
func (e *enumerator) expand(n int, at []time.Time) {
	s := e.queue[n]
	if s.depth >= e.bounds.Depth {
		return
	}
	whole := true
	for _, in := range append(e.inputs(s), input{event: ivr.Failed{Reason: "test"}, kind: failing}) {
		whole = e.try(n, in, s.at) && whole
	}
	for _, later := range at {
		if later.After(s.at) && s.depth < 3 {
			for _, in := range e.inputs(s) {
				if in.kind == silent || in.kind == asking {
					e.try(n, in, later)
				}
			}
		}
	}
	e.queue[n].whole = whole
}

// try applies an input to a situation, and reports whether every answer to its queries was tried.
func (e *enumerator) try(n int, in input, at time.Time) bool {
	s := e.queue[n]
	s.from, s.at = n, at
	return e.step(s, in)
}

func (e *enumerator) step(s situation, in input) bool {
	w := oracle{at: s.at}
	for range e.bounds.Runs {
		e.arrive(s, in, run(e.menu.Tree, s.call, in.event, &w), w)
		if !w.next() {
			return true
		}
	}
	return false
}

// result is one step of a call.
type result struct {
	engine.Result
	err error
}

// run applies one event to a call; a caller who is let out of a queue continues.
func run(tree *ivr.Tree, call ivr.Call, event ivr.Event, w *oracle) result {
	r, err := engine.Run(tree, call, event, w.at, w.answer)
	if len(r.Verbs) > 0 {
		if _, leaves := r.Verbs[len(r.Verbs)-1].(ivr.Leave); leaves {
			then, err := engine.Run(tree, r.Call, ivr.QueueLeft{Result: ivr.LeftQueue}, w.at, w.answer)
			then.Effects, then.Passed = append(r.Effects, then.Effects...), append(r.Passed, then.Passed...)
			return result{then, err}
		}
	}
	return result{r, err}
}

// arrive judges a step, and keeps the call if it continues.
func (e *enumerator) arrive(s situation, in input, r result, w oracle) {
	step := Step{At: s.at, Event: in.event, Answers: slices.Clone(w.given)}
	status := e.after(s, in, r)
	for _, kind := range e.bad(s, in, r, w, status) {
		e.tell(kind, r.Call.Node, append(e.callOf(s), step))
	}
	if over(r.Verbs) || r.err != nil || in.kind == failing {
		return
	}
	next := situation{call: r.Call, verbs: r.Verbs, status: status, at: s.at, depth: s.depth + 1, from: s.from, last: step}
	key := next.key()
	to, known := e.seen[key]
	if !known {
		to = len(e.queue)
		e.seen[key] = to
		e.queue = append(e.queue, next)
	}
	if s.from >= 0 && in.kind != begins {
		before := &e.queue[s.from]
		before.next = append(before.next, passage{to, in.kind, w.broken(), status&served != 0 && s.status&served == 0 || noted(s, r), e.helpless(s)})
	}
}

// key identifies a situation.
func (s situation) key() string {
	c := s.call
	c.ID, c.Step, c.Path, c.At, c.Began, c.Queued = "", 0, nil, time.Time{}, time.Time{}, time.Time{}
	data, err := json.Marshal(struct {
		Call   ivr.Call
		Verbs  string
		Status status
		At     time.Time
	}{c, fmt.Sprintf("%+v", s.verbs), s.status, s.at})
	if err != nil {
		return fmt.Sprintf("%+v", c)
	}
	return string(data)
}

// callOf returns how callers came to a situation.
func (e *enumerator) callOf(s situation) Call {
	var call Call
	for n := s.from; n >= 0; n = e.queue[n].from {
		call = append(Call{e.queue[n].last}, call...)
	}
	return call
}

func (e *enumerator) tell(kind, node string, call Call) {
	if key := kind + " " + node; !e.told[key] {
		e.told[key] = true
		e.found = append(e.found, BadEnd{kind, node, call})
	}
}

func over(verbs []ivr.Verb) bool {
	if len(verbs) == 0 {
		return true
	}
	switch verbs[len(verbs)-1].(type) {
	case ivr.Hangup, ivr.Park:
		return true
	}
	return false
}

// trapped finds situations from which a passive caller may go on for ever: those that remain when all
// from which some path ends are removed.
func (e *enumerator) trapped(expanded int) {
	alive := make([]bool, expanded)
	for n := range alive {
		alive[n] = e.queue[n].whole
	}
	for shrinks := true; shrinks; {
		shrinks = false
		for n := range alive {
			if alive[n] && !slices.ContainsFunc(e.queue[n].next, func(p passage) bool {
				return p.passive() && p.helpless && !p.noted && p.to < expanded && alive[p.to]
			}) {
				alive[n], shrinks = false, true
			}
		}
	}
	for n := range alive {
		if alive[n] {
			e.tell("trapped", e.queue[n].call.Node, append(e.callOf(e.queue[n]), e.queue[n].last))
		}
	}
}
