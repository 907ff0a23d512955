package node

import "github.com/okpay/hotline/ivr"

// SMS sends the caller a message.
type SMS struct {
	Text  ivr.Text `yaml:"text" doc:"the message; {names} say values, but nothing of an account"`
	Quiet bool     `yaml:"quiet,omitempty" doc:"true: the caller is not told about the message, because every second counts; false when left out"`
}

func init() {
	register(Kind{
		Name:  "sms",
		Title: ivr.Text{"zh-CN": "短信", "en-US": "text message"},
		Group: Sends,
		Heard: HeardNot,
		Doc:   "Sends a message to the number that calls, and says so unless it is quiet.",
		Example: `
sms: { text: { zh-CN: "您的编号：{case.number}", en-US: "Your case: {case.number}" } }
go: goodbye`,
		New:   func() ivr.Node { return &SMS{} },
		Uses:  []Fact{OfNumber, OfBarred},
		Exits: []Exit{{"done", "it is on its way, or the number is withheld, or one that is not texted"}},
	})
}

// Exits implements [ivr.Node].
func (*SMS) Exits() []string { return []string{"done"} }

// Handle implements [ivr.Node].
func (n *SMS) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	if told := text(t, n.Text); !n.Quiet {
		t.Do(told)
	}
	return ivr.Go{Exit: "done"}
}

// text sends a message and gives what to say of it.
func text(t *ivr.Turn, body ivr.Text) ivr.Say {
	if !t.Call.Callable() {
		return phrase(t, "text_unsent", nil)
	}
	t.Want(ivr.SendText{To: t.Call.From, Body: ivr.Masked(written(t, correspondence(t), body))})
	return phrase(t, "text_sent", nil)
}
