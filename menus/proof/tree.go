package proof

import (
	"maps"
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
	kids  map[int]*tree
	then  touch // what the kids ask for
	out   *out  // of a leaf; nil: the call cannot even be rescued
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

// answered is one question of a tree and its answer.
type answered struct {
	tree *tree
	n    int
}

// fork is an input at a place: it finds where it leads.
type fork struct {
	*walk
	place *place
	input input
	core  core
	env   env
	path  []answered
	visit func(*out)
}

// outsOf are all ways in which an input may go for the callers of a state.
func (w *walk) outsOf(p *place, i int, c core, e env, visit func(*out)) {
	f := fork{walk: w, place: p, input: p.inputs[i], core: c, env: e, path: nil, visit: visit}
	f.descend(p.tries[i])
}

// landings are the ways in which a menu may be entered that # has led back to.
func (w *walk) landings(p *place, c core, e env, visit func(*out)) {
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
			f.visit(t.out)
		}
	case asksCore:
		f.answer(t, int(f.core&t.mask))
	case asksGroup:
		for combo := range f.known.groups[t.group].combos {
			if f.env[t.group]&bit(combo) != 0 {
				f.answer(t, combo)
			}
		}
	case asksCases:
		f.answer(t, 0)
		f.answer(t, 1)
	case asksWorld:
		for n := range t.ways {
			f.answer(t, n)
		}
	}
}

func (f *fork) answer(t *tree, n int) {
	f.path = append(f.path, answered{t, n})
	f.descend(t.kid(n))
	f.path = f.path[:len(f.path)-1]
}

// kid is the tree for one answer to what t asks for.
func (t *tree) kid(n int) *tree {
	k, ok := t.kids[n]
	if !ok {
		k = &tree{}
		k.ask(t.then)
		if t.kids == nil {
			t.kids = map[int]*tree{}
		}
		t.kids[n] = k
	}
	return k
}

// leaves gives every way in which an input was found to go.
func (t *tree) leaves(visit func(*out)) {
	if t.out != nil {
		visit(t.out)
	}
	for _, n := range slices.Sorted(maps.Keys(t.kids)) {
		t.kids[n].leaves(visit)
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

// known is what the path has asked for.
func (f *fork) situation() situation {
	s := situation{core: f.core, combos: map[int]int{}}
	for _, a := range f.path {
		switch a.tree.asks {
		case asksCore:
			s.parts |= a.tree.mask
		case asksGroup:
			s.combos[a.tree.group] = a.n
		case asksCases:
			s.cases, s.cased = true, a.n == 1
		case asksWorld:
			s.choices = append(s.choices, a.n)
		}
	}
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
	s := f.situation()
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
