package rules

import "github.com/okpay/hotline/ivr"

// Language names the rule that a text is written in its own language.
const Language = "language"

func init() {
	register(Rule{
		Name: Language, Severity: Warn,
		Doc: ivr.Text{
			"en-US": "A text is written in the language that it is for: Chinese for zh-CN, English for en-US.",
			"zh-CN": "每段文字用它该用的语言写：zh-CN 用中文，en-US 用英文。",
		},
		Fix: ivr.Text{
			"en-US": "Write the text in the language of its key.",
			"zh-CN": "按它的语言键重新写这段文字。",
		},
		Unsound: `
  example:
    say: { text: { zh-CN: Please hold., en-US: Hello. } }
    go: main`,
		Sound: `
  example:
    say: { text: { zh-CN: 请稍候。, en-US: Hello. } }
    go: main`,
		find: otherLanguages,
	})
}

// otherLanguages reports texts in another language.
func otherLanguages(p *Proof) {
	for _, d := range p.Menu.OtherLanguages() {
		p.report(Finding{At: d.Position, Node: d.Node, Rule: Language, Text: d.Text})
	}
}
