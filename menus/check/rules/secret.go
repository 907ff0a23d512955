package rules

import (
	"fmt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// Secret names the rule about secrets.
const Secret = "secret"

func init() {
	register(Rule{
		Name: Secret, Severity: Fail, Kept: true,
		Doc: ivr.Text{
			"en-US": "What is secret reaches no prompt, message, log or record. A password is never asked for. One-time codes are asked for by verify alone. The number of a card or of an identity card, a PIN or the code on a card are asked for with `secret: true` only: then the digits are compared and forgotten. No finding of this rule can be accepted.",
			"zh-CN": "秘密不会进入提示音、短信、日志或记录。绝不询问密码。验证码只由 verify 询问。银行卡号、身份证号、PIN、卡上的安全码只能用 `secret: true` 询问：号码只拿来比较，随即丢弃。这条规则的问题不能用 accept 接受。",
		},
		Fix: ivr.Text{
			"en-US": "Ask for it with secret: true and do not say it, or ask for something else; ask for one-time codes with verify, and never for a password.",
			"zh-CN": "加上 secret: true 并且不要念出来，或者改问别的；验证码用 verify，绝不要问密码。",
		},
		Unsound: `
  example:
    collect: { ask: { zh-CN: 请输入您的银行卡号，按井号键结束。, en-US: Please enter the number of your card and press pound. }, into: card, min: 13, max: 19 }
    go: main`,
		Sound: `
  example:
    collect: { secret: true, ask: { zh-CN: 请输入您的银行卡号，按井号键结束。, en-US: Please enter the number of your card and press pound. }, into: card, min: 13, max: 19 }
    go: main`,
		find: secret,
	})
}

// names are the secrets as a finding names them.
var names = []struct {
	what explore.Asked
	name string
	card bool // asked for only if many digits are taken
}{
	{explore.AskedPassword, "a password", false},
	{explore.AskedCode, "a one-time code", false},
	{explore.AskedPIN, "a PIN or the code on a card", false},
	{explore.AskedCard, "the number of a card", true},
	{explore.AskedIdentity, "the number of an identity card", true},
}

// secret finds places that ask for a secret and do not keep it so.
func secret(p *Proof) {
	for n := range p.Graph.Links {
		l := &p.Graph.Links[n]
		if l.Place.Entry || !asks(l.Place) {
			continue
		}
		asked := p.Documents.At(int32(n)).Asked
		for _, s := range names {
			if asked&s.what != 0 && p.exposes(l.Place, s.what, s.card) {
				p.secretAsked(int32(n), s.name)
			}
		}
	}
	p.edges(func(n int32, e explore.Edge) {
		if e.Outcome.KeepsSecret {
			p.report(Finding{Node: p.Graph.Links[n].Place.Node, Rule: Secret, Text: "secret digits that were typed reach what is said, sent or kept"})
		}
	})
	p.secretsSpoken()
}

// asks reports whether a place accepts typed or spoken input.
func asks(p *explore.Place) bool {
	switch explore.Ending(p.Verbs).(type) {
	case ivr.Gather, ivr.Record:
		return true
	}
	return false
}

// exposes reports whether a secret asked for at a place is not kept secret there.
func (p *Proof) exposes(at *explore.Place, what explore.Asked, card bool) bool {
	n := p.Menu.Tree.Nodes[at.Node].Node
	discreet, ok := n.(ivr.SecretInput)
	if ok && discreet.Discreet(at.State) {
		_, typing := n.(node.Typing) // a collect: other kinds know what they ask for
		return typing && what&(explore.AskedPassword|explore.AskedCode) != 0
	}
	typing, ok := n.(node.Typing)
	if ok && card {
		least, most := typing.Lengths()
		return least <= longestCard && most >= shortestCard
	}
	if g, ok := explore.Ending(at.Verbs).(ivr.Gather); ok && g.Digits == 1 {
		return false // one key is no secret
	}
	return true
}

// The number of digits of card numbers.
const (
	shortestCard = 13
	longestCard  = 19
)

func (p *Proof) secretAsked(n int32, name string) {
	at := p.Graph.Links[n].Place
	fix := ""
	if name == "a password" {
		fix = "Ask for no password: no person and no machine of ours needs one."
	}
	p.report(Finding{
		Node: at.Node, Rule: Secret, Fix: fix, Text: fmt.Sprintf("asks for %s, and does not keep it secret", name),
		Show: p.show(trace.Goal{Links: []int32{n}, Hit: func(s trace.Step) bool {
			to, ok := p.Graph.LinkOf(s.Result.Call, s.Moment)
			return ok && to == n
		}}),
	})
}

// secretsSpoken finds texts that would say or send a secret value.
func (p *Proof) secretsSpoken() {
	secrets := map[string]bool{}
	for _, name := range inOrder(p.Menu.Tree.Nodes) {
		if s, ok := p.Menu.Tree.Nodes[name].Node.(node.Setter); ok {
			for _, v := range s.Sets() {
				secrets[v.Name] = secrets[v.Name] || v.Type == ivr.SecretDigits
			}
		}
	}
	for _, name := range inOrder(p.Menu.Tree.Nodes) {
		for _, value := range node.Spoken(p.Menu.Tree.Nodes[name].Node) {
			if secrets[value] {
				p.report(Finding{Node: name, Rule: Secret, Text: fmt.Sprintf("says {%s}, which is secret", value), Fix: "Take it out of the text."})
			}
		}
	}
}
