// Package draft writes scripts of calls that check finds, and drafts scripts for exits that no script
// meets.
package draft

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/trace"
)

// reading turns a call that check found into a script. The hotline of a script has the demo's ledger, so
// that numbers, transactions and codes are those of the demo, and what the call needs besides is said
// in the script's circumstances.
type reading struct {
	call   trace.Call
	script scenario.Call
	typed  map[int]string // by step: the digits to type instead, a transaction of the demo's
	gone   []string       // transactions that are missing from the ledger so far
	wrongs int            // codes that were wrong so far
}

// What no script says.
var (
	errNothing     = errors.New("nothing happens in the call")
	errCalledBack  = errors.New("the caller is called back")
	errTime        = errors.New("hours pass in the call")
	errLocked      = errors.New("the number is locked after wrong codes")
	errAgent       = errors.New("the number is an agent's")
	errNobody      = errors.New("no customer of the demo's has such an account")
	errCode        = errors.New("the code has expired, or is refused")
	errDifferently = errors.New("the call before it needs other circumstances")
)

// Of returns a script that makes a call which check found, on the menus' clock in their zone; false if no
// caller alone can make the call with the demo's ledger and telephone.
func Of(c trace.Call, zone *time.Location) (scenario.Call, bool) {
	script, err := read(c, zone)
	return script, err == nil
}

// read returns a script of a call, with the calls that come before it. Where a customer of the demo's makes
// the call, the script will be played, and what cannot be had for certain is tried.
func read(c trace.Call, zone *time.Location) (scenario.Call, error) {
	script, err := readAlone(c, zone)
	for _, before := range c.After {
		if err != nil {
			return script, err
		}
		script, err = after(before, script, zone)
	}
	return script, err
}

// after returns a script whose caller has called before.
func after(before trace.Call, script scenario.Call, zone *time.Location) (scenario.Call, error) {
	first, err := readAlone(before, zone)
	if err != nil {
		return script, err
	}
	if script.Agents == "" {
		script.Agents = first.Agents
	}
	if len(first.Closed)+len(first.Failing)+first.Waiting > 0 || first.Agents != "" && first.Agents != script.Agents || first.From != script.From || first.Often != script.Often {
		return script, errDifferently
	}
	script.Steps = slices.Concat(first.Steps, []scenario.Step{{Do: scenario.CallAgain}}, script.Steps)
	return script, nil
}

func readAlone(c trace.Call, zone *time.Location) (scenario.Call, error) {
	switch {
	case len(c.Steps) == 0:
		return scenario.Call{}, errNothing
	case c.Start.Callback != "":
		return scenario.Call{}, errCalledBack
	}
	r := reading{call: c}
	if err := r.callers(); err != nil {
		return scenario.Call{}, err
	}
	if err := r.steps(); err != nil {
		return scenario.Call{}, err
	}
	r.script.At = r.begin().In(zone).Format("2006-01-02 15:04")
	return r.script, nil
}

// shortlyBefore is how long before a line closes a call comes in that is on the line then.
const shortlyBefore = 5 * time.Minute

// begin returns when the call comes in: shortly before the time that passes in it.
func (r *reading) begin() time.Time {
	first := r.call.Steps[0].At
	for _, s := range r.call.Steps {
		if !s.At.Equal(first) {
			return s.At.Add(-shortlyBefore)
		}
	}
	return first
}

// callers finds who calls, and what the call needs from its beginning.
func (r *reading) callers() error {
	r.script.From = demo.Caller
	if r.call.By != nil {
		r.script.From = r.call.By.Phone
	}
	if r.call.Start.From == "" && !r.call.Start.Limited { // calls that show no number are not counted by number
		r.script.From = "anonymous"
	}
	if r.call.Start.Limited {
		r.script.Often = true
	}
	if r.call.Start.Barred {
		r.script.From = demoBarred
	}
	switch {
	case r.call.By != nil:
		r.agents()
	case r.timePasses():
		return errTime // nobody waits so long for a rehearsal
	case r.call.Start.From != "" && !r.call.Start.Barred:
		m := matching{call: r.call, from: r.script.From, typed: map[int]string{}}
		err := m.match()
		r.script.From, r.typed = m.from, m.typed
		return err
	}
	return nil
}

