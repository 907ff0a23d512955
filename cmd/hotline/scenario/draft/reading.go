// Package draft writes scripts of calls that check finds, and drafts scripts for exits that no script
// meets.
package draft

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// reading turns a call that check found into a script. The hotline of a script has the demo's ledger, so
// that numbers, transactions and codes are those of the demo, and what the call needs besides is said
// in the script's circumstances.
type reading struct {
	call   trace.Call
	script scenario.Call
	typed  map[int]string // by step: the digits to type instead, a transaction of the demo's
	wrongs int            // codes that were wrong so far
	loose  bool           // what cannot be had for certain is tried, since the script will be played
}

// Of returns a script that makes a call which check found, on the menus' clock in their zone; false if no
// caller alone can make the call with the demo's ledger and telephone.
func Of(c trace.Call, zone *time.Location) (scenario.Call, bool) {
	return read(c, zone, false)
}

func read(c trace.Call, zone *time.Location, loose bool) (scenario.Call, bool) {
	if len(c.Steps) == 0 || c.Start.Callback != "" {
		return scenario.Call{}, false
	}
	r := reading{call: c, typed: map[int]string{}, loose: loose}
	if !r.callers() || !r.steps() {
		return scenario.Call{}, false
	}
	r.script.At = r.begin().In(zone).Format("2006-01-02 15:04")
	return r.script, true
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
func (r *reading) callers() bool {
	r.script.From = demo.Caller
	if r.call.Start.From == "" && !r.call.Start.Limited { // calls that show no number are not counted by number
		r.script.From = "anonymous"
	}
	if r.call.Start.Limited {
		r.script.Often = true
	}
	if r.call.Start.Barred {
		r.script.From = demoBarred
	}
	at := r.call.Steps[0].At
	for i, s := range r.call.Steps {
		if !s.At.Equal(at) && !r.loose {
			return false // time passes: nobody waits so long for a rehearsal
		}
		for j, q := range s.Queries {
			if r.call.Start.From != "" && !r.call.Start.Barred && !r.caller(i, q, s.Answers[j]) {
				return false
			}
		}
	}
	return true
}

// caller finds a number of the demo's for which a query is answered so.
func (r *reading) caller(step int, q ivr.Query, a ivr.Answered) bool {
	switch q.(type) {
	case ivr.FindAccount, ivr.CheckLock:
		switch {
		case a.Result == ivr.Several:
			r.script.From = demo.Shared
		case a.Result == ivr.NotFound, a.Result == ivr.OK && a.Account == nil:
			r.script.From = demoUnknown
		case a.Account != nil && a.Account.BirthDate < "1950":
			r.script.From = demoSenior
		}
		return a.Result != ivr.Locked || r.loose
	case ivr.FindTransactions:
		if a.Result == ivr.NotFound {
			r.script.From = demoEmpty
		}
	case ivr.FindTransaction:
		return r.transaction(step, a)
	case ivr.FindStaff:
		if a.Result == ivr.OK && r.loose {
			r.script.From = demo.Agents()[0].Number.Reveal()
			return true
		}
		return a.Result != ivr.OK
	}
	return true
}

// transaction finds one of the demo's that is as the answer says, and types its
// number where one was typed.
func (r *reading) transaction(step int, a ivr.Answered) bool {
	typed := r.typedBefore(step)
	if typed < 0 {
		return r.loose
	}
	r.typed[typed] = nobodys // until one is found
	if a.Result != ivr.OK {
		return true
	}
	for row, err := range demo.Rows(r.call.Steps[0].At) {
		if err == nil && row.Transaction != nil && alike(*row.Transaction, a.Transactions[0]) && sameRefund(r.call.Steps[0].At, row.Transaction.ID, a.Refund) {
			r.typed[typed] = row.Transaction.ID.Reveal()
			r.script.From = phoneOf(row.Transaction.Account, r.call.Steps[0].At)
			return true
		}
	}
	return r.loose
}

// nobodys is the number of no transaction of the demo's.
const nobodys = "99999999"

// typedBefore returns the step at which a transaction's number was typed last.
func (r *reading) typedBefore(step int) int {
	for i := step; i > 0; i-- {
		s := r.call.Steps[i]
		in, ok := s.Event.(ivr.Input)
		isCode := slices.ContainsFunc(s.Queries, func(q ivr.Query) bool { _, code := q.(ivr.CheckCode); return code })
		if ok && len(in.Digits) >= 6 && !isCode {
			return i
		}
	}
	return -1
}

// steps writes what happens after the beginning.
func (r *reading) steps() bool {
	for i, s := range r.call.Steps {
		r.trouble(i, s)
		if i > 0 && !r.does(i, s) {
			return false
		}
	}
	return true
}

// trouble writes what fails or is closed at a step.
func (r *reading) trouble(i int, s trace.Step) {
	lines := 0
	failed := map[scenario.Failing]int{}
	for j, q := range s.Queries {
		a := s.Answers[j]
		switch q.(type) {
		case ivr.LineState, ivr.QueueState:
			lines++
			if line := s.Excuses.Lines[lines-1]; a.Closure != nil && i == 0 {
				r.script.Closed = append(r.script.Closed, line)
			} else if a.Closure != nil {
				r.do(scenario.Step{Do: scenario.Close, Text: line})
			}
		case ivr.OnDuty:
			if a.Result == ivr.NotFound {
				r.script.Agents = scenario.Away
			}
		}
		if a.Result == ivr.Broken {
			failed[failingPart(q)]++
		}
	}
	for _, part := range []scenario.Failing{scenario.Lookups, scenario.Cases} {
		switch {
		case failed[part] == 0:
		case i == 0:
			r.script.Failing = append(r.script.Failing, part)
		case failed[part] == 1 && !r.loose:
			r.do(scenario.Step{Do: scenario.FailOnce, Text: string(part)})
		default: // and goes on failing
			r.do(scenario.Step{Do: scenario.Fail, Text: string(part)})
		}
	}
}

func (r *reading) do(s scenario.Step) { r.script.Steps = append(r.script.Steps, s) }

func (r *reading) press(keys string) { r.do(scenario.Step{Do: scenario.Press, Text: keys}) }

func failingPart(q ivr.Query) scenario.Failing {
	switch q.(type) {
	case ivr.FindCase, ivr.NewCase:
		return scenario.Cases
	}
	return scenario.Lookups
}

// message is what callers say after the tone.
const message = "请给我回电"

// does writes what the caller or the carrier does at a step; it is false for what no script says.
func (r *reading) does(i int, s trace.Step) bool {
	switch e := s.Event.(type) {
	case ivr.Input:
		return r.input(i, s, e)
	case ivr.WaitKey:
		r.press(e.Digits.Reveal())
	case ivr.Recorded:
		if e.Length > 0 {
			r.do(scenario.Step{Do: scenario.Say, Text: message})
			break
		}
		r.do(scenario.Step{Do: scenario.Silence})
	case ivr.QueueLeft:
		return r.left(s, e)
	case ivr.Dialed:
		if e.Bridged {
			r.do(scenario.Step{Do: scenario.Talk})
			break
		}
		r.script.Agents = scenario.NoAnswer
	default:
		return false
	}
	return true
}

func (r *reading) input(i int, s trace.Step, e ivr.Input) bool {
	switch {
	case r.typed[i] != "":
		r.press(r.typed[i] + "#")
	case e.Silent():
		r.do(scenario.Step{Do: scenario.Silence})
	case e.Speech != "":
		do := scenario.Say
		if strings.Contains(s.Input.Name, "unclear") {
			do = scenario.Mumble
		}
		r.do(scenario.Step{Do: do, Text: e.Speech.Reveal()})
	default:
		for j, q := range s.Queries {
			switch q.(type) {
			case ivr.CheckCode:
				return r.code(s.Answers[j])
			case ivr.CheckPIN:
				if s.Answers[j].Result == ivr.OK {
					r.press(demo.PIN + "#")
					return r.loose
				}
			}
		}
		r.press(e.Digits.Reveal() + e.Finish)
	}
	return true
}

// fullAt is how many callers fill a queue that does not say otherwise.
const fullAt = 100

// tries is how many wrong codes lead on.
const tries = 3

// code types a code, right or wrong: so many wrong ones that it comes out as the answer says.
func (r *reading) code(a ivr.Answered) bool {
	switch a.Result {
	case ivr.OK, ivr.Broken:
		r.press(scenario.Code)
	case ivr.Wrong, ivr.Locked:
		n := 1
		if a.Left <= 0 {
			n = tries - r.wrongs
		}
		for range n {
			r.wrongs++
			r.press(fmt.Sprintf("00000%d#", r.wrongs))
		}
		return a.Result == ivr.Wrong || r.loose
	default:
		return false
	}
	return true
}

// left says how a wait in a queue ended.
func (r *reading) left(s trace.Step, e ivr.QueueLeft) bool {
	unstaffed := slices.ContainsFunc(s.Answers, func(a ivr.Answered) bool { return a.Result == ivr.OK && !a.Staffed && a.Closure == nil })
	wait := func(d time.Duration) { r.do(scenario.Step{Do: scenario.Wait, For: d}) }
	switch {
	case s.Input.Name == "the queue is full":
		r.script.Agents, r.script.Waiting = scenario.Busy, fullAt
	case s.Input.Name == "the queue fails":
		r.script.Failing = append(r.script.Failing, scenario.Queue)
		wait(time.Minute)
	case e.Result == ivr.Bridged:
		r.script.Agents = scenario.Answer
		r.do(scenario.Step{Do: scenario.Talk})
	case e.Result == ivr.Fetched:
		r.script.Agents = scenario.Answer
	case s.Input.Name == explore.LetOut && len(s.Queries) > 0 && unstaffed:
		r.script.Agents = scenario.Away
		wait(longWait)
	case s.Input.Name == explore.LetOut, e.Waited > 0:
		r.script.Agents = scenario.Busy
		wait(longWait)
	default:
		return false
	}
	return true
}

// longWait is longer than a queue keeps anybody waiting.
const longWait = 15 * time.Minute
