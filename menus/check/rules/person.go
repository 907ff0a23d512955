package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Person names the rule that 0 leads to a person.
const Person = "person"

func init() {
	register(Rule{
		Name: Person, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "In hours 0 leads to a person from everywhere: to an open queue, or to someone who is rung, without a further question. Out of hours a caller who presses 0 is not hung up on.",
			"zh-CN": "上班时间里，从任何地方按 0 都直接到人工：进入开着的队列，或直接振铃，不再多问。下班时间按 0 的来电者不会被挂断。",
		},
		Fix: ivr.Text{
			"en-US": "Lead the exit person to a queue or a transfer that is open then.",
			"zh-CN": "让出口 person 通到那时开着的队列或 transfer。",
		},
		Unsound: `
  example:
    menu:
      choices:
        - { for: { zh-CN: 找人工, en-US: a person }, go: to_person }
    on: { person: sure }
  sure:
    menu:
      choices:
        - { for: { zh-CN: 确定找人工, en-US: a person indeed }, go: to_person }`,
		Sound: `
  example:
    menu:
      choices:
        - { for: { zh-CN: 找人工, en-US: a person }, go: to_person }
    on: { person: to_person }`,
		find: person,
	})
}

// person checks what each press of 0 leads to.
func person(p *Proof) {
	a := asked{proof: p, seen: map[promise]bool{}, from: map[string]map[int32]bool{}, finals: map[string][]string{}}
	for n := range p.Graph.Links {
		l := &p.Graph.Links[n]
		if l.Place.Entry {
			continue
		}
		for _, e := range p.Graph.From(int32(n)) {
			if l.Place.Inputs[e.Input].Kind == explore.Asking {
				a.begin = int32(n)
				a.follow(int32(n), e, promise{})
			}
		}
	}
	a.report()
}

// asked follows each 0 to where it leads.
type asked struct {
	proof  *Proof
	begin  int32
	seen   map[promise]bool
	order  []string                  // the nodes at which 0 leads to no person
	from   map[string]map[int32]bool // by node: the links where callers press it, and whether a schedule is asked for then
	finals map[string][]string       // by node: where it leads instead
}

// promise is a link on the path after a 0, and the schedules asked for so far.
type promise struct {
	begin  int32 // set only if no schedule was asked for: then it depends on what callers were told before
	link   int32
	asked  bool
	closed bool // one of the schedules is closed
}

// follow passes entries until the caller waits or is hung up on. Nothing is promised once an operator
// has closed a schedule or a look-up failed.
func (a *asked) follow(n int32, e explore.Edge, so promise) {
	g, o := a.proof.Graph, e.Outcome
	if o.Closed || o.Broken || o.Back || o.Err != nil || o.Staff {
		return
	}
	l := &g.Links[n]
	open := g.Moments[l.Situation.Moment()].Open
	for _, line := range o.Lines {
		so.asked, so.closed = true, so.closed || !open[line]
	}
	if e.To == explore.Over {
		if a.promised(n, so) && !g.StatusesAfter(n, e).All(explore.Served) {
			a.broken(o.Final, so)
		}
		return
	}
	to := &g.Links[e.To]
	so.link = e.To
	switch {
	case !to.Place.Entry && g.WithPerson(to.Place, to.Situation):
	case to.Place.Entry:
		a.through(e.To, so)
	case a.promised(n, so):
		a.broken(o.Final, so)
	}
}

func (a *asked) through(n int32, so promise) {
	so.begin = a.begin
	if a.seen[so] {
		return
	}
	a.seen[so] = true
	for _, e := range a.proof.Graph.From(n) {
		a.follow(n, e, so)
	}
}

// promised reports whether a person is promised: all schedules asked for are open or, if none was, some
// schedule is and callers were not told otherwise.
func (a *asked) promised(n int32, so promise) bool {
	if !so.asked {
		return a.proof.anyOpen(n) && !a.proof.Graph.Statuses(n).All(explore.Closed)
	}
	return !so.closed
}

func (a *asked) broken(final string, so promise) {
	node := a.proof.Graph.Links[a.begin].Place.Node
	if _, known := a.from[node]; !known {
		a.order = append(a.order, node)
		a.from[node] = map[int32]bool{}
	}
	a.from[node][a.begin] = a.from[node][a.begin] || so.asked
	if !slices.Contains(a.finals[node], final) {
		a.finals[node] = append(a.finals[node], final)
	}
}

func (a *asked) report() {
	for _, node := range a.order {
		finals := a.finals[node]
		slices.Sort(finals)
		a.proof.report(Finding{
			Node: node, Rule: Person, Text: "0 leads to no person but to " + strings.Join(finals, " or "),
			Show: a.proof.show(trace.Goal{Links: slices.Sorted(maps.Keys(a.from[node])), Who: a.promisedTo(node), Hit: func(s trace.Step) bool {
				return s.Input.Kind == explore.Asking && s.Before.Node == node && slices.Contains(finals, s.Result.Call.Node) &&
					s.Err == nil && !s.Excuses.Closed && !s.Excuses.Broken && promisedIn(a.proof, s) && !reached(a.proof, s)
			}}),
		})
	}
}

// promisedTo returns the callers of a node to whom a person is promised.
func (a *asked) promisedTo(node string) func(int32, explore.Status) bool {
	return func(link int32, s explore.Status) bool { return a.from[node][link] || s&explore.Closed == 0 }
}

// promisedIn reports whether a person is promised to the caller of one step. A caller who was served
// may be hung up on.
func promisedIn(p *Proof, s trace.Step) bool {
	if hungUp(s) && s.Status&explore.Served != 0 {
		return false
	}
	m := p.Graph.Moments[s.Moment]
	if len(s.Excuses.Lines) == 0 {
		return m.AnyOpen() && s.Status&explore.Closed == 0
	}
	return !slices.ContainsFunc(s.Excuses.Lines, func(line string) bool { return !m.Open[line] })
}

// reached reports whether a step has connected the caller to a person.
func reached(p *Proof, s trace.Step) bool {
	n, ok := p.Graph.LinkOf(s.Result.Call, s.Moment)
	if !ok {
		return false
	}
	l := &p.Graph.Links[n]
	return p.Graph.WithPerson(l.Place, l.Situation)
}
