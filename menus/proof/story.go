package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// story is a call told from its beginning, as the engine makes it.
type story struct {
	inputs []string
	lines  []string
	last   engine.Result
	err    error
	cut    bool // the call was over before all had happened
}

// way is what the caller does in it, in one line.
func (s story) way() string { return strings.Join(s.inputs, ", ") }

// turn is one thing that happens in a story.
type turn struct {
	in      input
	choices []int
	hour    core
	begins  bool // the call comes in
	door    bool // went through a door
	quiet   bool // nothing that is heard: time passed
}

// storyTo tells how the callers of a state came there, and what happens then.
// What is done at doors is part of the step that came to them.
func (w *walk) storyTo(s int32, then []turn) story {
	var turns []turn
	at := s
	for ; w.states[at].parent >= 0; at = w.states[at].parent {
		st := w.states[at]
		from := w.states[st.parent]
		turns = append(turns, w.turn(w.all[from.place], from.core, st.input, st.choice))
	}
	first := w.states[at]
	turns = append(turns, turn{choices: first.choice, hour: first.core & ofHour, begins: true})
	slices.Reverse(turns)
	return w.tellCall(w.starts[first.start], merge(append(turns, then...)))
}

// turn is what an input did at a place.
func (w *walk) turn(from *place, c core, input int16, choices []int) turn {
	t := turn{choices: choices, hour: c & ofHour}
	switch input {
	case timePasses:
		t.quiet = true
	case theServiceFails:
		t.in = happening(theFailure, ivr.Failed{Reason: "test"})
	case aHundredSteps:
		t.in = happening("the hundredth step", ivr.Input{})
	default:
		t.in = from.inputs[input]
	}
	t.door = t.in.kind == onward
	return t
}

const theFailure = "the service fails"

func happening(name string, e ivr.Event) input { return input{kind: network, name: name, event: e} }

// merge puts what happened at doors into the step before.
func merge(turns []turn) []turn {
	var merged []turn
	for _, t := range turns {
		switch {
		case t.quiet:
		case t.door && len(merged) > 0:
			last := &merged[len(merged)-1]
			last.choices = append(slices.Clip(last.choices), t.choices...)
		default:
			merged = append(merged, t)
		}
	}
	return merged
}

// tellCall plays a call through the engine and notes what is heard.
func (w *walk) tellCall(s start, turns []turn) story {
	t := story{inputs: []string{"the call comes in"}}
	hour := w.hours[s.core&ofHour]
	world := &world{now: hour.at, choices: slices.Clone(turns[0].choices)}
	t.last, t.err = engine.Run(w.menu.Tree, ivr.Call{At: hour.at}, s.event, hour.at, world.answer)
	t.lines = append(t.lines, w.opening(s.event, hour.at))
	t.hear(t.last.Verbs)
	for _, turn := range turns[1:] {
		t.take(w, turn)
	}
	return t
}

// opening says when the call comes in, and from whom.
func (w *walk) opening(e ivr.Started, at time.Time) string {
	who := "from a number that is shown"
	switch {
	case e.Callback != "":
		who = "called back, for the queue " + e.Callback
	case e.From == "":
		who = "from a withheld number"
	case e.Limited:
		who = "from a number that calls too often"
	}
	return fmt.Sprintf("%s, %s", at.In(w.menu.Tree.Zone).Format("Monday 2 January 2006, 15:04"), who)
}

func (t *story) take(w *walk, turn turn) {
	now := w.hours[turn.hour].at
	if _, over := listensFor(t.last.Verbs).(ivr.Hangup); over || len(t.last.Verbs) == 0 {
		t.cut = true
		return
	}
	t.inputs = append(t.inputs, turn.in.name)
	t.lines = append(t.lines, turn.in.told())
	world := &world{now: now, choices: slices.Clone(turn.choices)}
	call := t.last.Call
	if turn.in.name == "the hundredth step" {
		call = call.Copy()
		call.Step = engine.MaxSteps + 1
	}
	t.last, t.err = run(w.menu.Tree, call, turn.in.event, world)
	t.hear(t.last.Verbs)
}

// told is an input as one says it.
func (in input) told() string {
	switch e := in.event.(type) {
	case ivr.Input:
		switch {
		case e.Silent():
			return "  stays silent"
		case e.Speech != "":
			return "  says " + in.name
		}
		return "  presses " + e.Digits.Reveal() + e.Finish
	case ivr.WaitKey:
		return "  presses " + e.Digits.Reveal() + " while waiting"
	case ivr.Recorded:
		if e.Length == 0 {
			return "  says nothing"
		}
		return "  leaves a message"
	}
	return "  (" + in.name + ")"
}

// hear notes what a document says and does.
func (t *story) hear(verbs []ivr.Verb) {
	if text := strings.Join(said(verbs), " "); text != "" {
		t.lines = append(t.lines, "  hears “"+shortened(text)+"”")
	}
	switch v := listensFor(verbs).(type) {
	case ivr.Enqueue:
		t.lines = append(t.lines, "  waits in the queue "+v.Queue)
	case ivr.Dial:
		t.lines = append(t.lines, "  hears it ring")
	case ivr.Meet:
		t.lines = append(t.lines, "  talks with an agent")
	case ivr.Record:
		t.lines = append(t.lines, "  hears the tone")
	case ivr.Hangup:
		t.lines = append(t.lines, "  the call is over")
	}
}

// longestLine is how much of what is said a story tells, in characters.
const longestLine = 90

func shortened(text string) string {
	runes := []rune(text)
	if len(runes) <= longestLine {
		return text
	}
	return string(runes[:longestLine/2]) + " … " + string(runes[len(runes)-longestLine/2:])
}
