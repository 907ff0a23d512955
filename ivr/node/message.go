package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Message takes a spoken message.
type Message struct {
	Ask        ivr.Text      `yaml:"ask" doc:"what to say after the tone, and that # ends it"`
	Empty      ivr.Text      `yaml:"empty" doc:"when nothing was recorded, before it is asked once more"`
	Department string        `yaml:"department" doc:"who listens to it"`
	Attach     bool          `yaml:"attach,omitempty" doc:"adds it to the case that this call has opened, if it has"`
	Longest    time.Duration `yaml:"longest,omitempty" doc:"the longest message; 2m when left out" within:"2s,1h"`
}

const (
	longestMessage = 2 * time.Minute
	messageSilence = 5 * time.Second
)

func init() {
	register(Kind{
		Name:  "message",
		Title: ivr.Text{"zh-CN": "留言", "en-US": "message"},
		Words: map[string]ivr.Text{
			"exit.empty":    {"zh-CN": "没有录到", "en-US": "nothing recorded"},
			"setting.empty": {"zh-CN": "没有录到时", "en-US": "when nothing was recorded"},
		},
		Group:   Connects,
		Unheard: []string{"department"},
		Doc:     "Takes a spoken message and opens a case for it. A message counts even when the caller hangs up in the middle.",
		Example: `
message: { ask: { zh-CN: 请在提示音后留言，按井号键结束。, en-US: Please leave a message after the tone and press pound. }, empty: { zh-CN: 没有听到留言。, en-US: I heard no message. }, department: general }
on: { done: goodbye, empty: goodbye, failed: goodbye }`,
		New:      func() ivr.Node { return &Message{} },
		Defaults: map[string]string{"longest": longestMessage.String()},
		Uses:     []Fact{OfCases},
		Exits:    messageExits(),
		Detours:  []string{"empty", "failed"},
		Means:    map[string]Meaning{"empty": MessageDeclined, "failed": MessageFailed},
		Values:   caseValues(),
	})
}

func messageExits() []Exit {
	return []Exit{
		{"done", "the message is kept; {case.number} is its case"},
		{"empty", "nothing was recorded, twice"},
		{"failed", "no case could be opened"},
	}
}

// Exits implements [ivr.Node].
func (*Message) Exits() []string { return exitNames(messageExits()) }

// Labels implements [Describer].
func (n *Message) Labels() []Label {
	return []Label{{Setting: "department", Text: n.Department, Department: true}}
}

// Inputs implements [Playable].
func (*Message) Inputs(ivr.State, int) []Input {
	return []Input{{[]Act{{Do: Speak}}, "done"}, {repeated(Act{Do: Hush}, 2), "empty"}}
}

// Handle implements [ivr.Node].
func (n *Message) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.Answered:
		if e.Result != ivr.OK {
			return ivr.Go{Exit: "failed"}
		}
		t.Call.State.Held = ivr.Masked(e.Case)
		return n.record(t)
	case ivr.Recorded:
		return n.recorded(t, e)
	case ivr.Input: // the carrier does not report an empty recording: it goes on
		return n.again(t, ivr.Recorded{})
	}
	if n.Attach && t.Call.Case != "" {
		t.Call.State.Held = ivr.Masked(t.Call.Case)
		return n.record(t)
	}
	t.Call.State.Stage = stageNumber
	return ivr.Ask{Query: ivr.NewCase{}}
}

func (n *Message) record(t *ivr.Turn) ivr.Move {
	t.Do(say(t, n.Ask, nil))
	return n.tone()
}

func (n *Message) tone() ivr.Move {
	longest := longestMessage
	if n.Longest > 0 {
		longest = n.Longest
	}
	return ivr.Listen{Verb: ivr.Record{Longest: longest, Silence: messageSilence}}
}

func (n *Message) recorded(t *ivr.Turn, e ivr.Recorded) ivr.Move {
	if e.Length == 0 {
		return n.again(t, e)
	}
	number := t.Call.State.Held.Reveal()
	if number != t.Call.Case {
		open(t, newCase(t, number, ivr.CaseMessage, n.Department))
	}
	t.Want(ivr.AddRecording{Number: number, URL: e.URL, Length: int(e.Length.Seconds())})
	t.Call.Reach(ivr.Message)
	if e.Key == "hangup" {
		return ivr.End{}
	}
	return ivr.Go{Exit: "done"}
}

// again asks once more after an empty message.
func (n *Message) again(t *ivr.Turn, e ivr.Recorded) ivr.Move {
	t.Call.State.Silences++
	switch {
	case e.Key == "hangup":
		return ivr.End{}
	case t.Call.State.Silences > 1:
		return ivr.Go{Exit: "empty"}
	}
	t.Do(say(t, n.Empty, nil))
	return n.tone()
}
