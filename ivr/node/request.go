package node

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Request opens a case: what the caller asked for and a person has to do.
type Request struct {
	Case       ivr.CaseKind `yaml:"case" enum:"refund,cancellation,fraud,statement,account_change" doc:"what the case is about"`
	Department string       `yaml:"department" doc:"who does it"`
}

func init() {
	register(Kind{
		Name:  "request",
		Title: ivr.Text{"zh-CN": "登记申请", "en-US": "request"},
		Words: map[string]ivr.Text{
			"exit.already": {"zh-CN": "已经申请过", "en-US": "asked before"},
			"exit.opened":  {"zh-CN": "已登记", "en-US": "noted"},
			"setting.case": {"zh-CN": "工单类型", "en-US": "kind of case"},
		},
		Group:   LooksUp,
		Unheard: []string{"department"},
		Doc:     "Opens a case and gives it a number, {case.number}. A second request about the same thing finds the first case. Fraud is the exception: each call that reports it opens a case of its own, and needs no verified caller.",
		Example: `
request: { case: fraud, department: fraud }
on: { opened: goodbye, already: goodbye, failed: goodbye, unverified: goodbye }`,
		New:     func() ivr.Node { return &Request{} },
		Uses:    []Fact{OfAccount, OfVerified, OfCases},
		Exits:   requestExits(),
		Detours: []string{"failed", "unverified"},
		Values:  caseValues(),
	})
}

func requestExits() []Exit {
	return []Exit{
		{"opened", "the case is open"},
		{"already", "an open case asks for the same; {case.number} is that one's"},
		{"failed", "the look-up failed"},
		{"unverified", "the caller has not proved whose account it is"},
	}
}

// Exits implements [ivr.Node].
func (*Request) Exits() []string { return exitNames(requestExits()) }

// Reports implements [Reporting].
func (n *Request) Reports() ivr.CaseKind { return n.Case }

// Bind implements [Bound].
func (n *Request) Bind(Env) []Problem {
	if !slices.Contains(ivr.CaseKinds(), n.Case) {
		return []Problem{{"case", "there is no such kind of case: " + string(n.Case)}}
	}
	return nil
}

const (
	stageSeek   = "seek"
	stageNumber = "number"
)

// Labels implements [Describer].
func (n *Request) Labels() []Label { return []Label{{Setting: "case", Text: string(n.Case)}} }

// Handle implements [ivr.Node].
func (n *Request) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	if _, ok := account(t); !ok && n.Case != ivr.CaseFraud {
		return ivr.Go{Exit: "unverified"}
	}
	a, ok := e.(ivr.Answered)
	switch {
	case !ok && t.Call.Cases[n.Case] != "" && about(t, n.Case) == "":
		setCase(t, t.Call.Cases[n.Case])
		return ivr.Go{Exit: "already"}
	case !ok && n.Case == ivr.CaseFraud:
		return ivr.Ask{Query: ivr.NewCase{}}
	case !ok:
		t.Call.State.Stage = stageSeek
		return ivr.Ask{Query: n.same(t)}
	case t.Call.State.Stage == stageSeek && a.Result == ivr.OK:
		setCase(t, a.Case)
		return ivr.Go{Exit: "already"}
	case t.Call.State.Stage == stageSeek && a.Result == ivr.NotFound:
		t.Call.State.Stage = stageNumber
		return ivr.Ask{Query: ivr.NewCase{}}
	case a.Result != ivr.OK:
		return ivr.Go{Exit: "failed"}
	}
	open(t, newCase(t, a.Case, n.Case, n.Department))
	t.Call.Reach(ivr.Served)
	return ivr.Go{Exit: "opened"}
}

func (n *Request) same(t *ivr.Turn) ivr.FindCase {
	id, _ := account(t)
	return ivr.FindCase{Kind: n.Case, Account: id, Transaction: about(t, n.Case), Caller: t.Call.From}
}
