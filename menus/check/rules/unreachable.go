package rules

import (
	"fmt"

	"github.com/okpay/hotline/ivr"
)

// Unreachable names the rule that callers can come to every node.
const Unreachable = "unreachable"

func init() {
	register(Rule{
		Name: Unreachable, Severity: Warn,
		Doc: ivr.Text{
			"en-US": "Callers can come to every node.",
			"zh-CN": "每个节点都有来电者能到。",
		},
		Fix: ivr.Text{
			"en-US": "Let an exit lead to it, or take it out.",
			"zh-CN": "让一个出口通到它，或把它删掉。",
		},
		Unsound: `
  example:
    branch: { value: area, cases: { moon: nobody } }
    on: { else: main }
  nobody:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: main`,
		Sound: `
  example:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: main`,
		find: unreachable,
	})
}

// unreachable finds nodes that no caller comes to.
func unreachable(p *Proof) {
	met := map[string]bool{}
	for _, place := range p.Graph.Places {
		met[place.Node] = true
	}
	for _, name := range inOrder(p.Menu.Tree.Nodes) {
		if !met[name] {
			p.report(Finding{Node: name, Rule: Unreachable, Text: fmt.Sprintf("no caller ever comes to %s, whatever they press and whatever the look-ups find", name)})
		}
	}
}
