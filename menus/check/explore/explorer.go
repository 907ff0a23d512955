package explore

import (
	"container/heap"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// explorer follows every caller through a menu. It goes from state to state: a place and a situation,
// with all values that callers may have there.
type explorer struct {
	graph   *Graph
	tree    *ivr.Tree
	split   *ivr.Tree
	options Options
	stopped string

	hourClasses *hourClasses
	known       *analysis
	speaker     speaker
	passings    passings
	places      map[placeKey]*Place
	fallbacks   map[string][]fallback // by language
	states      []state
	queue       earliest // states to continue from
	menus       contexts
	visits      int
	book        book
	returned    map[returning]int32
	landed      map[landed]bool
}

// state is all callers in one situation who stop at one place.
type state struct {
	place     int32
	situation Situation
	values    int32
	dirty     bool
	backs     []back
	followers numbers // states that know the same ways back
	ways      numbers // ways by which # may lead back
}

// statesAtNode is a typical upper limit of states for each node.
const statesAtNode = 16

// Options limit an exploration, and observe it.
type Options struct {
	// States is the most different callers to follow; 0 for no limit.
	States int
	// Stop is called now and then. It returns why the exploration must end, or "".
	Stop func() string
	// Document is called with each part of a document that some caller hears, and the node that says it
	// last.
	Document func(node string, verbs []ivr.Verb)
	// Sound assumes that no call breaks off, so that none comes to the fallback.
	Sound bool
}

// stopEvery is how many states are visited between two calls of Stop.
const stopEvery = 64

func newExplorer(m *menus.Menu, now time.Time, options Options) *explorer {
	hourClasses := momentsOf(m, now)
	x := &explorer{
		graph: &Graph{Menu: m, Moments: hourClasses.moments}, hourClasses: hourClasses,
		tree: m.Tree, split: split(m.Tree), options: options, known: newKnowledge(m.Tree),
		speaker: speaker{map[ivr.Say]text{}}, passings: passings{}, places: map[placeKey]*Place{}, fallbacks: map[string][]fallback{}, menus: newContexts(m.Tree), book: book{}, returned: map[returning]int32{}, landed: map[landed]bool{},
		states: make([]state, 0, statesAtNode*len(m.Tree.Nodes)),
	}
	x.graph.x = x
	return x
}

// everyone starts all calls: at every moment, with the number shown, shown and barred, or
// withheld, rate limited or not, and callbacks.
func (x *explorer) everyone() {
	begin := ivr.Started{ID: "CA0", From: caller, To: "+8610000000", Language: x.tree.Languages[0].Name}
	barred := begin
	barred.Barred = true
	withheld := begin
	withheld.From = ""
	for moment := range x.graph.Moments {
		for _, event := range []ivr.Started{begin, barred, withheld} {
			for _, often := range []bool{false, true} {
				event.Limited = often
				x.begin(event, Situation(moment))
			}
		}
		for _, queue := range slices.Sorted(maps.Keys(x.graph.Menu.Queues)) {
			event := begin
			event.Callback = queue
			x.begin(event, Situation(moment))
		}
	}
	x.follow()
}

// begin starts calls that begin alike.
func (x *explorer) begin(event ivr.Started, s Situation) {
	b := Begin{Event: event, Situation: s}
	for oracle := (Oracle{Now: x.graph.Moments[s.Moment()].At, book: x.book}); ; {
		o := x.beginning(event, &oracle)
		if o != nil {
			values := x.enter(o, event, s)
			b.Outcomes, b.values = append(b.Outcomes, o), append(b.values, values)
		}
		if !oracle.Next() {
			break
		}
	}
	x.graph.Begins = append(x.graph.Begins, b)
}

// beginning returns one outcome of a call's beginning; nil if it cannot begin.
func (x *explorer) beginning(event ivr.Started, oracle *Oracle) *Outcome {
	result, err := x.run(ivr.Call{At: oracle.Now}, event, oracle)
	if len(result.Verbs) == 0 {
		return nil
	}
	t := trial{place: &Place{Node: x.tree.Start}, result: result, err: err}
	t.sample.parts = ^Situation(0)
	o := x.outcome(t, oracle)
	return &o
}

// enter puts those who begin into their state, and returns their values.
func (x *explorer) enter(o *Outcome, event ivr.Started, s Situation) int32 {
	values := x.known.after(x.known.nothing(), o.change)
	if event.Callback != "" { // the case of the callback is open
		values = x.known.after(values, x.known.change(change{actions: WasServed}))
	}
	if o.To == Over {
		return values
	}
	to := x.state(o.To, o.situation|s, values)
	served := event.Callback != ""
	if p := x.graph.Places[o.To]; p.Menu {
		x.entered(x.menus.of(p.Node, served), x.states[to].situation, values)
	}
	x.pass(to, wayTo(0, served), served)
	return values
}

// follow continues until nothing new is found, or a limit is reached.
func (x *explorer) follow() {
	for len(x.queue) > 0 && x.stopped == "" {
		s := heap.Pop(&x.queue).(int32)
		x.states[s].dirty = false
		x.goOn(s)
		x.count()
	}
}

// count stops the exploration at its limits.
func (x *explorer) count() {
	if x.visits++; x.visits%stopEvery != 0 {
		return
	}
	if x.options.States > 0 && len(x.states) > x.options.States {
		x.stopped = "there are too many different callers"
	} else if x.options.Stop != nil {
		x.stopped = x.options.Stop()
	}
}

// goOn applies every input to the callers of a state.
func (x *explorer) goOn(s int32) {
	st := x.states[s]
	p := x.graph.Places[st.place]
	if !p.Entry {
		x.otherwise(s, st, p)
	}
	x.outcomes(p, st.situation, x.known.sets[st.values], func(n int, o *Outcome) { x.arrive(s, n, o) })
}

// otherwise adds what may happen to every waiting call besides its inputs: time passes, the service
// fails, the call becomes too long.
func (x *explorer) otherwise(s int32, st state, p *Place) {
	for _, next := range x.graph.Moments[st.situation.Moment()].next {
		to := x.state(st.place, st.situation.at(next), x.later(st.values, p, st.situation))
		x.followBy(s, to, false)
	}
	for _, n := range x.fallbacksIn(p.Language) {
		values := x.leaving(st.values, p, st.situation)
		to := x.state(n.place, st.situation, values)
		x.trail(s, p, to, values)
	}
}

// fallback is a node where calls go that cannot continue.
type fallback struct {
	cause FallbackCause
	place int32
}

// FallbackCause is why a call leaves the menu for a fallback.
type FallbackCause uint8

// The causes.
const (
	NoFallback   FallbackCause = iota
	ServiceFails               // to the menu's fallback
	TooManySteps               // to where calls of too many steps go
)

// fallbacksIn returns those that callers in a language may come to.
func (x *explorer) fallbacksIn(language string) []fallback {
	if fallbacks, known := x.fallbacks[language]; known {
		return fallbacks
	}
	entryOf := func(node string) int32 {
		return x.place(ivr.Call{Node: entryTo(node), Language: language}, entryVerbs).ID
	}
	fallbacks := []fallback{{ServiceFails, entryOf(x.tree.Fallback)}, {TooManySteps, entryOf(x.tree.TooLong)}}
	if x.options.Sound {
		fallbacks = fallbacks[1:]
	}
	x.fallbacks[language] = fallbacks
	return fallbacks
}

var entryVerbs = []ivr.Verb{ivr.Poll{}}

// arrive records where an input has led the callers of a state.
func (x *explorer) arrive(s int32, i int, o *Outcome) {
	st := x.states[s]
	p := x.graph.Places[st.place]
	if o.Back {
		x.backwards(s, i, o)
		if !x.fromStart(s) {
			return
		}
	}
	if o.To == Over {
		return
	}
	values := x.after(st.values, p, st.situation, o)
	to := x.state(o.To, o.After(st.situation), values)
	if o.Back {
		x.restart(s, to)
		return
	}
	x.trail(s, p, to, values)
}

// restart records that callers who had been at no menu have gone back to the start.
func (x *explorer) restart(from, to int32) {
	for _, served := range []bool{false, true} {
		if none := wayTo(0, served); x.states[from].ways.contains(none) {
			x.pass(to, none, served)
		}
	}
}

// fromStart reports whether # leads some callers of a state to the start: they have been at no menu.
func (x *explorer) fromStart(s int32) bool {
	return x.states[s].ways.contains(wayTo(0, false)) || x.states[s].ways.contains(wayTo(0, true))
}

// after returns the possible values after a step.
func (x *explorer) after(values int32, p *Place, s Situation, o *Outcome) int32 {
	return x.known.after(x.leaving(values, p, s), o.change)
}

// leaving marks callers who leave a person's queue or Dial: a person was offered.
func (x *explorer) leaving(values int32, p *Place, s Situation) int32 {
	if x.graph.WithPerson(p, s) {
		return x.known.after(values, x.known.offered)
	}
	return values
}

// later marks callers who wait into another moment: a person was offered, or everything was closed when
// they called.
func (x *explorer) later(values int32, p *Place, s Situation) int32 {
	if !x.graph.Moments[s.Moment()].AnyOpen() {
		return x.known.after(values, x.known.closed)
	}
	return x.leaving(values, p, s)
}

// state adds callers to a place, joining those who were there in the same situation.
func (x *explorer) state(place int32, s Situation, values int32) int32 {
	p := x.graph.Places[place]
	values = x.known.forget(values, p.Node)
	n, known := p.with(s)
	if !known {
		n = int32(len(x.states))
		p.known, p.states = append(p.known, s), append(p.states, n)
		x.states = append(x.states, state{place: place, situation: s, values: values})
		x.wake(n)
		return n
	}
	if both := x.known.join(x.states[n].values, values); both != x.states[n].values {
		x.states[n].values = both
		x.wake(n)
	}
	return n
}

func (x *explorer) wake(s int32) {
	if !x.states[s].dirty {
		x.states[s].dirty = true
		heap.Push(&x.queue, s)
	}
}

// earliest is a heap: states found first continue first, so that what they contribute is known to later
// ones.
type earliest []int32

// Len, Less, Swap, Push and Pop implement [heap.Interface].
func (q earliest) Len() int           { return len(q) }
func (q earliest) Less(i, j int) bool { return q[i] < q[j] }
func (q earliest) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *earliest) Push(s any)        { *q = append(*q, s.(int32)) }
func (q *earliest) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}
