package node

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Staff lets agents without a desk sign in from their own telephone.
type Staff struct {
	AskPIN ivr.Text `yaml:"ask_pin" doc:"asks the agent for the PIN, and says that everybody else just presses star"`
	Wrong  ivr.Text `yaml:"wrong" doc:"the PIN was wrong"`

	patience `yaml:",inline"`
}

func init() {
	register(Kind{
		Name:  "staff",
		Title: ivr.Text{"zh-CN": "坐席拨入", "en-US": "agent dials in"},
		Words: map[string]ivr.Text{
			"exit.caller":     {"zh-CN": "普通来电", "en-US": "somebody else"},
			"setting.ask_pin": {"zh-CN": "询问坐席密码", "en-US": "asks for the PIN"},
		},
		Group: Speaks,
		Doc:   "Asks those who call from the telephone of an agent with a PIN for it, and lets them take calls on this line: they are asked first. All others go on and hear nothing of it.",
		Example: `
staff: { ask_pin: { zh-CN: 同事请输入密码，按井号键；不接电话请按星号键。, en-US: "Colleague, enter your PIN and press pound; or press star." }, wrong: { zh-CN: 密码不对。, en-US: "That PIN is wrong." } }
on: { caller: goodbye, person: goodbye }`,
		New:      func() ivr.Node { return &Staff{} },
		Defaults: map[string]string{"timeout": pinTimeout.String()},
		Uses:     []Fact{OfNumber},
		Exits:    staffExits(),
	})
}

func staffExits() []Exit {
	return []Exit{
		{"caller", "somebody else calls, or an agent who does not come to take calls"},
		{ivr.ExitPerson, "the agent pressed 0, and wants a colleague"},
	}
}

// Exits implements [ivr.Node].
func (*Staff) Exits() []string { return exitNames(staffExits()) }

// Discreet implements [ivr.Discreet].
func (*Staff) Discreet(ivr.State) bool { return true }

// AsksAgents implements [ivr.AgentNode].
func (*Staff) AsksAgents() {}

// Inputs implements [Playable].
func (*Staff) Inputs(ivr.State, int) []Input {
	return []Input{pressing("0#", ivr.ExitPerson, "a person"), pressing("*#", "caller", "")}
}

// Handle implements [ivr.Node].
func (n *Staff) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.Input:
		return n.typed(t, e)
	case ivr.Answered:
		if t.Call.State.Stage == stageCheck {
			return n.checked(t, e)
		}
		if e.Result == ivr.OK {
			return n.ask(t, n.AskPIN)
		}
	case ivr.Entered:
		if t.Call.From != "" {
			return ivr.Ask{Query: ivr.FindStaff{Phone: t.Call.From}}
		}
	}
	return ivr.Go{Exit: "caller"}
}

const pinTimeout = 5 * time.Second

func (n *Staff) ask(t *ivr.Turn, text ivr.Text) ivr.Move {
	t.Call.State.Stage = stageCode
	return ivr.Listen{Verb: typed(0, n.timeout(pinTimeout), say(t, text, nil))}
}

func (n *Staff) typed(t *ivr.Turn, in ivr.Input) ivr.Move {
	digits := in.Digits.Reveal()
	if zeros(digits) {
		return ivr.Go{Exit: ivr.ExitPerson}
	}
	if len(digits) > 1 || numeric(digits) { // in a journal they are stars: only the check knows them
		t.Call.State.Stage = stageCheck
		return ivr.Ask{Query: ivr.CheckPIN{Phone: t.Call.From, PIN: ivr.Secret(digits)}}
	}
	return ivr.Go{Exit: "caller"}
}

func (n *Staff) checked(t *ivr.Turn, a ivr.Answered) ivr.Move {
	switch a.Result {
	case ivr.OK:
		t.Want(ivr.CountPIN{Phone: t.Call.From, Right: true}, ivr.SignInAgent{Phone: t.Call.From})
		t.Call.Reach(ivr.Staff)
		return ivr.Listen{Verb: ivr.Park{}}
	case ivr.Wrong:
		t.Want(ivr.CountPIN{Phone: t.Call.From})
		if t.Call.State.Misses++; a.Left > 0 && t.Call.State.Misses < n.tries(t) {
			return n.ask(t, n.Wrong)
		}
	}
	return ivr.Go{Exit: "caller"}
}
