package explore

import (
	"math/bits"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// decision is the result of an input at a place. It is a tree that asks, one after the other, for the
// values on which the step depends, so that callers who agree on those share a result and the engine
// runs once for all of them.
type decision struct {
	asks    asks
	mask    Situation // asksSituation: the part of it
	group   int       // asksGroup: the group
	answers int       // asksOracle: the number of answers to the query
	up      *decision
	n       int         // the answer of up's that leads here
	kids    []*decision // by answer
	then    touch       // what the kids ask for
	out     *Outcome    // of a leaf; nil if not even the fallback could be entered
}

// asks is what a decision asks for.
type asks uint8

const (
	asksEngine asks = iota // nothing is known yet
	asksSituation
	asksGroup
	asksCases // whether the call has opened cases before
	asksOracle
	asksNothing
)

// sample is one caller at a place, described as far as a decision has asked.
type sample struct {
	situation Situation
	parts     Situation // the parts of the situation that were asked for
	chosen    map[int]int
	cases     bool // asked for
	cased     bool
	choices   []int // of the oracle
}

// expander applies inputs to the callers of a state.
type expander struct {
	steps     *stepper
	place     *Place
	n         int // the input's number
	input     Input
	situation Situation
	values    valueSet
	visit     func(n int, o *Outcome)
}

// landing is the input # at a menu without a way back: the engine enters the menu.
var landing = Input{Active, "#", ivr.Input{Digits: "#"}, keyTime, 1}

func (e *expander) descend(d *decision) {
	if d.asks == asksEngine {
		e.grow(d)
	}
	switch d.asks {
	case asksNothing:
		if d.out != nil {
			e.visit(e.n, d.out)
		}
	case asksSituation:
		e.descend(d.kid(e.steps.number(e.situation & d.mask)))
	case asksGroup:
		e.eachAssignment(d)
	case asksCases:
		e.descend(d.kid(0))
		e.descend(d.kid(1))
	case asksOracle:
		for n := range d.answers {
			e.descend(d.kid(n))
		}
	}
}

// eachAssignment continues with all assignments that a group may have.
func (e *expander) eachAssignment(d *decision) {
	for word := e.values[d.group]; word != 0; word &= word - 1 {
		n := bits.TrailingZeros64(word)
		if e.descend(d.kid(n)); n == sharedBit {
			for n++; n < len(e.steps.known.groups[d.group].assignments); n++ {
				e.descend(d.kid(n))
			}
		}
	}
}

// kid returns the decision for one answer to what d asks for.
func (d *decision) kid(n int) *decision {
	for n >= len(d.kids) {
		d.kids = append(d.kids, nil)
	}
	if d.kids[n] == nil {
		d.kids[n] = &decision{up: d, n: n}
		d.kids[n].ask(d.then)
	}
	return d.kids[n]
}

// ask makes a decision ask for the given things, one after the other. It reports whether there are any.
func (d *decision) ask(more touch) bool {
	switch {
	case more.situation != 0:
		d.asks, d.mask, more.situation = asksSituation, more.situation, 0
	case more.cases:
		d.asks, more.cases = asksCases, false
	case len(more.groups) > 0:
		d.asks, d.group, more.groups = asksGroup, more.groups[0], more.groups[1:]
	default:
		return false
	}
	d.then = more
	return true
}

// sample returns what was asked for on the path to a decision.
func (e *expander) sample(d *decision) sample {
	s := sample{situation: e.situation}
	for ; d.up != nil; d = d.up {
		switch d.up.asks {
		case asksSituation:
			s.parts |= d.up.mask
		case asksGroup:
			if s.chosen == nil {
				s.chosen = map[int]int{}
			}
			s.chosen[d.up.group] = d.n
		case asksCases:
			s.cases, s.cased = true, d.n == 1
		case asksOracle:
			s.choices = append(s.choices, d.n)
		}
	}
	slices.Reverse(s.choices)
	return s
}

// missing returns what a step has read and was not asked for.
func (s sample) missing(looked touch) touch {
	missing := touch{situation: looked.situation &^ s.parts, cases: looked.cases && !s.cases}
	for _, g := range looked.groups {
		if _, known := s.chosen[g]; !known {
			missing.groups = append(missing.groups, g)
		}
	}
	return missing
}

// grow runs the engine. d becomes a leaf, or asks for what the step has read and was not known.
func (e *expander) grow(d *decision) {
	s := e.sample(d)
	looks := e.steps.known.looks[e.place.Node]
	if d.ask(s.missing(looks.touch)) {
		return
	}
	o := Oracle{Now: e.steps.graph.Moments[e.situation.Moment()].At, Choices: s.choices, book: e.steps.book}
	t := trial{place: e.place, input: e.input, sample: s}
	t.result, t.err = e.steps.runner.run(e.steps.runner.call(e.place, s, false), e.input.Event, &o)
	if len(o.Options) > len(s.choices) {
		d.asks, d.answers = asksOracle, o.Options[len(s.choices)]
		return
	}
	if t.err != nil && d.ask(s.missing(looks.spoken)) {
		return
	}
	d.asks = asksNothing
	if len(t.result.Verbs) == 0 {
		return
	}
	if o.ledger || e.steps.runner.private(s) {
		t.twin = e.steps.runner.twin(t, o)
	}
	out := e.steps.outcome(t, &o)
	out.Leak = t.leak()
	out.KeepsSecret = e.steps.runner.keepsSecret(t, o)
	d.out = &out
}
