package proof

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// out is one way in which an input may go.
type out struct {
	to      int32 // the place come to; over for none
	core    core  // what the step has made of the core,
	parts   core  // and which parts of it had been looked at; the others stay
	change  int32 // what it has made of the values: see knowledge.changed
	heard   time.Duration
	choices []int
	final   string // the node at the end
	passed  []ivr.Passage
	back    bool // led back: to the menus on the caller's way
	cased   bool // the call has a case
	noted   bool // a request was noted in this step, or found noted before
	staff   bool // no caller at all: an agent
	hungUp  bool // we have
	told    bool // that a line is closed
	err     error
	leaks   string // what an account's own was told too early; "" is nothing
	luck
}

const over = int32(-1)

// coreAfter is the core of callers after a step.
func (o *out) coreAfter(before core) core { return before&^o.parts | o.core&o.parts }

// out reads a result.
func (w *walk) out(t trial, world *world) out {
	r := t.result
	final, _ := behind(r.Call.Node)
	o := out{
		to: over, choices: slices.Clone(world.choices[:len(world.options)]), err: t.err, luck: world.luck, final: final, passed: r.Passed,
		heard: w.length(r.Verbs), cased: r.Call.Case != "", staff: r.Call.Outcome == ivr.Staff,
		core: coreOf(r.Call), parts: t.s.parts &^ ofHour,
	}
	w.document(final, r.Verbs)
	_, asked := t.s.combos[w.known.cases]
	o.noted = !asked && o.cased
	for _, e := range r.Effects {
		_, opens := e.(ivr.OpenCase)
		o.noted = o.noted || opens
	}
	writes := w.writes(t)
	for _, passage := range r.Passed {
		writes = append(writes, w.leaving(&o, passage)...)
	}
	if o.failed {
		writes = append(writes, w.known.marked(excused, 1), w.known.marked(heardOut, 1))
	}
	o.change = w.known.change(writes)
	switch listensFor(r.Verbs).(type) {
	case ivr.Hangup:
		o.hungUp = true
	case ivr.StandBy: // an agent's line from here on
	default:
		o.to = w.place(r.Call, r.Verbs, o.heard).id
	}
	return o
}

// leaving notes what it means that a node was left by an exit.
func (w *walk) leaving(o *out, p ivr.Passage) []write {
	switch p.Exit {
	case ivr.ExitBack:
		o.back = true
	case "already":
		o.noted = true
	case "closed":
		o.told = true
		return []write{w.known.marked(toldClosed, 1)}
	case "open":
		o.told = false
		return []write{w.known.marked(toldClosed, 0)}
	}
	return nil
}

// broken is the node that could not go on.
func broken(err error) string {
	rest, _ := strings.CutPrefix(err.Error(), "node ")
	name, _, _ := strings.Cut(rest, ":")
	node, _ := behind(name)
	return node
}

// coreOf is what a step has made of the core, but for the hour.
func coreOf(c ivr.Call) core {
	var made core
	for part, holds := range [...]bool{c.From == "", c.Verified, c.Callback != "" && c.Outcome == ivr.Abandoned} {
		if holds {
			made |= withheld << part
		}
	}
	return made
}

// writes are what a step has made of each group.
func (w *walk) writes(t trial) []write {
	mine, other := w.valuesOf(t.result.Call), [][]held(nil)
	if t.twin != nil {
		other = w.valuesOf(t.twin.Call)
	}
	var list []write
	for g := range w.known.marks {
		var twins []held
		if other != nil {
			twins = other[g]
		}
		combo := w.known.combo(g, mine[g], twins, g == w.known.cases && t.result.Call.Case != "")
		if _, known := t.s.combos[g]; known || combo != 0 {
			list = append(list, write{g, combo, !known})
		}
	}
	for mark, has := range bears(t.result.Call) {
		combo := 0
		if has {
			combo = 1
		}
		if _, known := t.s.combos[w.known.marks+mark]; known || has {
			list = append(list, write{w.known.marks + mark, combo, !known})
		}
	}
	return list
}

// valuesOf are a call's values, by group and in the order of their names.
func (w *walk) valuesOf(c ivr.Call) [][]held {
	values := make([][]held, w.known.marks)
	for g := range values {
		values[g] = []held{}
	}
	for _, name := range inOrder(c.Values) {
		v := c.Values[name]
		if v.Text == newNumber {
			v.Text = caseNumber // any case's number will do
		}
		if g, known := w.known.of[name]; known {
			values[g] = append(values[g], held{name, v})
		}
	}
	return values
}
