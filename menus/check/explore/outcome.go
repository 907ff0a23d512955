package explore

import (
	"cmp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// Over is where an outcome leads that ends the call, or goes back a menu.
const Over = int32(-1)

// Outcome is one way in which an input may go.
type Outcome struct {
	To      int32 // the place come to, or Over
	Heard   Heard
	Choices []int            // of the oracle
	Final   string           // the node at the end
	Passed  []ivr.Transition // the nodes left, entries excepted
	Back    bool             // led back to a menu on the caller's trail
	Noted   bool             // something was noted for the caller in this step, or found noted before
	Staff   bool             // no caller at all: an agent
	HungUp  bool             // the hotline has hung up
	Told    bool             // that a line is closed
	Sent    []ivr.Masked     // text messages
	Says    []string         // what is said on the way to another node; a place knows what it says itself
	Err     error            // why the call went to its lifeline
	Leak    string           // what of an account was told too early
	Luck

	KeepsSecret bool // secret digits reach what is said, sent or kept

	situation Situation // what the step has made of the situation,
	parts     Situation // and which parts of it the step had looked at; the others stay
	change    int32     // what it has made of the values: see knowledge.change
}

// After returns the situation of callers after the step.
func (o *Outcome) After(before Situation) Situation { return before&^o.parts | o.situation&o.parts }

// outcome reads what a run has come to.
func (x *explorer) outcome(t trial, oracle *Oracle) Outcome {
	r := t.result
	final, _ := behind(r.Call.Node)
	o := Outcome{
		To: Over, Choices: slices.Clone(oracle.Choices[:len(oracle.Options)]), Err: t.err, Luck: oracle.Luck, Final: final,
		Staff: r.Call.Outcome == ivr.Staff, situation: situationOf(r.Call), parts: t.sample.parts &^ ofMoment,
	}
	var how bool
	o.Heard, how = x.speaker.measure(r.Verbs)
	o.Heard.Moves, o.Heard.Asks = 1, len(oracle.Options)
	x.note(&o, t)
	if x.options.Document != nil {
		x.options.Document(final, r.Verbs)
	}
	deeds := x.deeds(&o, how)
	o.change = x.known.change(change{x.writes(t), deeds})
	switch Ending(r.Verbs).(type) {
	case ivr.Hangup:
		o.HungUp = true
	case ivr.Park: // an agent's line from here on
	default:
		p := x.place(r.Call, r.Verbs)
		if o.To = p.ID; p.Entry {
			o.Says = said(r.Verbs)
		}
	}
	return o
}

// note reads what a step left behind: the nodes passed, cases, text messages.
func (x *explorer) note(o *Outcome, t trial) {
	for _, p := range t.result.Passed {
		if _, isEntry := behind(p.Node); !isEntry {
			o.Passed = append(o.Passed, p)
		}
	}
	_, asked := t.sample.chosen[x.known.cases]
	o.Noted = !asked && t.result.Call.Case != ""
	for _, e := range t.result.Effects {
		switch e := e.(type) {
		case ivr.OpenCase, ivr.AddRecording:
			o.Noted = true
		case ivr.SendText:
			o.Sent = append(o.Sent, e.Body)
		}
	}
}

// deeds returns what the step did to the caller's status.
func (x *explorer) deeds(o *Outcome, saysHow bool) Deeds {
	var d Deeds
	for _, p := range o.Passed {
		one := x.passings.of(x.tree, p)
		o.Back = o.Back || p.Exit == ivr.ExitBack
		o.Told = o.Told && one&ToldOpen == 0 || one&ToldClosed != 0
		if p.Exit == "already" {
			o.Noted = true
		}
		d |= one
	}
	if o.Noted {
		d |= WasServed
	}
	if saysHow {
		d |= ToldHow
	}
	return d
}

// Broken names the node that could not go on.
func Broken(err error) string {
	rest, _ := strings.CutPrefix(err.Error(), "node ")
	name, _, _ := strings.Cut(rest, ":")
	node, _ := behind(name)
	return node
}

// writes returns what a step has made of each group and mark.
func (x *explorer) writes(t trial) []write {
	mine, other := x.valuesOf(t.result.Call), [][]held(nil)
	if t.twin != nil {
		other = x.valuesOf(t.twin.Call)
	}
	var list []write
	for g := range x.known.marks {
		var twins []held
		if other != nil {
			twins = other[g]
		}
		n := x.known.assign(g, mine[g], twins, g == x.known.cases && t.result.Call.Case != "")
		if _, known := t.sample.chosen[g]; known || n != 0 {
			list = append(list, write{g, n, !known})
		}
	}
	for mark, has := range borne(t.result.Call) {
		n := 0
		if has {
			n = 1
		}
		if _, known := t.sample.chosen[x.known.marks+mark]; known || has {
			list = append(list, write{x.known.marks + mark, n, !known})
		}
	}
	return list
}

// valuesOf returns a call's values, by group and in the order of their names.
func (x *explorer) valuesOf(c ivr.Call) [][]held {
	values := make([][]held, x.known.marks)
	for name, v := range c.Values {
		if v.Text == newNumber {
			v.Text = caseNumber // any case's number will do
		}
		if g, known := x.known.of[name]; known {
			values[g] = append(values[g], held{name, v})
		}
	}
	for g := range values {
		slices.SortFunc(values[g], func(a, b held) int { return cmp.Compare(a.name, b.name) })
	}
	return values
}
