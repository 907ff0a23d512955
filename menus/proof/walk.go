package proof

import (
	"container/heap"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
)

// walk follows every caller through a menu. It goes from state to state: a
// place and a core, with all that the values may hold there.
type walk struct {
	menu     *menus.Menu
	apart    *ivr.Tree
	known    *knowledge
	hours    []hour
	nets     map[string][]net // by language
	places   map[placeKey]*place
	all      []*place
	states   []state
	queue    earliest // of states to go on from
	menus    map[string]*context
	numbered []string // the menus, by number from 1
	starts   []start
	pace     map[ivr.Say]time.Duration
	told     map[string]bool
	steps    int         // of the engine
	unwanted func() bool // the proof is to be given up
	sound    bool        // no call breaks off, so none comes to the lifeline

	findings []Finding
}

// state is all callers with one core who wait at one place.
type state struct {
	place     int32
	core      core
	env       int32
	dirty     bool
	backs     []back
	followers numbers // states that know the same ways
	ways      numbers // the menus that # leads back to, by number; 0 is none
	parent    int32   // the state they came from first; -1 for the start
	input     int16
	start     int16
	choice    []int
}

// context is what is known of a menu that # may lead back to.
type context struct {
	number int32
	ways   numbers    // back from itself
	heirs  numbers    // states that know these ways
	needs  []features // by group: what held whenever callers came here
	anyone bool       // some had not proved an account
	landed numbers    // states from which # leads here
}

// start is a way in which calls begin.
type start struct {
	event ivr.Started
	core  core
	outs  []out
	envs  []int32 // after them
}

// statesAtNode is how many states there are for each node, in most menus at most.
const statesAtNode = 16

func newWalk(m *menus.Menu, now time.Time) *walk {
	enough := statesAtNode * len(m.Tree.Nodes)
	w := &walk{
		states: make([]state, 0, enough), menu: m, apart: apart(m.Tree), known: newKnowledge(m.Tree), hours: hoursOf(m, now),
		places: map[placeKey]*place{}, nets: map[string][]net{}, menus: map[string]*context{},
		pace: map[ivr.Say]time.Duration{}, told: map[string]bool{}, unwanted: never,
	}
	return w
}

// all calls: they come in at every hour, from a number that is shown or not, too
// often or not, and back to those who are called back.
func (w *walk) everyone() {
	begin := ivr.Started{ID: "CA0", From: caller, To: "+8610000000", Language: w.menu.Tree.Languages[0].Name}
	for hour := range w.hours {
		for _, anonymous := range []bool{false, true} {
			for _, often := range []bool{false, true} {
				event := begin
				event.Limited = often
				if anonymous {
					event.From = ""
				}
				w.begin(event, core(hour))
			}
		}
		for _, queue := range slices.Sorted(maps.Keys(w.menu.Queues)) {
			event := begin
			event.Callback = queue
			w.begin(event, core(hour))
		}
	}
	w.follow()
}

// begin lets calls come in.
func (w *walk) begin(event ivr.Started, hour core) {
	now := w.hours[hour].at
	s := start{event: event, core: hour}
	w.starts = append(w.starts, s)
	for world := (world{now: now}); ; {
		result, err := engine.Run(w.apart, ivr.Call{At: now}, event, now, world.answer)
		w.steps++
		t := trial{p: &place{node: w.menu.Tree.Start}, result: result, err: err}
		o := out{}
		if len(result.Verbs) > 0 {
			t.s.parts = ^core(0)
			o = w.out(t, &world)
		}
		if err != nil {
			w.neverBegins(t, world.choices)
		}
		if len(result.Verbs) > 0 {
			s.outs = append(s.outs, o)
			s.envs = append(s.envs, w.enter(o, s, int16(len(w.starts)-1)))
		}
		if !world.next() {
			break
		}
	}
	w.starts[len(w.starts)-1] = s
}

// neverBegins tells of a call that breaks off as it comes in.
func (w *walk) neverBegins(t trial, choices []int) {
	node := broken(t.err)
	if w.seen("find " + node + RuleBreaks + t.err.Error()) {
		return
	}
	story := w.tellCall(w.starts[len(w.starts)-1], []turn{{choices: choices, begins: true}})
	w.findings = append(w.findings, Finding{
		Position: w.at(node), Node: node, Rule: RuleBreaks, Severity: Fail, Mend: ruleNamed(RuleBreaks).Mend,
		Text: "the call breaks off: " + t.err.Error() + "; so it goes: " + story.way(), Call: story.lines,
	})
}

