package rules

import (
	"fmt"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Private names the rule that account data is given to verified callers only.
const Private = "private"

func init() {
	register(Rule{
		Name: Private, Severity: Fail, Kept: true,
		Doc: ivr.Text{
			"en-US": "Nothing of an account is told, or sent, to a caller who has not proved that it is theirs. A shown number proves nothing: not even that there is an account may be said on its strength. No finding of this rule can be accepted.",
			"zh-CN": "没有证明账户属于自己的来电者，听不到也收不到账户里的任何内容。显示的来电号码不能证明什么：仅凭它，连有没有账户也不能说。这条规则的问题不能用 accept 接受。",
		},
		Fix: ivr.Text{
			"en-US": "Put a verify before it, and lead here by its exit verified only.",
			"zh-CN": "在它前面放一个 verify，只让它的出口 verified 通到这里。",
		},
		Unsound: `
  example:
    caller: {}
    on: { senior: greeting, known: greeting, unknown: main, limited: main }
  greeting:
    say: { text: { zh-CN: 尊敬的客户，您在我们这里有账户。, en-US: "Dear customer, you have an account with us." } }
    go: main`,
		Sound: `
  example:
    caller: {}
    on: { senior: main, known: main, unknown: main, limited: main }`,
		find: private,
	})
}

// private finds account data given to unverified callers. Steps that the engine itself refuses are
// found by the rule breaks-off, and named private there.
func private(p *Proof) {
	p.edges(func(n int32, e explore.Edge) {
		leak := e.Outcome.Leak
		if leak == "" {
			return
		}
		p.report(Finding{
			Node: e.Outcome.Final, Rule: Private, Text: fmt.Sprintf("tells a caller who has not proved whose account it is: “%s”", leak),
			Show: p.show(trace.Goal{Links: []int32{n}, Hit: func(s trace.Step) bool {
				return !s.Result.Call.Verified && strings.Contains(explore.Said(s.Result.Verbs), leak)
			}}),
		})
	})
	p.known()
}

// known finds texts that speak of an account and are said only to callers whose number has one.
func (p *Proof) known() {
	heard := map[node.Meaning]map[string]int32{node.KnownNumber: {}, node.UnknownNumber: {}}
	var at string
	p.edges(func(n int32, e explore.Edge) {
		for _, passage := range e.Outcome.Passed {
			kind, _ := node.Find(p.Menu.Tree.Nodes[passage.Node].Kind)
			if texts, ok := heard[kind.Means[passage.Exit]]; ok && e.To != explore.Over {
				at = passage.Node
				p.hears(e.To, texts, map[int32]bool{})
			}
		}
	})
	for _, text := range inOrder(heard[node.KnownNumber]) {
		if _, all := heard[node.UnknownNumber][text]; all || !explore.SpeaksOfAccount(text) {
			continue
		}
		n := heard[node.KnownNumber][text]
		p.report(Finding{
			Node: p.Graph.Links[n].Place.Node, Rule: Private, Text: fmt.Sprintf("by the shown number alone, at %s, callers who have an account are told what others are not: “%s”", at, text),
			Show: p.show(trace.Goal{Links: []int32{n}, Hit: func(s trace.Step) bool {
				return !s.Result.Call.Verified && strings.Contains(explore.Said(s.Result.Verbs), text)
			}}),
		})
	}
}

// hears collects the texts that callers hear from a link on until the hotline listens, with the link of
// each.
func (p *Proof) hears(n int32, texts map[string]int32, seen map[int32]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	l := &p.Graph.Links[n]
	if !l.Place.Entry {
		texts[explore.Said(l.Place.Verbs)] = n
		return
	}
	for _, e := range p.Graph.From(n) {
		for _, text := range e.Outcome.Says {
			texts[text] = n
		}
		if e.To != explore.Over {
			p.hears(e.To, texts, seen)
		}
	}
}
