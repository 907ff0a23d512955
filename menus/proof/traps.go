package proof

import "github.com/okpay/hotline/ivr"

// traps follows those who never press anything, and those who always press
// something wrong, from wherever they fall silent or lose their way: they must
// come to a person, a recorder or a noted request, in bounded steps.
func (w *walk) traps() {
	for _, name := range []string{silence, wrong} {
		t := trap{walk: w, input: name, marks: map[*state]mark{}}
		for _, s := range w.order {
			t.follow(s)
		}
	}
}

type mark int

const (
	entered mark = iota + 1
	left
)

type trap struct {
	*walk
	input string
	marks map[*state]mark
}

// follow walks depth first: a state that is met again on its own way is a
// circle without end.
func (t trap) follow(s *state) {
	switch t.marks[s] {
	case left:
		return
	case entered:
		if t.once("circle " + t.input + s.call.Node) {
			t.tell(t.at(s.call.Node), Fail, "goes round for ever for a caller of whom only %s comes; so it begins: %s", t.input, s.way)
		}
		return
	}
	t.marks[s] = entered
	if !rescued(s) {
		for _, step := range s.next[t.answer(s)] {
			t.step(s, step)
		}
	}
	t.marks[s] = left
}

func (t trap) step(s *state, next step) {
	if next.to != nil {
		t.follow(next.to)
		return
	}
	if next.call.Outcome == ivr.Staff { // signed in: no caller at all
		return
	}
	if next.call.Case == "" && !next.luck.failed && !next.luck.offered && t.once("lost "+t.input+s.call.Node) {
		t.tell(t.at(s.call.Node), Fail, "is the last that a caller hears of whom only %s comes: no person, no message, no case; so it goes: %s", t.input, s.way)
	}
}

// answer is what such a caller does here. Who presses wrong keys does not type.
func (t trap) answer(s *state) string {
	if _, ok := s.next[t.input]; ok {
		return t.input
	}
	return silence
}

// rescued tells whether the caller has come to a person, or to a recorder.
func rescued(s *state) bool {
	if len(s.verbs) == 0 {
		return false
	}
	switch s.verbs[len(s.verbs)-1].(type) {
	case ivr.Enqueue, ivr.Dial, ivr.Record:
		return true
	}
	return false
}
