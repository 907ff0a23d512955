package node

import "github.com/okpay/hotline/ivr"

// Say speaks a text and goes on. The next listening node lets a key interrupt it.
type Say struct {
	Text ivr.Text `yaml:"text" doc:"what is said, in every language; {names} say values"`
}

func init() {
	register(Kind{
		Name:  "say",
		Title: ivr.Text{"zh-CN": "播报", "en-US": "says"},
		Group: Speaks,
		Heard: HeardByAll,
		Doc:   "Says something and goes on. A key interrupts it as soon as the next node listens.",
		Example: `
say: { text: { zh-CN: 感谢您的耐心。, en-US: Thank you for your patience. } }
go: goodbye`,
		New:   func() ivr.Node { return &Say{} },
		Exits: []Exit{{"done", "the text was said"}},
	})
}

// Exits implements [ivr.Node].
func (*Say) Exits() []string { return []string{"done"} }

// Handle implements [ivr.Node].
func (n *Say) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	t.Do(say(t, n.Text, nil))
	return ivr.Go{Exit: "done"}
}
