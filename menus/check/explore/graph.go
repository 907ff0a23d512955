package explore

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
)

// Graph is every call through a menu. Its links are callers at the places where calls stop; its edges
// are what may happen to them there.
type Graph struct {
	Menu    *menus.Menu
	Moments []Moment
	Places  []*Place
	Begins  []Begin
	Links   []Link
	Steps   int // number of engine runs

	// Landings are the returns to a menu by # that broke off.
	Landings []Landing

	x *explorer

	edges        []Edge
	entries      map[uint64]int32 // by state and values
	waits        []int32          // by state: its link
	predecessors *Predecessors
	fallbacksOf  map[fallbackKey][]fallback
	later        map[passing]time.Time
}

// Begin is calls that begin alike.
type Begin struct {
	Event     ivr.Started
	Situation Situation
	Outcomes  []*Outcome
	Links     []int32 // by outcome: where callers are then, or Over

	values []int32 // by outcome
}

// Link is callers who stop at a place in one situation. Waiting callers have one link for each place
// and situation; at entries they are separated by their values too.
type Link struct {
	Place     *Place
	Situation Situation

	values int32
	state  int32
	edges  int32 // the first of the link's own; the next link's follow
}

// Edge is one thing that may happen to the callers of a link.
type Edge struct {
	Outcome *Outcome
	To      int32 // the link, or Over if the call ends or # leads back
	Input   int16 // of the link's place
}

// Landing is a return to a menu by #.
type Landing struct {
	state   int32
	Outcome *Outcome
}

// LandedFrom returns the link of the callers who pressed #.
func (g *Graph) LandedFrom(l Landing) int32 { return g.waits[l.state] }

// Unfinished is an exploration that reached a limit.
type Unfinished struct {
	Why   string
	Nodes []string // with the most different callers, most first
}

// Explore follows all calls that may come in from now on. It returns Unfinished instead of a graph if
// it reached a limit.
func Explore(m *menus.Menu, now time.Time, options Options) (*Graph, *Unfinished) {
	x := newExplorer(m, now, options)
	x.everyone()
	if x.stopped == "" {
		x.link()
	}
	if x.stopped != "" {
		return nil, &Unfinished{x.stopped, x.crowded()}
	}
	return x.graph, nil
}

// crowded returns the nodes that have the most states.
func (x *explorer) crowded() []string {
	count := map[string]int{}
	for _, s := range x.states.list {
		count[x.graph.Places[s.place].Node]++
	}
	names := inOrder(count)
	sortBy(names, func(name string) int { return -count[name] })
	return names[:min(len(names), maxCrowded)]
}

// maxCrowded is how many nodes an unfinished exploration names.
const maxCrowded = 5

// link builds links and edges from the states.
func (x *explorer) link() {
	g := x.graph
	g.later, g.fallbacksOf, g.entries, g.waits = map[passing]time.Time{}, map[fallbackKey][]fallback{}, map[uint64]int32{}, make([]int32, len(x.states.list))
	g.Links, g.edges = make([]Link, 0, 2*len(x.states.list)), make([]Edge, 0, 4*len(x.states.list))
	for s := range x.states.list {
		st := &x.states.list[s]
		if g.waits[s] = Over; !x.graph.Places[st.place].Entry {
			g.waits[s] = g.add(Link{Place: x.graph.Places[st.place], Situation: st.situation, values: st.values, state: int32(s)})
		}
	}
	for i := range g.Begins {
		b := &g.Begins[i]
		for n, o := range b.Outcomes {
			to := Over
			if o.To != Over {
				to = g.at(o.To, o.situation|b.Situation, b.values[n])
			}
			b.Links = append(b.Links, to)
		}
	}
	g.fallbacks()
	for n := 0; n < len(g.Links) && x.stopped == ""; n++ {
		g.goFrom(int32(n))
		x.count()
	}
}

// fallbacks adds links of callers whose call fails, or becomes too long: they come to an entry to which
// no edge leads.
func (g *Graph) fallbacks() {
	for n, waiting := 0, len(g.Links); n < waiting; n++ {
		l := g.Links[n]
		if l.Place.Entry {
			continue
		}
		g.fallbackLinks(int32(n))
	}
}

func (g *Graph) add(l Link) int32 {
	g.Links = append(g.Links, l)
	return int32(len(g.Links) - 1)
}

// at returns the link of callers who come to a place.
func (g *Graph) at(place int32, s Situation, values int32) int32 {
	n, _ := g.Places[place].with(s)
	if g.waits[n] != Over {
		return g.waits[n]
	}
	name := g.Places[place].Node
	values = g.x.known.widen(g.x.known.forget(values, name), g.x.states.list[n].values, name)
	key := uint64(n)<<32 | uint64(values)
	link, known := g.entries[key]
	if !known {
		link = g.add(Link{Place: g.Places[place], Situation: s, values: values, state: n})
		g.entries[key] = link
	}
	return link
}

// goFrom computes the edges of a link, and the links that they lead to.
func (g *Graph) goFrom(n int32) {
	l := g.Links[n]
	g.Links[n].edges = int32(len(g.edges))
	g.x.steps.outcomes(l.Place, l.Situation, g.x.known.sets[l.values], func(i int, o *Outcome) {
		e := Edge{Outcome: o, To: Over, Input: int16(i)}
		if o.To != Over && (!o.Back || g.x.states.fromStart(l.state)) { // # leads to the start
			e.To = g.at(o.To, o.After(l.Situation), g.x.steps.after(l.values, l.Place, l.Situation, o))
		}
		g.edges = append(g.edges, e)
	})
}

// From returns the edges of a link.
func (g *Graph) From(n int32) []Edge {
	if int(n)+1 == len(g.Links) {
		return g.edges[g.Links[n].edges:]
	}
	return g.edges[g.Links[n].edges:g.Links[n+1].edges]
}