// agents has an agent call, if the telephone is one's.
func (r *reading) agents() {
	for _, s := range r.call.Steps {
		for j, q := range s.Queries {
			if _, asks := q.(ivr.FindStaff); asks && s.Answers[j].Result == ivr.OK {
				r.script.From = demo.Agents()[0].Number.Reveal()
			}
		}
	}
}

func (r *reading) timePasses() bool {
	return slices.ContainsFunc(r.call.Steps, func(s trace.Step) bool { return !s.At.Equal(r.call.Steps[0].At) })
}

// steps writes what happens after the beginning.
func (r *reading) steps() error {
	for i, s := range r.call.Steps {
		r.trouble(i, s)
		if i == 0 {
			continue
		}
		if err := r.does(i, s); err != nil {
			return err
		}
	}
	return nil
}

// trouble writes what fails or is closed at a step.
func (r *reading) trouble(i int, s trace.Step) {
	lines := 0
	failed := map[scenario.Failing]int{}
	for j, q := range s.Queries {
		a := s.Answers[j]
		switch q := q.(type) {
		case ivr.LineState, ivr.QueueState:
			lines++
			if line := s.Excuses.Lines[lines-1]; a.Closure != nil && i == 0 {
				r.script.Closed = append(r.script.Closed, line)
			} else if a.Closure != nil {
				r.do(scenario.Step{Do: scenario.Close, Text: line})
			}
		case ivr.FindTransaction:
			if a.Result == ivr.NotFound {
				r.lose(q.ID.Reveal())
			}
		case ivr.OnDuty:
			if a.Result == ivr.NotFound {
				r.script.Agents = scenario.Away
			}
		}
		if a.Result == ivr.Broken {
			failed[cmp.Or(needs(q), scenario.Lookups)]++
		}
	}
	for _, part := range []scenario.Failing{scenario.Lookups, scenario.Cases} {
		switch {
		case failed[part] == 0:
		case i == 0:
			r.script.Failing = append(r.script.Failing, part)
		case r.mendedAfter(i, part, failed[part]):
			r.do(scenario.Step{Do: scenario.FailOnce, Text: string(part)})
		default: // and goes on failing
			r.do(scenario.Step{Do: scenario.Fail, Text: string(part)})
		}
	}
}

// mendedAfter reports whether a part that has failed at a step works again. Where nobody knows, as in the
// call of any customer, it does when it has failed once.
func (r *reading) mendedAfter(step int, part scenario.Failing, times int) bool {
	if r.call.By == nil {
		return times == 1
	}
	for _, s := range r.call.Steps[step+1:] {
		for j, q := range s.Queries {
			if needs(q) == part && s.Answers[j].Result != ivr.Broken {
				return true
			}
		}
	}
	return false
}

// lose has a transaction of the customer's disappear from the ledger.
func (r *reading) lose(id string) {
	if r.call.By == nil || !slices.Contains(r.call.By.Transactions, id) || slices.Contains(r.gone, id) {
		return
	}
	r.gone = append(r.gone, id)
	r.do(scenario.Step{Do: scenario.Gone, Text: id})
}

func (r *reading) do(s scenario.Step) { r.script.Steps = append(r.script.Steps, s) }

func (r *reading) press(keys string) { r.do(scenario.Step{Do: scenario.Press, Text: keys}) }

// needs returns the part without which a query cannot be answered; "" for one that is not a script's to break.
func needs(q ivr.Query) scenario.Failing {
	switch q.(type) {
	case ivr.FindCase, ivr.NewCase:
		return scenario.Cases
	case ivr.FindAccount, ivr.CheckLock, ivr.FindTransaction, ivr.FindTransactions:
		return scenario.Lookups
	}
	return ""
}
