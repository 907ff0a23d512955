package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Trapped names the rule that nobody goes round in a loop for ever.
const Trapped = "trapped"

func init() {
	register(Rule{
		Name: Trapped, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "Nobody goes round for ever. A caller who only stays silent or presses wrong keys comes, in bounded steps, to a person, a recorder or something noted, also while look-ups fail. A caller whom nobody answers comes to a recorder or something noted, and one of whom a recorder hears nothing comes to an open queue or the end.",
			"zh-CN": "没有人会一直兜圈子。只是不出声或总是按错键的来电者，在有限的步数内能到人工、录音或有所登记，查询失败时也一样。没有人接听的来电者能到录音或有所登记；录音里没有声音的来电者能到开着的队列，或者通话结束。",
		},
		Fix: ivr.Text{
			"en-US": "Lead one of the exits in the circle out of it, to a person.",
			"zh-CN": "让圈子里的一个出口通到圈外，到人工。",
		},
		Unsound: `
  example:
    menu:
      choices:
        - { for: { zh-CN: 找人工, en-US: a person }, go: to_person }
    on: { no_input: again }
  again:
    say: { text: { zh-CN: 我们再来一次。, en-US: Let us try again. } }
    go: example`,
		Sound: `
  example:
    menu:
      choices:
        - { for: { zh-CN: 找人工, en-US: a person }, go: to_person }
    on: { no_input: to_person }`,
		find: trapped,
	})
}

// walker is a caller who always does the same, and what counts as help for them.
type walker struct {
	whom  string
	kinds []explore.InputKind
	exit  string // the exit to redirect to break a loop of theirs
	// helped reports whether such a caller has found help at a link.
	helped func(p *Proof, l *explore.Link) bool
	works  bool // look-ups and cases succeed for them
}

var (
	onlySilent = []explore.InputKind{explore.Silent}
	onlyLost   = []explore.InputKind{explore.Lost}
	either     = []explore.InputKind{explore.Silent, explore.Lost}
)

// helps returns the walkers that are checked.
func helps() []walker {
	atPerson := func(p *Proof, l *explore.Link) bool { return p.Graph.WithPerson(l.Place, l.Situation) }
	atRecorder := func(_ *Proof, l *explore.Link) bool { return explore.Records(l.Place) }
	atAny := func(p *Proof, l *explore.Link) bool { return atPerson(p, l) || atRecorder(p, l) }
	return []walker{
		{exit: "a person", helped: atAny},
		{whom: " and whom nobody answers", exit: "a callback or a message", helped: atRecorder, works: true},
		{whom: " and of whom a recorder hears nothing", exit: "a callback, an open queue or the end", helped: atPerson, works: true},
	}
}

func doing(kinds []explore.InputKind) string {
	switch {
	case len(kinds) == 2:
		return "who stays silent or presses wrong keys"
	case kinds[0] == explore.Silent:
		return "who stays silent"
	}
	return "who presses wrong keys"
}

// trapped finds loops that callers do not leave by themselves. A caller who does either of two things
// is trapped wherever a caller who does only one of them is; the simpler caller is reported first.
func trapped(p *Proof) {
	told := map[string]bool{} // nodes of loops already reported
	for _, w := range helps() {
		w.kinds = either
		if len(p.circlesOf(w)) == 0 {
			continue
		}
		for _, kinds := range [][]explore.InputKind{onlySilent, onlyLost, either} {
			simple := w
			simple.kinds, simple.whom = kinds, doing(kinds)+w.whom
			for _, circle := range p.alike(p.circlesOf(simple)) {
				nodes := p.nodes(circle)
				if slices.ContainsFunc(nodes, func(n string) bool { return told[n] }) {
					continue
				}
				for _, n := range nodes {
					told[n] = true
				}
				p.trap(simple, circle, nodes)
			}
		}
	}
}

// circlesOf returns the loops in which such callers wait somewhere.
func (p *Proof) circlesOf(w walker) [][]int32 {
	return slices.DeleteFunc(p.Graph.Circles(func(n int32, e explore.Edge) bool { return w.goes(p, n, e) }), func(circle []int32) bool {
		return len(p.nodes(circle)) == 0
	})
}

