package node

import (
	"cmp"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
)

// Hours branches on a line's business hours.
type Hours struct {
	Line string `yaml:"line" doc:"the line, one of the menu's hours"`

	schedule *hours.Schedule
}

func init() {
	register(Kind{
		Name:  "hours",
		Title: ivr.Text{"zh-CN": "营业时间", "en-US": "hours"},
		Words: map[string]ivr.Text{
			"exit.open": {"zh-CN": "上班", "en-US": "open"},
		},
		Group:   Decides,
		Doc:     "Branches on whether a line is open. When it is not, {line.reason} says why and {line.opens} when it opens next.",
		Example: "\nhours: { line: support }\non: { open: goodbye, closed: goodbye }",
		New:     func() ivr.Node { return &Hours{} },
		Uses:    []Fact{OfLines},
		Detours: []string{"closed"},
		Exits: []Exit{
			{"open", "people answer now"},
			{"closed", "nobody does: out of hours, a holiday, or closed for now"},
		},
		Means: map[string]Meaning{"open": ToldOpen, "closed": ToldClosed},
		Values: []Value{
			{Name: "line.opens", Type: ivr.Moment, Doc: "when the line opens next: 明天上午九点"},
			{Name: "line.reason", Type: ivr.Verbatim, Doc: "why it is closed"},
		},
	})
}

// Exits implements [ivr.Node].
func (*Hours) Exits() []string { return []string{"open", "closed"} }

// Bind implements [Bound].
func (n *Hours) Bind(env Env) []Problem {
	if n.schedule = env.Lines[n.Line]; n.schedule == nil {
		return []Problem{{"line", "there is no line " + n.Line + " among the hours"}}
	}
	return nil
}

// Labels implements [Describer].
func (n *Hours) Labels() []Label { return []Label{{Setting: "hours", Text: n.Line}} }

// Handle implements [ivr.Node].
func (n *Hours) Handle(t *ivr.Turn, e ivr.Event) ivr.Move {
	a, ok := e.(ivr.Answered)
	if !ok {
		return ivr.Ask{Query: ivr.LineState{Line: n.Line}}
	}
	line := ClosedFor(n.schedule, a.Closure)
	state := line.At(t.Now)
	if state.Open {
		return ivr.Go{Exit: "open"}
	}
	opens, _ := line.NextOpening(t.Now) // the zero time, which is spoken as such, where none is in sight
	t.Set("line.opens", ivr.Value{Type: ivr.Moment, Time: opens})
	t.Set("line.reason", ivr.Value{Type: ivr.Verbatim, Text: ivr.Masked(reason(t, state))})
	return ivr.Go{Exit: "closed"}
}

// ClosedFor is the schedule with an operator's "closed now" upon it.
func ClosedFor(s *hours.Schedule, c *ivr.Closure) *hours.Schedule {
	if c == nil {
		return s
	}
	return s.ClosedUntil(c.Until)
}

// reason says in the call's language why a line is closed.
func reason(t *ivr.Turn, s hours.Status) string {
	l := t.Spoken()
	name := s.Name[l.Name]
	switch {
	case s.Reason == hours.Weekly:
		return fill(t, l, t.Tree.Phrases["closed_weekly"], nil)
	case s.Reason == hours.Closed && name == "":
		return fill(t, l, t.Tree.Phrases["closed_now"], nil)
	}
	return fill(t, l, t.Tree.Phrases["closed_holiday"], words{"name": cmp.Or(name, s.Name[t.Tree.Languages[0].Name])})
}
