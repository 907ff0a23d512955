package node

import (
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Transfer rings people directly: given numbers, or who is on duty.
type Transfer struct {
	Numbers    []string      `yaml:"numbers,omitempty" doc:"telephone numbers to ring, E.164, at most ten"`
	Department string        `yaml:"department,omitempty" doc:"rings the department's people on duty instead"`
	InTurn     bool          `yaml:"in_turn,omitempty" doc:"one after another rather than all at once"`
	RingFor    time.Duration `yaml:"ring_for,omitempty" doc:"how long each is rung; 20s when left out" within:"5s,10m"`
}

const (
	ringFor    = 20 * time.Second
	maxNumbers = 10 // as many as one Dial takes
)

func init() {
	register(Kind{
		Name:  "transfer",
		Title: ivr.Text{"zh-CN": "转接电话", "en-US": "transfer"},
		Words: map[string]ivr.Text{
			"exit.answered":   {"zh-CN": "接通后", "en-US": "answered"},
			"exit.unanswered": {"zh-CN": "无人接听", "en-US": "not answered"},
		},
		Group: Connects,
		Heard: HeardRing,
		Doc:   "Rings people directly and connects the caller with who answers and presses a key; each hears first who calls and why.",
		Example: `
transfer: { department: fraud, in_turn: true }
on: { answered: goodbye, unanswered: goodbye, nobody: goodbye }`,
		New:      func() ivr.Node { return &Transfer{} },
		Defaults: map[string]string{"ring_for": ringFor.String()},
		Exits:    transferExits(),
		Detours:  []string{"unanswered", "nobody"},
		Means:    map[string]Meaning{"answered": Talked},
	})
}

func transferExits() []Exit {
	return []Exit{
		{"answered", "the caller has spoken with someone, who hung up first"},
		{"unanswered", "nobody answered, or nobody accepted"},
		{"nobody", "there is nobody to ring, or the look-up failed"},
	}
}

// Exits implements [ivr.Node].
func (*Transfer) Exits() []string { return exitNames(transferExits()) }

// Bind implements [Bound].
func (n *Transfer) Bind(Env) []Problem {
	if (len(n.Numbers) == 0) == (n.Department == "") || len(n.Numbers) > maxNumbers {
		return []Problem{{"", "a transfer needs either numbers, at most ten, or a department"}}
	}
	for _, number := range n.Numbers {
		if digits, ok := strings.CutPrefix(number, "+"); !ok || !numeric(digits) || len(digits) < 7 || len(digits) > 15 {
			return []Problem{{"numbers", "write each number as E.164 in quotes, e.g. \"+861012345678\""}}
		}
	}
	return nil
}

// Rings implements [Ringing].
func (n *Transfer) Rings() string { return n.Department }

// Handle implements [ivr.Node].
func (n *Transfer) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	switch e := e.(type) {
	case ivr.Answered:
		return n.ring(t, e.Numbers)
	case ivr.Dialed:
		return n.dialed(t, e)
	}
	if n.Department != "" {
		return ivr.Ask{Query: ivr.OnDuty{Department: n.Department}}
	}
	numbers := make([]ivr.Masked, len(n.Numbers))
	for i, number := range n.Numbers {
		numbers[i] = ivr.Masked(number)
	}
	return n.ring(t, numbers)
}

func (n *Transfer) ring(t *ivr.Turn, numbers []ivr.Masked) ivr.Move {
	if len(numbers) == 0 {
		return ivr.Go{Exit: "nobody"}
	}
	t.Do(phrase(t, "connecting", nil))
	dial := ivr.Dial{Numbers: numbers[:min(len(numbers), maxNumbers)], InTurn: n.InTurn, Timeout: ringFor, CallerID: t.Call.To.Reveal(), Whisper: true}
	if n.RingFor > 0 {
		dial.Timeout = n.RingFor
	}
	return ivr.Listen{Verb: dial}
}

func (n *Transfer) dialed(t *ivr.Turn, e ivr.Dialed) ivr.Move {
	if e.Bridged {
		t.Call.Reach(ivr.Connected)
		return ivr.Go{Exit: "answered"}
	}
	return ivr.Go{Exit: "unanswered"}
}