// alike merges loops through the same nodes: they differ in the hour, for example.
func (p *Proof) alike(circles [][]int32) [][]int32 {
	var list [][]int32
	at := map[string]int{}
	for _, circle := range circles {
		key := strings.Join(p.nodes(circle), " ")
		i, known := at[key]
		if !known {
			i = len(list)
			at[key], list = i, append(list, nil)
		}
		list[i] = append(list[i], circle...)
	}
	return list
}

// goes reports whether such a caller follows an edge and is not helped by it.
func (w walker) goes(p *Proof, n int32, e explore.Edge) bool {
	l := &p.Graph.Links[n]
	o := e.Outcome
	if o.Staff || o.Back || o.Noted || w.works && (o.Broken || o.Agent) || !l.Place.Entry && w.helped(p, l) {
		return false
	}
	return w.does(l.Place, int(e.Input))
}

// does reports whether such a caller gives an input here. One who presses wrong keys stays silent where
// no key is wrong.
func (w walker) does(at *explore.Place, input int) bool {
	kind := at.Inputs[input].Kind
	if kind == explore.Through || kind == explore.Unanswered || slices.Contains(w.kinds, kind) {
		return true
	}
	if kind != explore.Silent {
		return false
	}
	return !slices.ContainsFunc(at.Inputs, func(in explore.Input) bool { return slices.Contains(w.kinds, in.Kind) })
}

// nodes returns the nodes of a loop at which callers wait, in order. A loop of entries alone never
// listens, and belongs to another rule.
func (p *Proof) nodes(circle []int32) []string {
	var names []string
	for _, n := range circle {
		if l := &p.Graph.Links[n]; !l.Place.Entry {
			names = append(names, l.Place.Node)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (p *Proof) trap(w walker, circle []int32, nodes []string) {
	in := map[int32]bool{}
	for _, n := range circle {
		in[n] = true
	}
	var exits []string
	for _, n := range circle {
		for _, e := range p.Graph.From(n) {
			if e.To == explore.Over || !in[e.To] || !w.goes(p, n, e) {
				continue
			}
			for _, passage := range e.Outcome.Passed {
				exits = append(exits, passage.Exit+" of "+passage.Node)
			}
		}
	}
	slices.Sort(exits)
	exits = slices.Compact(exits)
	fix := ""
	if len(exits) > 0 {
		fix = fmt.Sprintf("Lead one of these out of the circle, to %s: %s.", w.exit, strings.Join(exits, ", "))
	}
	first := nodes[0]
	p.report(Finding{
		Node: first, Rule: Trapped, Fix: fix, Show: p.round(w, circle), Onward: "  and so on, for ever",
		Text: fmt.Sprintf("a caller %s goes round for ever: %s", w.whom, strings.Join(nodes, ", ")),
	})
}

// round returns a function that shows how callers come into a loop, and once round it.
func (p *Proof) round(w walker, circle []int32) func() (trace.Call, bool) {
	in := map[int32]bool{}
	var waiting []int32
	for _, n := range circle {
		if in[n] = true; !p.Graph.Links[n].Place.Entry {
			waiting = append(waiting, n)
		}
	}
	return func() (trace.Call, bool) {
		call, ok := trace.Search(p.Graph, trace.Goal{Links: waiting, Hit: func(s trace.Step) bool {
			n, ok := p.Graph.LinkOf(s.Result.Call, s.Moment)
			return ok && in[n]
		}})
		if !ok {
			return call, false
		}
		begin, _ := p.Graph.LinkOf(call.Last().Result.Call, call.Last().Moment)
		steps := len(call.Steps)
		return trace.Continue(p.Graph, call, trace.Goal{Links: []int32{begin}, Only: w.only(), Hit: func(s trace.Step) bool {
			n, ok := p.Graph.LinkOf(s.Result.Call, s.Moment)
			return ok && n == begin && s.Before.Step >= call.Last().Result.Call.Step && len(call.Steps) == steps && s.Input.Kind != explore.Through && s.Event != call.Last().Event
		}})
	}
}

// only returns a filter for the inputs of such a caller.
func (w walker) only() func(explore.Input) bool {
	return func(in explore.Input) bool {
		return in.Kind == explore.Unanswered || in.Kind == explore.Silent || slices.Contains(w.kinds, in.Kind)
	}
}
