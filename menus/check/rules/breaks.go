package rules

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Breaks names the rule that no call breaks off.
const Breaks = "breaks-off"

func init() {
	register(Rule{
		Name: Breaks, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "Every step can be taken. Nothing is said that nothing has set, and no circle of nodes passes by without listening to the caller. A step that cannot be taken sends the call to the lifeline.",
			"zh-CN": "每一步都走得下去。没有设定过的值不会被念出来，也没有一圈节点只说不听。走不下去的通话会转到 lifeline。",
		},
		Fix: ivr.Text{
			"en-US": "Set the value on every path that leads here, or take it out of the text; lead a circle to a node that listens.",
			"zh-CN": "在通到这里的每条路上都设定这个值，或把它从文字里去掉；让圈子通到会听的节点。",
		},
		Unsound: `
  example:
    say: { text: { zh-CN: 请稍候。, en-US: One moment. } }
    go: example`,
		Sound: `
  example:
    say: { text: { zh-CN: 请稍候。, en-US: One moment. } }
    go: main`,
		find: breaks,
	})
}

// breaks finds steps that fail, and loops that never listen.
func breaks(p *Proof) {
	f := failures{proof: p, from: map[failure][]int32{}}
	for i := range p.Graph.Begins {
		for _, o := range p.Graph.Begins[i].Outcomes {
			if o.Err != nil {
				f.add(o, false)
			}
		}
	}
	p.edges(func(n int32, e explore.Edge) {
		if e.Outcome.Err != nil {
			f.add(e.Outcome, e.Outcome.After(p.Graph.Links[n].Situation)&explore.Verified != 0, n)
		}
	})
	for _, l := range p.Graph.Landings {
		n := p.Graph.LandedFrom(l)
		f.add(l.Outcome, n != explore.Over && p.Graph.Links[n].Situation&explore.Verified != 0, n)
	}
	f.report()
	p.circles()
	p.chains()
}

// chains finds paths with more nodes, or more queries, than the engine allows in one step.
func (p *Proof) chains() {
	for n := range p.Graph.Links {
		l := &p.Graph.Links[n]
		h := p.Documents.At(int32(n))
		if !l.Place.Entry || h.Moves < engine.MaxMoves && h.Asks < engine.MaxAsks {
			continue
		}
		p.report(Finding{
			Node: l.Place.Node, Rule: Breaks,
			Text: fmt.Sprintf("callers may come here past %d nodes and %d look-ups without being listened to, more than a call takes at once; the call breaks off", h.Moves, h.Asks),
			Fix:  "Listen to the caller in between, or make one node of several.",
			Show: p.show(trace.Goal{Links: []int32{int32(n)}, Hit: func(s trace.Step) bool {
				return s.Err != nil && (strings.Contains(s.Err.Error(), "without listening") || strings.Contains(s.Err.Error(), "queries in one step"))
			}}),
		})
		return // what follows is as long
	}
}

// failure is a step that fails.
type failure struct{ node, why, rule string }

// failures groups failures by their reason.
type failures struct {
	proof *Proof
	order []failure
	from  map[failure][]int32
}

// add records a failure. An account's value that is unset for an unverified caller is a privacy breach,
// not an unset value.
func (f *failures) add(o *explore.Outcome, verified bool, from ...int32) {
	of := failure{explore.Broken(o.Err), reason(o.Err), Breaks}
	unset := ivr.UnsetError{}
	if errors.Is(o.Err, ivr.ErrPrivate) || errors.As(o.Err, &unset) && f.proof.Graph.Private(unset.Name) && !verified {
		of.rule = Private
	}
	if _, known := f.from[of]; !known {
		f.order = append(f.order, of)
	}
	for _, n := range from {
		if n != explore.Over {
			f.from[of] = append(f.from[of], n)
		}
	}
}

// reason returns an error without the node that it names.
func reason(err error) string {
	_, why, found := strings.Cut(err.Error(), ": ")
	if !found {
		return err.Error()
	}
	return why
}

func (f *failures) report() {
	for _, of := range f.order {
		text := of.why + "; the call breaks off"
		if of.rule == Private {
			text = of.why + ": callers come here who have not proved whose account it is"
		}
		f.proof.report(Finding{
			Node: of.node, Rule: of.rule, Text: text,
			Show: f.proof.show(trace.Goal{Links: f.from[of], Hit: func(s trace.Step) bool {
				return s.Err != nil && explore.Broken(s.Err) == of.node && reason(s.Err) == of.why
			}}),
		})
	}
}

// circles finds loops of nodes that never listen.
func (p *Proof) circles() {
	for _, circle := range p.Graph.Circles(func(n int32, e explore.Edge) bool {
		return p.Graph.Links[n].Place.Entry && e.Outcome.Err == nil
	}) {
		var nodes []string
		for _, n := range circle {
			nodes = append(nodes, p.Graph.Links[n].Place.Node)
		}
		slices.Sort(nodes)
		nodes = slices.Compact(nodes)
		names := strings.Join(nodes, ", ")
		p.report(Finding{
			Node: nodes[0], Rule: Breaks, Text: fmt.Sprintf("goes round without listening to the caller: %s; the call breaks off", names),
			Fix: fmt.Sprintf("Lead %s out of the circle, to a node that listens.", strings.Join(nodes, " or ")),
			Show: p.show(trace.Goal{Links: circle, Hit: func(s trace.Step) bool {
				return s.Err != nil && slices.Contains(nodes, explore.Broken(s.Err)) && strings.Contains(s.Err.Error(), "without listening")
			}}),
		})
	}
}
