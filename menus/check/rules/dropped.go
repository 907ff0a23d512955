package rules

import (
	"fmt"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Dropped names the rule that no caller is hung up on.
const Dropped = "dropped"

func init() {
	register(Rule{
		Name: Dropped, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "The hotline hangs up only on a caller who talked with a person, for whom a callback, a message or a case was noted, or who chose to end the call by a key or word whose text says so. When all fails, it may say goodbye too: a person was not to be had, a message was asked for, and either the caller left none, or none could be kept and the hotline said how to go on (to call again, say).",
			"zh-CN": "只有这些来电者可以被挂断：已经和人工通过话的；已经登记了回电、留言或受理单的；自己选择结束通话、而且那个选项的文字就是这么说的。所有办法都失败时也可以道别：没有人工可接，请过来电者留言，来电者没有留，或者留不了而热线说了接下来怎么办（例如请再打来）。",
		},
		Fix: ivr.Text{
			"en-US": "Lead the exit to a person, a callback or a message before the end; or let the text of the choice say that it ends the call.",
			"zh-CN": "让这个出口先到人工、回电或留言；或者让选项的文字说明它会结束通话。",
		},
		Unsound: `
  example:
    hours: { line: support }
    on: { open: main, closed: goodbye }`,
		Sound: `
  example:
    hours: { line: support }
    on: { open: main, closed: leave_message }`,
		find: dropped,
	})
}

// dropped finds every exit by which a call ends that must not.
func dropped(p *Proof) {
	d := drops{proof: p, from: map[drop]map[int32]explore.Statuses{}, begun: p.Graph.Entered()}
	d.begins()
	p.edges(func(n int32, e explore.Edge) {
		if e.To != explore.Over || !e.Outcome.HungUp {
			return
		}
		open := p.anyOpen(n)
		if p.Graph.StatusesAfter(n, e).Any(func(s explore.Status) bool { return !s.MayEnd(open) }) {
			d.blame(n, e)
		}
	})
	d.report()
}

// drop is an exit by which callers are hung up on.
type drop struct{ node, exit, end string }

// drops collects drops and the callers they concern.
type drops struct {
	proof *Proof
	order []drop
	from  map[drop]map[int32]explore.Statuses // the links that callers come from, and their statuses
	begun map[int32]bool
}

func (d *drops) begins() {
	for i := range d.proof.Graph.Begins {
		b := &d.proof.Graph.Begins[i]
		open := d.proof.Graph.Moments[b.Situation.Moment()].AnyOpen()
		for j, o := range b.Outcomes {
			bad := d.proof.Graph.StatusesBegun(b, j).Any(func(s explore.Status) bool { return !s.MayEnd(open) })
			if o.HungUp && !o.Staff && bad {
				d.note(drop{node: o.Final, end: o.Final})
			}
		}
	}
}

// blame returns the exits by which callers who may not be hung up on come to the node that ends the
// call.
func (d *drops) blame(n int32, e explore.Edge) {
	g := d.proof.Graph
	open := d.proof.anyOpen(n)
	wronged := func(s explore.Status) bool {
		return !g.StatusAfter(s, explore.Predecessor{From: n, Edge: &e}).MayEnd(open)
	}
	if !g.Links[n].Place.Entry {
		d.add(drop{node: g.Links[n].Place.Node, end: e.Outcome.Final}, n, g.Statuses(n).Where(wronged))
		return
	}
	ends := drop{node: e.Outcome.Final, end: e.Outcome.Final}
	named := d.begun[n]
	if named {
		d.add(ends, n, g.Statuses(n).Where(wronged))
	}
	for _, c := range g.Predecessors().To(n) {
		who := g.Statuses(c.From).Where(func(s explore.Status) bool { return wronged(g.StatusAfter(s, c)) })
		switch {
		case who == 0:
			continue
		case c.Edge == nil:
			d.add(ends, c.From, who)
		case len(c.Edge.Outcome.Passed) > 0:
			passage := c.Edge.Outcome.Passed[len(c.Edge.Outcome.Passed)-1]
			d.add(drop{passage.Node, passage.Exit, e.Outcome.Final}, c.From, who)
		}
		named = true
	}
	if !named {
		d.add(ends, n, g.Statuses(n).Where(wronged))
	}
}

func (d *drops) add(of drop, link int32, who explore.Statuses) {
	d.note(of)
	d.from[of][link] |= who
}

// note records a drop, if it is new.
func (d *drops) note(of drop) {
	if _, known := d.from[of]; !known {
		d.order = append(d.order, of)
		d.from[of] = map[int32]explore.Statuses{}
	}
}

func (d *drops) report() {
	for _, of := range d.order {
		text := "hangs up on callers: no person, message or case was had, and they did not choose to end the call"
		if of.exit != "" {
			text = fmt.Sprintf("exit %s leads to %s, which hangs up on callers: no person, message or case was had, and they did not choose to end the call", of.exit, of.end)
		}
		d.proof.report(Finding{Node: of.node, Rule: Dropped, Text: text, Show: d.proof.show(d.goal(of))})
	}
}

// goal returns the goal of a search for a call that shows a drop.
func (d *drops) goal(of drop) trace.Goal {
	who := d.from[of]
	return trace.Goal{
		Links: slices.Sorted(maps.Keys(who)), Hit: of.hit(d.proof),
		Who: func(link int32, s explore.Status) bool { return who[link].Has(s) },
	}
}

// hit matches a step that hangs up by the exit.
func (of drop) hit(p *Proof) func(trace.Step) bool {
	return func(s trace.Step) bool {
		return hungUp(s) && s.Result.Call.Node == of.end && !s.Status.MayEnd(p.Graph.Moments[s.Moment].AnyOpen()) &&
			(of.exit == "" || passed(s, of.node, of.exit))
	}
}