func (w *walk) enter(o out, s start, number int16) int32 {
	if o.to == over {
		return 0
	}
	e := w.known.after(w.known.nothing(), o.change)
	to := w.state(o.to, o.core|s.core, e, state{parent: -1, start: number, choice: o.choices})
	w.entered(o.to, w.states[to].core, e)
	w.way(to, 0)
	return e
}

// follow goes on until nothing new is found.
func (w *walk) follow() {
	for len(w.queue) > 0 && !w.unwanted() {
		s := heap.Pop(&w.queue).(int32)
		w.states[s].dirty = false
		w.goOn(s)
	}
}

// goOn takes the callers of a state through every input.
func (w *walk) goOn(s int32) {
	st := w.states[s]
	p := w.all[st.place]
	if !p.door {
		w.otherwise(s, st, p)
	}
	w.outsOf(p, st.core, w.known.envs[st.env], func(n int, o *out) { w.arrive(s, n, o) })
}

// What may happen to a waiting call beside its inputs.
const (
	timePasses = -1 - iota
	theServiceFails
	aHundredSteps
)

// otherwise is what may happen to every waiting call: time passes, the service
// fails, the call becomes too long.
func (w *walk) otherwise(s int32, st state, p *place) {
	for _, next := range w.hours[st.core&ofHour].next {
		to := w.state(st.place, st.core&^ofHour|core(next), st.env, state{parent: s, input: timePasses})
		w.followBy(s, to)
	}
	for _, n := range w.netsIn(p.language) {
		to := w.state(n.door, st.core, w.helped(st.env, p, st.core), state{parent: s, input: n.input})
		w.trail(s, p, to, st.env)
	}
}

// net is where calls go that cannot go on.
type net struct {
	input int16
	door  int32
}

// netsIn are those that callers in a language may fall into.
func (w *walk) netsIn(language string) []net {
	if nets, known := w.nets[language]; known {
		return nets
	}
	door := func(node string) int32 {
		return w.place(ivr.Call{Node: doorTo(node), Language: language}, doorVerbs, 0).id
	}
	nets := []net{{theServiceFails, door(w.menu.Tree.Lifeline)}, {aHundredSteps, door(w.menu.Tree.Overlong)}}
	if w.sound {
		nets = nets[1:]
	}
	w.nets[language] = nets
	return nets
}

var doorVerbs = []ivr.Verb{ivr.Refresh{}}

// arrive notes where an input has led the callers of a state.
func (w *walk) arrive(s int32, i int, o *out) {
	st := w.states[s]
	p := w.all[st.place]
	w.judge(s, p, p.inputs[i], o)
	if o.back {
		w.backwards(s, i, o)
		if !w.states[s].ways.contains(0) {
			return
		}
	}
	if o.to == over {
		return
	}
	e := w.envAfter(st.env, p, st.core, o)
	to := w.state(o.to, o.coreAfter(st.core), e, state{parent: s, input: int16(i), choice: o.choices})
	w.trail(s, p, to, e)
}

// envAfter is what may hold after a step.
func (w *walk) envAfter(e int32, p *place, c core, o *out) int32 {
	return w.known.after(w.helped(e, p, c), o.change)
}

// helped marks those who are leaving a person, or a recorder.
func (w *walk) helped(e int32, p *place, c core) int32 {
	switch {
	case records(p):
		return w.known.after(e, w.known.excusing[1])
	case w.withPerson(p, c&ofHour):
		return w.known.after(e, w.known.excusing[0])
	}
	return e
}

// state brings callers to a place; those who were there with the same core are
// joined.
func (w *walk) state(p int32, c core, e int32, how state) int32 {
	s, known := w.all[p].with(c)
	if !known {
		how.place, how.core, how.env = p, c, e
		s = int32(len(w.states))
		w.all[p].known, w.all[p].states = append(w.all[p].known, c), append(w.all[p].states, s)
		w.states = append(w.states, how)
		w.wake(s)
		return s
	}
	if both := w.known.join(w.states[s].env, e); both != w.states[s].env {
		w.states[s].env = both
		w.wake(s)
	}
	return s
}

func (w *walk) wake(s int32) {
	if !w.states[s].dirty {
		w.states[s].dirty = true
		heap.Push(&w.queue, s)
	}
}

// earliest is a heap: those found first go on first, so that what they bring is
// known to those behind them.
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
