package proof

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
)

// place is where a call stops: at a node, with what the node remembers, or at its
// door; and the language.
type place struct {
	id       int32
	node     string
	door     bool // before it: the call has not come in yet
	state    ivr.State
	language string
	queue    string // in a queue's node: which
	verbs    []ivr.Verb
	heard    time.Duration // the longest that is heard on coming here
	inputs   []input
	tries    []*tree // by input
	landing  *tree
}

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

// trial is one run of the engine.
type trial struct {
	p      *place
	in     input
	s      situation
	result engine.Result
	twin   *engine.Result // the same, of another customer; nil where it cannot differ
	err    error
}

// engine takes a call through an event in the tree taken apart.
func (w *walk) engine(call ivr.Call, event ivr.Event, world *world) (engine.Result, error) {
	w.steps++
	return run(w.apart, call, event, world)
}

// run takes a call through an event; a caller whom the carrier lets out of a queue
// goes on in the same step.
func run(tree *ivr.Tree, call ivr.Call, event ivr.Event, world *world) (engine.Result, error) {
	result, err := engine.Run(tree, call, event, world.now, world.answer)
	if _, leaves := listensFor(result.Verbs).(ivr.Leave); !leaves {
		return result, err
	}
	then, err := engine.Run(tree, result.Call, ivr.QueueLeft{Result: "leave"}, world.now, world.answer)
	then.Effects = append(result.Effects, then.Effects...)
	then.Passed = append(result.Passed, then.Passed...)
	then.Events = append(result.Events, then.Events...)
	return then, err
}

// call is a call as it waits at a place, of one customer or another.
func (w *walk) call(p *place, s situation, other bool) ivr.Call {
	at := w.hours[s.core&ofHour].at
	c := ivr.Call{
		ID: "CA0", From: caller, To: "+8610000000", Language: p.language, Limited: s.combos[w.known.marks+limited] == 1, Began: at, At: at,
		Step: 1, Node: p.at(), State: p.state, Said: p.verbs, Queue: p.queue, Outcome: ivr.Waited,
		Values: map[string]ivr.Value{}, Verified: s.core&verified != 0,
	}
	if s.core&withheld != 0 {
		c.From = ""
	}
	if s.core&verified != 0 || s.combos[w.known.marks+accounted] == 1 {
		c.Account = account(other)
	}
	if s.core&calledBack != 0 {
		c.Callback, c.Outcome = p.queue, ivr.Abandoned
	}
	if w.isMenu(p) {
		c.Trail = []string{p.node}
	}
	if _, talks := listensFor(p.verbs).(ivr.Meet); talks {
		c.Talking = true
	}
	for g, n := range s.combos {
		combo := w.known.groups[g].combos[n]
		values := combo.values
		if other && combo.other != nil {
			values = combo.other
		}
		maps.Copy(c.Values, values)
		if combo.cased {
			c.Case = caseNumber
		}
	}
	if s.cased {
		c.Cases = map[ivr.CaseKind]string{}
		for _, kind := range ivr.CaseKinds() {
			c.Cases[kind] = caseNumber
		}
	}
	return c
}

func listensFor(verbs []ivr.Verb) ivr.Verb {
	if len(verbs) == 0 {
		return nil
	}
	return verbs[len(verbs)-1]
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

// place is the one at which a call waits, a new one if none has before.
func (w *walk) place(c ivr.Call, verbs []ivr.Verb, heard time.Duration) *place {
	node, isDoor := behind(c.Node)
	key := placeKey{node: node, door: isDoor, language: c.Language}
	if !isDoor {
		key.state = c.State
		if key.state.Held == newNumber {
			key.state.Held = caseNumber
		}
		if _, waits := w.menu.Tree.Nodes[node].Node.(ivr.Waiter); waits {
			key.queue = c.Queue
		}
	}
	p, known := w.places[key]
	if !known {
		p = &place{id: int32(len(w.all)), node: key.node, door: key.door, state: key.state, language: key.language, queue: key.queue}
		w.places[key] = p
		w.all = append(w.all, p)
	}
	if p.verbs == nil && verbs != nil {
		p.verbs = verbs
		w.views(p, c)
		p.inputs = w.inputs(p)
		p.tries = make([]*tree, len(p.inputs))
		for i := range p.tries {
			p.tries[i] = &tree{}
		}
	}
	p.heard = max(p.heard, heard)
	return p
}

// at is what the tree taken apart calls it.
func (p *place) at() string {
	if p.door {
		return doorTo(p.node)
	}
	return p.node
}

func (w *walk) isMenu(p *place) bool { return !p.door && w.menu.Tree.Nodes[p.node].Menu }

type placeKey struct {
	node     string
	door     bool
	state    ivr.State
	language string
	queue    string
}

// at is where a node of the menu is written.
func (w *walk) at(node string) menus.Position { return w.menu.Where(node) }
