package proof

import (
	"math/bits"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// tree holds what became of an input at a place. It asks what decided the step,
// one thing after the other, so that callers who differ in nothing else go on
// alike, and the engine is asked once for all of them.
type tree struct {
	asks  asks
	mask  core // asksCore: which part of it
	group int  // asksGroup: which one's combo
	ways  int  // asksWorld: in how many ways a query may be answered
	up    *tree
	n     int     // by which answer of up's it was come to
	kids  []*tree // by answer
	then  touch   // what the kids ask for
	out   *out    // of a leaf; nil: the call cannot even be rescued
}

// asks says what a tree asks for.
type asks uint8

const (
	asksEngine asks = iota // nothing is known yet
	asksCore
	asksGroup
	asksCases // whether the call has opened cases before
	asksWorld // the next answer
	asksNothing
)

// situation is one caller at a place, as far as it has been asked for.
type situation struct {
	core    core
	parts   core
	combos  map[int]int
	cases   bool // asked for
	cased   bool
	choices []int
}

// fork is an input at a place: it finds where it leads.
type fork struct {
	*walk
	place *place
	n     int // the input's number
	input input
	core  core
	env   env
	visit func(n int, o *out)
}

// outsOf are all ways in which the inputs may go for the callers of a state.
func (w *walk) outsOf(p *place, c core, e env, visit func(n int, o *out)) {
	f := fork{walk: w, place: p, core: c, env: e, visit: visit}
	for n := range p.inputs {
		f.n, f.input = n, p.inputs[n]
		f.descend(p.tries[n])
	}
}

// landings are the ways in which a menu may be entered that # has led back to.
func (w *walk) landings(p *place, c core, e env, visit func(n int, o *out)) {
	if p.landing == nil {
		p.landing = &tree{}
	}
	f := fork{walk: w, place: p, input: landing, core: c, env: e, visit: visit}
	f.descend(p.landing)
}

// landing is what the engine does at a menu without a way back: it is entered.
var landing = input{anybody, "#", ivr.Input{Digits: "#"}, keyTime, 1}

func (f *fork) descend(t *tree) {
	if t.asks == asksEngine {
		f.grow(t)
	}
	switch t.asks {
	case asksNothing:
		if t.out != nil {
			f.visit(f.n, t.out)
		}
	case asksCore:
		f.descend(t.kid(f.number(f.core & t.mask)))
	case asksGroup:
		f.eachCombo(t)
	case asksCases:
		f.descend(t.kid(0))
		f.descend(t.kid(1))
	case asksWorld:
		for n := range t.ways {
			f.descend(t.kid(n))
		}
	}
}

// eachCombo goes on with all combos that a group may hold.
func (f *fork) eachCombo(t *tree) {
	for word := f.env[t.group]; word != 0; word &= word - 1 {
		n := bits.TrailingZeros64(word)
		if f.descend(t.kid(n)); n == sharedBit {
			for n++; n < len(f.known.groups[t.group].combos); n++ {
				f.descend(t.kid(n))
			}
		}
	}
}

// number is a core's, counted without gaps.
func (w *walk) number(c core) int { return int(c/withheld)*len(w.hours) + int(c&ofHour) }

// kid is the tree for one answer to what t asks for.
func (t *tree) kid(n int) *tree {
	for n >= len(t.kids) {
		t.kids = append(t.kids, nil)
	}
	if t.kids[n] == nil {
		t.kids[n] = &tree{up: t, n: n}
		t.kids[n].ask(t.then)
	}
	return t.kids[n]
}

// leaves gives every way in which an input was found to go.
func (t *tree) leaves(visit func(*out)) {
	if t.out != nil {
		visit(t.out)
	}
	for _, kid := range t.kids {
		if kid != nil {
			kid.leaves(visit)
		}
	}
}

// ask has a tree ask for some things, one after the other; it tells whether
// there are any.
func (t *tree) ask(more touch) bool {
	switch {
	case more.core != 0:
		t.asks, t.mask, more.core = asksCore, more.core, 0
	case more.cases:
		t.asks, more.cases = asksCases, false
	case len(more.groups) > 0:
		t.asks, t.group, more.groups = asksGroup, more.groups[0], more.groups[1:]
	default:
		return false
	}
	t.then = more
	return true
}

// situation is what was asked for on the way to a tree.
func (f *fork) situation(t *tree) situation {
	s := situation{core: f.core, combos: map[int]int{}}
	for ; t.up != nil; t = t.up {
		switch t.up.asks {
		case asksCore:
			s.parts |= t.up.mask
		case asksGroup:
			s.combos[t.up.group] = t.n
		case asksCases:
			s.cases, s.cased = true, t.n == 1
		case asksWorld:
			s.choices = append(s.choices, t.n)
		}
	}
	slices.Reverse(s.choices)
	return s
}

// missing is what a step has looked at and was not asked for.
func (s situation) missing(looked touch) touch {
	missing := touch{core: looked.core &^ s.parts, cases: looked.cases && !s.cases}
	for _, g := range looked.groups {
		if _, known := s.combos[g]; !known {
			missing.groups = append(missing.groups, g)
		}
	}
	return missing
}

// grow asks the engine: t becomes a leaf, or asks for what the step has looked
// at and was not known.
func (f *fork) grow(t *tree) {
	s := f.situation(t)
	if t.ask(s.missing(f.known.touched[f.place.node].touch)) {
		return
	}
	world := world{now: f.hours[f.core&ofHour].at, choices: s.choices}
	r := trial{p: f.place, in: f.input, s: s}
	r.result, r.err = f.engine(f.call(f.place, s, false), f.input.event, &world)
	if len(world.options) > len(s.choices) {
		t.asks, t.ways = asksWorld, world.options[len(s.choices)]
		return
	}
	if r.err != nil && t.ask(s.missing(f.known.touched[f.place.node].spoken)) {
		return
	}
	t.asks = asksNothing
	if len(r.result.Verbs) == 0 {
		return
	}
	if world.ledger || f.private(s) {
		r.twin = f.twin(r, world)
	}
	o := f.out(r, &world)
	o.leaks = r.leak()
	t.out = &o
	f.secrecy(r, world)
}
