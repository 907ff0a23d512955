package rules

import "github.com/okpay/hotline/ivr"

// NamedKey names the rule that a text names only keys that do something where callers hear it.
const NamedKey = "named-key"

func init() {
	register(Rule{
		Name: NamedKey, Severity: Warn,
		Doc: ivr.Text{
			"en-US": "A text names no key that means nothing where callers hear it.",
			"zh-CN": "文字里说到的键，在来电者听到的地方都有用。",
		},
		Fix: ivr.Text{
			"en-US": "Name the key of a choice, or let the menu say its choices by itself.",
			"zh-CN": "改成选项真正的键，或让菜单自己念出选项。",
		},
		Unsound: `
  example:
    say: { text: { zh-CN: 销售请按 8。, en-US: Hello. } }
    go: main`,
		Sound: `
  example:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: main`,
		find: namedKeys,
	})
}

// namedKeys reports texts that name other keys.
func namedKeys(p *Proof) {
	for _, d := range p.Menu.UnknownKeys() {
		p.report(Finding{At: d.Position, Node: d.Node, Rule: NamedKey, Text: d.Text})
	}
}
