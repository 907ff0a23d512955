package proof

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
)

// maxStates bounds the walk.
const maxStates = 20_000

// walk is the walk over a menu: every input at every place a call can wait at,
// for every two facts that decide where a call goes and can meet there (its
// language and the hour, say, or being verified and a value). More than two
// together are met as they come, not each way: there are too many.
type walk struct {
	menu     *menus.Menu
	findings []Finding
	states   map[string][]*state // by node and what it remembers
	order    []*state            // in the order they were found
	done     int                 // how many of those were gone on from
	decisive names               // values that decide where calls go
	settable names               // all values
	live     map[string][]string // the values that matter at each node, in order
	sound    map[string]bool     // documents that were validated
	told     map[string]bool     // what is done or told once
}

// state is a call that waits.
type state struct {
	call  ivr.Call
	luck  luck
	facts []string
	verbs []ivr.Verb
	way   string            // what the caller did to come here
	next  map[string][]step // by what the caller does
}

// step is where an input led.
type step struct {
	to   *state // nil: the call ended
	call ivr.Call
	luck luck
}

func newWalk(m *menus.Menu) *walk {
	w := &walk{
		menu: m, states: map[string][]*state{}, live: map[string][]string{},
		decisive: decisive(m.Tree), settable: settable(m.Tree), sound: map[string]bool{}, told: map[string]bool{},
	}
	for node, alive := range live(m.Tree) {
		for _, name := range slices.Sorted(maps.Keys(alive)) {
			if w.decisive[name] || w.settable[name] {
				w.live[node] = append(w.live[node], name)
			}
		}
	}
	return w
}

// from walks all calls that come in at an instant.
func (w *walk) from(at time.Time) {
	for _, number := range []ivr.Masked{caller, ""} {
		start := &state{call: ivr.Call{At: at}, way: "the call comes in", next: map[string][]step{}}
		w.do(start, input{"", ivr.Started{ID: "CA0", From: number, To: "+8610000000", Language: w.menu.Tree.Languages[0].Name}, 0})
	}
	for ; w.done < len(w.order) && w.done < maxStates; w.done++ {
		s := w.order[w.done]
		w.views(s)
		for _, in := range w.inputs(s) {
			w.do(s, in)
		}
		w.rescues(s)
	}
	if w.done < len(w.order) {
		w.tell(w.menu.Where(w.menu.Tree.Start), Warn, "the menu is too large to be walked whole: only the first %d states were", maxStates)
	}
}

// do takes a waiting call through one input, in every way the world may answer.
func (w *walk) do(s *state, in input) {
	now := s.call.At.Add(in.later)
	dealt := s.luck
	dealt.offered = dealt.offered || rescued(s)
	for world := (world{now: now, dealt: dealt, luck: dealt}); ; {
		result, err := engine.Run(w.menu.Tree, s.call, in.event, now, world.answer)
		if err != nil {
			w.broken(s, in, err)
		}
		if len(result.Verbs) > 0 {
			w.judge(s, in, result, world.luck)
			s.next[in.name] = append(s.next[in.name], w.arrive(s, in, result, world.luck))
		}
		if !world.next() {
			return
		}
	}
}

// arrive notes where a step led, to go on from there if nobody was there yet.
func (w *walk) arrive(s *state, in input, r engine.Result, l luck) step {
	switch r.Verbs[len(r.Verbs)-1].(type) {
	case ivr.Hangup, ivr.StandBy: // the end, or an agent's line from here on
		return step{call: r.Call, luck: l}
	case ivr.Leave: // the carrier lets the caller out of the queue
		w.do(&state{call: r.Call, luck: l, verbs: r.Verbs, way: s.after(in), next: s.next}, input{in.name, ivr.QueueLeft{Result: "leave"}, 0})
		return step{to: s}
	}
	call := r.Call.Copy()
	call.Step, call.Path, call.Rescues = 0, nil, 0
	return step{to: w.state(&state{call: call, luck: l, verbs: r.Verbs, way: s.after(in), next: map[string][]step{}})}
}

// state is the one to go on from: the new one if there is news about it at this
// place; else the one that is most like it.
func (w *walk) state(s *state) *state {
	place := fmt.Sprintf("%s|%s|%d|%d|%d", s.call.Node, s.call.State.Stage, s.call.State.Silences, s.call.State.Misses, s.call.State.Item)
	strong, weak := w.facts(s)
	s.facts = slices.Concat(strong, weak)
	if !w.news(place, strong, weak) {
		return slices.MaxFunc(w.states[place], func(a, b *state) int { return s.alike(a) - s.alike(b) })
	}
	w.states[place] = append(w.states[place], s)
	w.order = append(w.order, s)
	return s
}

// news notes the facts that meet at a place, and tells whether a pair of strong
// ones, or a weak one, did so for the first time.
func (w *walk) news(place string, strong, weak []string) bool {
	fresh := w.once(place)
	for i, a := range strong {
		for _, b := range strong[i+1:] {
			fresh = w.once(place+"|"+a+"|"+b) || fresh
		}
	}
	for _, a := range weak {
		fresh = w.once(place+"|"+a) || fresh
	}
	return fresh
}

func (s *state) alike(o *state) int {
	same := 0
	for _, fact := range s.facts {
		if slices.Contains(o.facts, fact) {
			same++
		}
	}
	return same
}

// after is the way here and one input more.
func (s *state) after(in input) string {
	if in.name == "" {
		return s.way
	}
	return s.way + ", " + in.name
}

// facts are what tells calls at one place apart, but for the way back and for
// values that no node further on needs: the strong ones decide where calls go,
// the weak ones mostly what is said.
func (w *walk) facts(s *state) (strong, weak []string) {
	c := s.call
	strong = []string{
		c.Language, "open: " + openness(w.menu, c.At), fmt.Sprintf("verified: %t", c.Verified), fmt.Sprintf("withheld: %t", c.From == ""),
	}
	weak = []string{
		fmt.Sprintf("case: %t", c.Case != ""), fmt.Sprintf("luck: %+v", s.luck), fmt.Sprintf("held: %t", c.State.Held != ""),
	}
	for _, name := range w.live[c.Node] {
		v, known := c.Values[name]
		if w.decisive[name] {
			strong = append(strong, name+": "+v.Text.Reveal())
		} else {
			weak = append(weak, fmt.Sprintf("%s: %t", name, known && (v.Type != ivr.Verbatim || v.Text != "")))
		}
	}
	return strong, weak
}

// openness says which lines are open at an instant.
func openness(m *menus.Menu, at time.Time) string {
	var b strings.Builder
	for _, name := range lineNames(m) {
		if m.Lines[name].At(at).Open {
			b.WriteString(name + " ")
		}
	}
	return b.String()
}

func lineNames(m *menus.Menu) []string { return slices.Sorted(maps.Keys(m.Lines)) }

// closing is when the first of the open lines closes.
func (w *walk) closing(at time.Time) (time.Time, bool) {
	var first time.Time
	for _, name := range lineNames(w.menu) {
		status := w.menu.Lines[name].At(at)
		if status.Open && !status.Until.IsZero() && (first.IsZero() || status.Until.Before(first)) {
			first = status.Until
		}
	}
	return first, !first.IsZero()
}
