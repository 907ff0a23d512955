package rules

import (
	"fmt"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
)

// NeverOpen names the rule that schedules and queues are open at some time.
const NeverOpen = "never-open"

func init() {
	register(Rule{
		Name: NeverOpen, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "Every line is open at some time within a year, and every queue at some time when callers come to it.",
			"zh-CN": "每条线路在一年里总有开着的时候；每个队列在来电者到它那里时也总有开着的时候。",
		},
		Fix: ivr.Text{
			"en-US": "Give the line hours, or the queue the hours of the node before it.",
			"zh-CN": "给线路加上时间，或让队列用它前面那个节点的时间。",
		},
		find: neverOpen,
	})
}

// neverOpen finds schedules without hours, and queues that are closed whenever callers come.
func neverOpen(p *Proof) {
	for _, name := range inOrder(p.Menu.Lines) {
		if !slices.ContainsFunc(p.Graph.Moments, func(m explore.Moment) bool { return m.Open[name] }) {
			p.report(Finding{At: p.Menu.At("hours", name), Rule: NeverOpen, Text: fmt.Sprintf("the line %s is not open at any time within a year", name)})
		}
	}
	come, open := map[string]string{}, map[string]bool{}
	for n := range p.Graph.Links {
		l := &p.Graph.Links[n]
		if explore.Waits(l.Place) {
			come[l.Place.Queue] = l.Place.Node
			open[l.Place.Queue] = open[l.Place.Queue] || p.Graph.WithPerson(l.Place, l.Situation)
		}
	}
	for _, queue := range inOrder(come) {
		if !open[queue] {
			p.report(Finding{
				At: p.Menu.At("queues", queue), Node: come[queue], Rule: NeverOpen,
				Text: fmt.Sprintf("the queue %s is never open when callers come to it: its line %s is closed at all those times", queue, p.Menu.Queues[queue].Hours),
			})
		}
	}
}
