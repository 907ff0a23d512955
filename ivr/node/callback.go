package node

import "github.com/okpay/hotline/ivr"

// Callback notes that the caller is to be called back, on the number they call from.
type Callback struct {
	Department string `yaml:"department" doc:"who calls back"`
}

func init() {
	register(Kind{
		Name:  "callback",
		Title: ivr.Text{"zh-CN": "回电登记", "en-US": "callback"},
		Words: map[string]ivr.Text{
			"exit.withheld": {"zh-CN": "号码无法回拨", "en-US": "number not callable"},
		},
		Group:   Connects,
		Unheard: []string{"department"},
		Doc:     "Notes that the caller is to be called back: opens a case with the caller's number, never two for one number. Who asks for another department is called back by the more urgent one, and both stand on the case.",
		Example: `
callback: { department: general }
on: { done: goodbye, withheld: goodbye, failed: goodbye }`,
		New:     func() ivr.Node { return &Callback{} },
		Uses:    []Fact{OfNumber, OfBarred},
		Exits:   callbackExits(),
		Detours: []string{"withheld", "failed"},
		Values:  append(caseValues(), Value{Name: "caller.number", Type: ivr.LastDigits, Doc: "the number that will be called, the last four digits"}),
	})
}

func callbackExits() []Exit {
	return []Exit{
		{"done", "the callback is noted, now or in an earlier call"},
		{"withheld", "the caller's number is withheld, or one that is not called back: premium, or of a country that is not allowed"},
		{"failed", "no case could be opened, or too many callbacks were asked for"},
	}
}

// Exits implements [ivr.Node].
func (*Callback) Exits() []string { return exitNames(callbackExits()) }

// Labels implements [Describer].
func (n *Callback) Labels() []Label {
	return []Label{{Setting: "department", Text: n.Department, Department: true}}
}

// Handle implements [ivr.Node].
func (n *Callback) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	if !t.Call.Callable() {
		return ivr.Go{Exit: "withheld"}
	}
	a, ok := e.(ivr.Answered)
	if !ok {
		t.Call.State.Stage = stageSeek
		return ivr.Ask{Query: ivr.FindCase{Kind: ivr.CaseCallback, Caller: t.Call.From}}
	}
	seeking := t.Call.State.Stage == stageSeek
	switch {
	case seeking && a.Result == ivr.NotFound:
		t.Call.State.Stage = stageNumber
		return ivr.Ask{Query: ivr.NewCase{}}
	case a.Result != ivr.OK:
		return ivr.Go{Exit: "failed"}
	case !seeking:
		open(t, newCase(t, a.Case, ivr.CaseCallback, n.Department))
	default:
		setCase(t, a.Case)
		t.Want(ivr.AddDepartment{Number: a.Case, Department: n.Department})
	}
	t.Set("caller.number", ivr.Value{Type: ivr.LastDigits, Text: t.Call.From})
	t.Call.Reach(ivr.Callback)
	return ivr.Go{Exit: "done"}
}
