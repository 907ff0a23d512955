package rules

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// LongPrompt names the rule that prompts are not too long.
const LongPrompt = "long-prompt"

func init() {
	register(Rule{
		Name: LongPrompt, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "A caller hears no more than 45 seconds at once, over all nodes that speak one after another, before they may choose, wait or are connected.",
			"zh-CN": "来电者一次听到的话，连着几个节点一起算，不超过 45 秒，之后就可以选择、等待或接通。",
		},
		Fix: ivr.Text{
			"en-US": "Say less, let callers choose in between, or offer the rest by text message.",
			"zh-CN": "少说一些，让来电者中间可以选择，或把其余的用短信发送。",
		},
		Unsound: `
  example:
    say: { text: { zh-CN: "` + long + `", en-US: Hello. } }
    go: main`,
		Sound: `
  example:
    say: { text: { zh-CN: 您好。, en-US: Hello. } }
    go: main`,
		find: longPrompt,
	})
}

// long takes about a minute to say.
const long = "我们的服务分为很多种，每一种都有自己的办法和时间，下面一样一样地说给您听，请您耐心听完。第一种是查询，第二种是修改，第三种是申请，第四种是投诉，第五种是建议。查询的时候请准备好编号，修改的时候请准备好资料，申请的时候请说清原因，投诉的时候请说清经过，建议的时候请说清想法。我们会把您说的都记录下来，交给负责的同事处理，处理完了会告诉您结果。如果您有别的问题，也可以在最后告诉我们，我们同样会认真对待，谢谢您的理解和支持。"

// patience is how long callers listen without a chance to press a key.
const patience = 45 * time.Second

// longPrompt finds documents that are longer than patience.
func longPrompt(p *Proof) {
	for n := range p.Graph.Links {
		l := &p.Graph.Links[n]
		if h := p.Documents.At(int32(n)); !l.Place.Entry && h.Time > patience {
			p.tooLong(int32(n), l.Place.Node, l.Place.Language, h)
		}
		for _, e := range p.Graph.From(int32(n)) {
			if e.To != explore.Over || e.Outcome.Staff {
				continue
			}
			if h := p.Documents.Ending(int32(n), e); h.Time > patience {
				p.tooLong(int32(n), e.Outcome.Final, l.Place.Language, h)
			}
		}
	}
}

func (p *Proof) tooLong(n int32, node, language string, h explore.Heard) {
	key := "long " + node + language
	if p.seen[key] {
		return
	}
	p.seen[key] = true
	p.report(Finding{
		Node: node, Rule: LongPrompt, Text: fmt.Sprintf("callers hear %s in %s before they may choose", h.Time.Round(time.Second), language),
		Show: p.show(trace.Goal{Links: []int32{n}, Hit: func(s trace.Step) bool {
			return s.Result.Call.Language == language && p.Graph.Length(s.Result.Verbs).Time > patience
		}}),
	})
}
