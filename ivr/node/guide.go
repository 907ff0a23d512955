package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Guide tells how something is done, step by step.
type Guide struct {
	Steps    []ivr.Text `yaml:"steps" doc:"the steps, each short enough to be kept in mind"`
	SMS      ivr.Text   `yaml:"sms" doc:"all of it as one message, sent when the caller presses 2"`
	patience `yaml:",inline"`
}

const guideTimeout = 2 * time.Second

func init() {
	register(Kind{
		Name:  "guide",
		Title: ivr.Text{"zh-CN": "操作指引", "en-US": "guide"},
		Words: map[string]ivr.Text{
			"setting.sms":   {"zh-CN": "短信", "en-US": "text message"},
			"setting.steps": {"zh-CN": "步骤", "en-US": "step"},
		},
		Group: Listens,
		Heard: HeardByAll,
		Doc:   "Tells how something is done in short steps. Silence or 1 goes on, 2 sends all of it by SMS, * says the step again.",
		Example: `
guide:
  steps: [ { zh-CN: 打开应用。, en-US: Open the app. }, { zh-CN: 点“我的”。, en-US: Tap Me. } ]
  sms: { zh-CN: 打开应用，点“我的”。, en-US: "Open the app, tap Me." }
go: goodbye`,
		New:      func() ivr.Node { return &Guide{} },
		Defaults: map[string]string{"timeout": guideTimeout.String()},
		Uses:     []Fact{OfNumber, OfBarred},
		Exits:    append([]Exit{{"done", "the last step was said, or all of it sent"}}, listening()...),
	})
}

// Exits implements [ivr.Node].
func (*Guide) Exits() []string { return append([]string{"done"}, exitNames(listening())...) }

// Bind implements [Bound].
func (n *Guide) Bind(Env) []Problem {
	if len(n.Steps) == 0 {
		return []Problem{{"steps", "a guide has at least one step"}}
	}
	return nil
}

// Inputs implements [Playable].
func (n *Guide) Inputs(_ ivr.State, tries int) []Input {
	next := Act{Do: Press, Keys: "1", Means: "every step"}
	return append(n.keyed(tries), pressing("2", "done", "all of it by text message"), Input{repeated(next, len(n.Steps)), "done"})
}

// Handle implements [ivr.Node].
func (n *Guide) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	in, ok := e.(ivr.Input)
	if !ok {
		return n.tell(t, phrase(t, "guide_keys", nil))
	}
	if move := common(in); move != nil {
		return move
	}
	switch in.Digits.Reveal() {
	case "", "1":
		t.Call.State.Item++
		return n.tell(t)
	case "2":
		t.Do(text(t, n.SMS))
		return ivr.Go{Exit: "done"}
	}
	if end := n.missed(t); end != nil {
		return end
	}
	return ivr.Listen{Verb: n.listen(t, phrase(t, "no_match", nil), phrase(t, "guide_keys", nil)), Reprompt: true}
}

// tell says the step that State.Item counts, or leaves after the last.
func (n *Guide) tell(t *ivr.Turn, before ...ivr.Verb) ivr.Move {
	i := t.Call.State.Item
	if i >= len(n.Steps) {
		t.Call.Reach(ivr.Served)
		return ivr.Go{Exit: "done"}
	}
	return ivr.Listen{Verb: n.listen(t, append(before, say(t, n.Steps[i], nil))...)}
}

func (n *Guide) listen(t *ivr.Turn, prompt ...ivr.Verb) ivr.Gather {
	return key(t, n.timeout(guideTimeout), "", prompt...)
}
