package explore

import (
	"cmp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// Over is the target of an outcome that ends the call, or goes back a menu.
const Over = int32(-1)

// Outcome is one possible result of an input.
type Outcome struct {
	To      int32 // the place reached, or Over
	Heard   Heard
	Choices []int            // of the oracle
	Final   string           // the node at the end
	Passed  []ivr.Transition // the transitions, entries excepted
	Back    bool             // led back to a menu on the caller's trail
	Noted   bool             // something was noted for the caller in this step, or found noted before
	Staff   bool             // an agent, not a caller
	HungUp  bool             // the hotline hung up
	Told    bool             // the caller was told that a schedule is closed
	Sent    []ivr.Masked     // text messages
	Says    []string         // said before another node is entered; a place has its own texts
	Err     error            // why the call went to its fallback
	Leak    string           // account data given to an unverified caller
	Excuses

	KeepsSecret bool // secret digits reach what is said, sent or kept

	situation Situation // the changed parts of the situation
	parts     Situation // the parts that the step read; the others stay
	change    int32     // what it changed in the values: see analysis.change
}

// After returns the situation of callers after the step.
func (o *Outcome) After(before Situation) Situation { return before&^o.parts | o.situation&o.parts }

// outcome reads the result of a run.
func (sp *stepper) outcome(t trial, oracle *Oracle) Outcome {
	r := t.result
	final, _ := behind(r.Call.Node)
	o := Outcome{
		To: Over, Choices: slices.Clone(oracle.Choices[:len(oracle.Options)]), Err: t.err, Excuses: oracle.Excuses, Final: final,
		Staff: r.Call.Outcome == ivr.Staff, situation: situationOf(r.Call), parts: t.sample.parts &^ ofMoment,
	}
	var how bool
	o.Heard, how = sp.speaker.measure(r.Verbs)
	o.Heard.Moves, o.Heard.Asks = 1, len(oracle.Options)
	sp.note(&o, t)
	if sp.document != nil {
		sp.document(final, r.Verbs)
	}
	actions := sp.actions(&o, how)
	o.change = sp.known.change(change{sp.writes(t), actions})
	switch Ending(r.Verbs).(type) {
	case ivr.Hangup:
		o.HungUp = true
	case ivr.Park: // an agent's leg from here on
	default:
		p := sp.places.at(r.Call, r.Verbs)
		if o.To = p.ID; p.Entry {
			o.Says = said(r.Verbs)
		}
	}
	return o
}

// note records what a step left behind: the transitions, cases, text messages.
func (sp *stepper) note(o *Outcome, t trial) {
	for _, p := range t.result.Passed {
		if _, isEntry := behind(p.Node); !isEntry {
			o.Passed = append(o.Passed, p)
		}
	}
	_, asked := t.sample.chosen[sp.known.cases]
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

// actions returns what the step did to the caller's status.
func (sp *stepper) actions(o *Outcome, saysHow bool) Actions {
	var d Actions
	for _, p := range o.Passed {
		one := sp.passings.of(sp.tree, p)
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

// Broken returns the node that failed.
func Broken(err error) string {
	rest, _ := strings.CutPrefix(err.Error(), "node ")
	name, _, _ := strings.Cut(rest, ":")
	node, _ := behind(name)
	return node
}

// writes returns what a step has changed in each group and mark.
func (sp *stepper) writes(t trial) []write {
	mine, other := sp.valuesOf(t.result.Call), [][]held(nil)
	if t.twin != nil {
		other = sp.valuesOf(t.twin.Call)
	}
	var list []write
	for g := range sp.known.marks {
		var twins []held
		if other != nil {
			twins = other[g]
		}
		n := sp.known.assign(g, mine[g], twins, g == sp.known.cases && t.result.Call.Case != "")
		if _, known := t.sample.chosen[g]; known || n != 0 {
			list = append(list, write{g, n, !known})
		}
	}
	for mark, has := range borne(t.result.Call) {
		n := 0
		if has {
			n = 1
		}
		if _, known := t.sample.chosen[sp.known.marks+mark]; known || has {
			list = append(list, write{sp.known.marks + mark, n, !known})
		}
	}
	return list
}

// valuesOf returns a call's values, by group and in the order of their names.
func (sp *stepper) valuesOf(c ivr.Call) [][]held {
	values := make([][]held, sp.known.marks)
	for name, v := range c.Values {
		if v.Text == newNumber {
			v.Text = caseNumber // the case number makes no difference
		}
		if g, known := sp.known.of[name]; known {
			values[g] = append(values[g], held{name, v})
		}
	}
	for g := range values {
		slices.SortFunc(values[g], func(a, b held) int { return cmp.Compare(a.name, b.name) })
	}
	return values
}