// Statuses returns the statuses that the callers of a link may have.
func (g *Graph) Statuses(n int32) Statuses { return g.x.known.statuses(g.Links[n].values) }

// StatusesAfter returns the statuses that the callers of a link may have after an edge.
func (g *Graph) StatusesAfter(n int32, e Edge) Statuses {
	l := g.Links[n]
	return g.x.known.statuses(g.x.steps.after(l.values, l.Place, l.Situation, e.Outcome))
}

// StatusAfter returns the status of a caller who has come on from a predecessor.
func (g *Graph) StatusAfter(s Status, c Predecessor) Status {
	l := g.Links[c.From]
	if c.Edge == nil && c.Fallback == NoFallback && !g.Moments[l.Situation.Moment()].AnyOpen() {
		return s.Apply(ToldClosed)
	}
	if g.WithPerson(l.Place, l.Situation) {
		s = s.Apply(WasOffered)
	}
	if c.Edge == nil {
		return s
	}
	return s.Apply(g.x.known.changes[c.Edge.Outcome.change].actions)
}

// StatusesBegun returns the statuses of callers who begin by an outcome.
func (g *Graph) StatusesBegun(b *Begin, outcome int) Statuses {
	return g.x.known.statuses(b.values[outcome])
}

// Fallbacks returns the links at which calls arrive that go to a fallback while they wait at a link.
func (g *Graph) Fallbacks(n int32) map[FallbackCause]int32 {
	links := map[FallbackCause]int32{}
	for _, fallback := range g.fallbackLinks(n) {
		links[fallback.cause] = fallback.place
	}
	return links
}

// fallbackLinks returns the fallbacks, each with its link for a place.
func (g *Graph) fallbackLinks(n int32) []fallback {
	l := g.Links[n]
	key := fallbackKey{l.Place.Language, l.Situation, g.x.steps.leaving(l.values, l.Place, l.Situation)}
	fallbacks, known := g.fallbacksOf[key]
	if !known {
		fallbacks = slices.Clone(g.x.fallbacksIn(l.Place.Language))
		for i := range fallbacks {
			fallbacks[i].place = g.at(fallbacks[i].place, l.Situation, key.values)
		}
		g.fallbacksOf[key] = fallbacks
	}
	return fallbacks
}

// fallbackKey identifies the callers who go to the fallback or to the node for long calls.
type fallbackKey struct {
	language  string
	situation Situation
	values    int32
}

// LinkOf returns the link of a call that waits at a moment; false if no caller like this one was
// followed.
func (g *Graph) LinkOf(c ivr.Call, moment int) (int32, bool) {
	p, known := g.x.places.byKey[g.x.places.keyOf(c)]
	if !known {
		return Over, false
	}
	s, followed := p.with(situationOf(c) | Situation(moment))
	if !followed {
		return Over, false
	}
	return g.waits[s], true
}

// WithPerson reports whether callers who stop at a place in a situation are with a person, or one is
// being dialled.
func (g *Graph) WithPerson(p *Place, s Situation) bool {
	switch Ending(p.Verbs).(type) {
	case ivr.Enqueue:
		return g.Moments[s.Moment()].Open[g.Menu.Queues[p.Queue].Hours]
	case ivr.Dial, ivr.JoinConference:
		return true
	}
	return false
}

// Records reports whether a place records a message.
func Records(p *Place) bool {
	_, records := Ending(p.Verbs).(ivr.Record)
	return records
}

// Waits reports whether callers wait in a queue at a place.
func Waits(p *Place) bool {
	_, waits := Ending(p.Verbs).(ivr.Enqueue)
	return waits
}

// Private reports whether a value is account data.
func (g *Graph) Private(value string) bool { return g.x.known.private[value] }

// States returns how many different callers were followed.
func (g *Graph) States() int { return len(g.x.states.list) }

// Length returns how long verbs take to be heard, and how large they are.
func (g *Graph) Length(verbs []ivr.Verb) Heard {
	h, _ := g.x.steps.speaker.measure(verbs)
	return h
}

// StatusOf returns the status of a caller after a step at a moment, from the status at the moment
// before and what the step did.
func (g *Graph) StatusOf(before Status, call ivr.Call, in Input, r engine.Result, was, moment int) Status {
	if start, begins := in.Event.(ivr.Started); begins && start.Callback != "" {
		before = Served
	}
	if was != moment && !g.Moments[was].AnyOpen() {
		before = before.Apply(ToldClosed)
	}
	if p, waits := g.x.places.byKey[g.x.places.keyOf(call)]; waits && g.WithPerson(p, Situation(moment)) {
		before = before.Apply(WasOffered)
	}
	for _, p := range r.Passed {
		before = before.Apply(g.x.steps.passings.of(g.Menu.Tree, p))
	}
	noted := r.Call.Case != "" && r.Call.Case != call.Case
	for _, e := range r.Effects {
		switch e.(type) {
		case ivr.OpenCase, ivr.AddRecording:
			noted = true
		}
	}
	var last Actions
	if noted {
		last |= WasServed
	}
	if _, how := g.x.steps.speaker.measure(r.Verbs); how {
		last |= ToldHow
	}
	return before.Apply(last)
}

// CallAt returns a call that waits at a place, as an example.
func (g *Graph) CallAt(p *Place) ivr.Call { return g.x.runner.call(p, sample{}, false) }

// Entered returns the links at which callers arrive first.
func (g *Graph) Entered() map[int32]bool {
	links := map[int32]bool{}
	for _, b := range g.Begins {
		for _, n := range b.Links {
			links[n] = true
		}
	}
	return links
}
