package explore

import (
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
	options Options
	stopped string

	hourClasses *hourClasses
	known       *analysis
	runner      *runner
	places      *places
	steps       *stepper
	states      *states
	trails      *trails
	fallbacks   map[string][]fallback // by language
	visits      int
}

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
	g, known := &Graph{Menu: m, Moments: hourClasses.moments}, newKnowledge(m.Tree)
	x := &explorer{graph: g, tree: m.Tree, options: options, hourClasses: hourClasses, known: known, fallbacks: map[string][]fallback{}}
	x.runner = &runner{graph: g, tree: m.Tree, split: split(m.Tree), known: known}
	x.places = &places{graph: g, tree: m.Tree, known: known, runner: x.runner, byKey: map[placeKey]*Place{}}
	x.steps = &stepper{
		graph: g, tree: m.Tree, known: known, runner: x.runner, places: x.places, document: options.Document,
		speaker: speaker{map[ivr.Say]text{}}, passings: passings{}, book: book{},
	}
	x.states = &states{graph: g, known: known, list: make([]state, 0, statesAtNode*len(m.Tree.Nodes))}
	x.trails = &trails{
		graph: g, known: known, places: x.places, steps: x.steps, states: x.states,
		menus: newContexts(m.Tree), returned: map[returning]int32{}, landed: map[landed]bool{},
	}
	g.x = x
	return x
}

// everyone starts all calls: at every moment, with the number shown, shown and barred, or
// withheld, rate limited or not, and callbacks.
func (x *explorer) everyone() {
	begin := ivr.Started{ID: "CA0", From: Caller, To: "+8610000000", Language: x.tree.Languages[0].Name}
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
	for oracle := (Oracle{Now: x.graph.Moments[s.Moment()].At, book: x.steps.book}); ; {
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
	result, err := x.runner.run(ivr.Call{At: oracle.Now}, event, oracle)
	if len(result.Verbs) == 0 {
		return nil
	}
	t := trial{place: &Place{Node: x.tree.Start}, result: result, err: err}
	t.sample.parts = ^Situation(0)
	o := x.steps.outcome(t, oracle)
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
	to := x.states.add(o.To, o.situation|s, values)
	served := event.Callback != ""
	if p := x.graph.Places[o.To]; p.Menu {
		x.trails.entered(x.trails.menus.of(p.Node, served), x.states.list[to].situation, values)
	}
	x.trails.pass(to, wayTo(0, served), served)
	return values
}

// follow continues until nothing new is found, or a limit is reached.
func (x *explorer) follow() {
	for x.stopped == "" {
		s, more := x.states.next()
		if !more {
			return
		}
		x.goOn(s)
		x.count()
	}
}

// count stops the exploration at its limits.
func (x *explorer) count() {
	if x.visits++; x.visits%stopEvery != 0 {
		return
	}
	if x.options.States > 0 && len(x.states.list) > x.options.States {
		x.stopped = "there are too many different callers"
	} else if x.options.Stop != nil {
		x.stopped = x.options.Stop()
	}
}

// goOn applies every input to the callers of a state.
func (x *explorer) goOn(s int32) {
	st := x.states.list[s]
	p := x.graph.Places[st.place]
	if !p.Entry {
		x.otherwise(s, st, p)
	}
	x.steps.outcomes(p, st.situation, x.known.sets[st.values], func(n int, o *Outcome) { x.arrive(s, n, o) })
}

// otherwise adds what may happen to every waiting call besides its inputs: time passes, the service
// fails, the call becomes too long.
func (x *explorer) otherwise(s int32, st state, p *Place) {
	for _, next := range x.graph.Moments[st.situation.Moment()].next {
		to := x.states.add(st.place, st.situation.at(next), x.steps.later(st.values, p, st.situation))
		x.trails.followBy(s, to, false)
	}
	for _, n := range x.fallbacksIn(p.Language) {
		values := x.steps.leaving(st.values, p, st.situation)
		to := x.states.add(n.place, st.situation, values)
		x.trails.trail(s, p, to, values)
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
		return x.places.at(ivr.Call{Node: entryTo(node), Language: language}, entryVerbs).ID
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
	st := x.states.list[s]
	p := x.graph.Places[st.place]
	if o.Back {
		x.trails.backwards(s, i, o)
		if !x.states.fromStart(s) {
			return
		}
	}
	if o.To == Over {
		return
	}
	values := x.steps.after(st.values, p, st.situation, o)
	to := x.states.add(o.To, o.After(st.situation), values)
	if o.Back {
		x.trails.restart(s, to)
		return
	}
	x.trails.trail(s, p, to, values)
}
