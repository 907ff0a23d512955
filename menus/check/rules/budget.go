package rules

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/trace"
	"github.com/okpay/hotline/menus/check/worst"
)

// Budget names the rule that a person is reached in time.
const Budget = "budget"

func init() {
	register(Rule{
		Name: Budget, Severity: Fail,
		Doc: ivr.Text{
			"en-US": "A person is reached within the time that the menu's budget allows, by every caller, at every moment, in every language. `person` counts from the answer for a caller who presses 0 once the first prompt is over, `silent` for one who never presses, `fraud` from the choice whose words speak of fraud. What is said, silences and retries count; of a telephone's ringing what is beyond 20 seconds; not the wait in a queue.",
			"zh-CN": "每个来电者，在任何时刻、任何语言里，都能在 budget 规定的时间内到人工。`person` 从接通算起，到听完第一段提示就按 0；`silent` 从接通算起，一直不按键；`fraud` 从说到诈骗的那个选项算起。说话、静默和重来都算；振铃只算超过 20 秒的部分；排队等候不算。",
		},
		Fix: ivr.Text{
			"en-US": "Say less before the choices, ask less often, ring for a shorter time, or allow more time in budget.",
			"zh-CN": "选择之前少说一些，少重问几次，缩短振铃，或在 budget 里放宽时间。",
		},
		Unsound: "budget: { silent: 5s }",
		Sound:   "budget: { silent: 180s }",
		find:    budget,
	})
}

// budget compares the menu with its budgets.
func budget(p *Proof) {
	for _, s := range p.Spent() {
		if s.Time <= s.Allowed {
			continue
		}
		p.report(Finding{
			At: p.Menu.At("budget", s.Name), Rule: Budget,
			Text: fmt.Sprintf("the budget %s allows %s, and it may take %s (%s)", s.Name, s.Allowed, s.Time.Round(time.Second), s.Who()),
			Show: func() (trace.Call, bool) { return p.Trace(s.Cost) },
		})
	}
}

// Spent is the limit and the worst case of a budget.
type Spent struct {
	Name    string // person, fraud or silent
	Allowed time.Duration
	worst.Cost
}

// Spent returns the worst case of each budget, by name.
func (p *Proof) Spent() []Spent {
	if p.spent != nil {
		return p.spent
	}
	for _, name := range inOrder(p.Menu.Budget) {
		p.spent = append(p.spent, Spent{name, p.Menu.Budget[name], p.Worst.Budget(name)})
	}
	return p.spent
}

// Trace returns the call that takes that long.
func (p *Proof) Trace(c worst.Cost) (trace.Call, bool) {
	if c.Strategy == nil {
		return trace.Call{}, false
	}
	return trace.Along(p.Graph, c.From, c.Strategy.Path(c.From))
}
