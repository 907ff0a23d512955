package node

import "github.com/okpay/hotline/ivr"

// End says goodbye and hangs up.
type End struct {
	Say ivr.Text `yaml:"say" doc:"the goodbye"`
}

func init() {
	register(Kind{
		Name:    "end",
		Title:   ivr.Text{"zh-CN": "结束", "en-US": "goodbye"},
		Group:   Finishes,
		Heard:   HeardByAll,
		Doc:     "Says goodbye and hangs up. A caller comes here by choice, never by mistake.",
		Example: "\nend: { say: { zh-CN: 感谢来电，再见。, en-US: Thank you for calling. Goodbye. } }",
		New:     func() ivr.Node { return &End{} },
	})
}

// Exits implements [ivr.Node]: there is none.
func (*End) Exits() []string { return nil }

// Handle implements [ivr.Node].
func (n *End) Handle(t *ivr.Turn, _ ivr.Event) ivr.Move {
	t.Do(say(t, n.Say, nil))
	t.Call.Reach(ivr.Served)
	return ivr.End{}
}
