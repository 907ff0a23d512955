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
	writes  []write
	heard   time.Duration
	choices []int
	final   string // the node at the end
	back    bool   // led back: to the menus on the caller's way
	cased   bool   // the call has a case
	noted   bool   // a request was noted in this step, or found noted before
	staff   bool   // no caller at all: an agent
	hungUp  bool   // we have
	told    bool   // that a line is closed
	err     error
	leaks   string // what an account's own was told too early; "" is nothing
	luck
}

const over = int32(-1)

// write is what a step has made of a group: a combo, or, where it had not looked
// at the group, what it has added to whatever was there.
type write struct {
	group, combo int
	added        bool
}

// out reads a result.
func (w *walk) out(t trial, world *world) out {
	r := t.result
	final, _ := behind(r.Call.Node)
	o := out{
		to: over, choices: slices.Clone(world.choices[:len(world.options)]), err: t.err, luck: world.luck, final: final,
		heard: w.length(r.Verbs), cased: r.Call.Case != "", staff: r.Call.Outcome == ivr.Staff,
		core: coreOf(r.Call), parts: t.s.parts &^ ofHour,
	}
	w.document(final, r.Verbs)
	for g := range w.known.groups {
		_, known := t.s.combos[g]
		if combo := w.comboOf(g, t); known || combo != 0 {
			o.writes = append(o.writes, write{g, combo, !known})
			o.noted = o.noted || g == w.known.cases && !known && o.cased
		}
	}
	for _, e := range r.Effects {
		_, opens := e.(ivr.OpenCase)
		o.noted = o.noted || opens
	}
	for _, passage := range r.Passed {
		w.leaving(&o, passage)
	}
	if o.failed {
		o.mark(w.known, excused, 1)
		o.mark(w.known, heardOut, 1)
	}
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
func (w *walk) leaving(o *out, p ivr.Passage) {
	switch p.Exit {
	case ivr.ExitBack:
		o.back = true
	case "already":
		o.noted = true
	case "open", "closed":
		o.told = p.Exit == "closed"
		o.mark(w.known, toldClosed, map[string]int{"closed": 1}[p.Exit])
	}
}

func (o *out) mark(k *knowledge, mark, combo int) {
	o.writes = append(o.writes, write{group: k.marks + mark, combo: combo})
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

// comboOf is what a step has made of a group.
func (w *walk) comboOf(g int, t trial) int {
	if mark := g - w.known.marks; mark >= 0 {
		if bears(t.result.Call)[mark] {
			return 1
		}
		return 0
	}
	values, other := w.valuesOf(g, t.result.Call), map[string]ivr.Value(nil)
	if t.twin != nil {
		other = w.valuesOf(g, t.twin.Call)
	}
	return w.known.combo(g, values, other, g == w.known.cases && t.result.Call.Case != "")
}

func (w *walk) valuesOf(g int, c ivr.Call) map[string]ivr.Value {
	values := map[string]ivr.Value{}
	for name, v := range c.Values {
		if w.known.of[name] == g {
			if v.Text == newNumber {
				v.Text = caseNumber // any case's number will do
			}
			values[name] = v
		}
	}
	return values
}
