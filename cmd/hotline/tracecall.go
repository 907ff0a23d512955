package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// callLine writes the `hotline call` that makes a call which check found. It
// dials a hotline of its own with the demo's ledger, so that what the call needs is
// said in flags, and numbers and codes are those of the demo.
type callLine struct {
	call    trace.Call
	from    string
	agents  string
	waiting int
	flags   []string
	groups  []string
	typed   map[int]string // by step: the digits to type instead, a transaction of the demo's
	wrongs  int            // codes that were wrong so far
}

// commandOf returns the command that makes a call of the menus in a folder; "" for
// the built-in ones' folder, and "" as the command where no caller alone can make it.
func commandOf(dir string, zone *time.Location, c trace.Call) string {
	if len(c.Steps) == 0 || c.Start.Callback != "" {
		return ""
	}
	l := callLine{call: c, typed: map[int]string{}}
	if !l.callers() || !l.steps() {
		return ""
	}
	words := []string{"hotline", "call"}
	if dir != "" {
		words = append(words, "--menus", inQuotes(dir))
	}
	words = append(words, "--at", inQuotes(c.Steps[0].At.In(zone).Format("2006-01-02 15:04")), "--from", l.from)
	words = append(words, l.flags...)
	if l.agents != "" {
		words = append(words, "--agents", l.agents)
	}
	if l.waiting > 0 {
		words = append(words, "--waiting", fmt.Sprint(l.waiting))
	}
	return strings.Join(append(words, "--keys", inQuotes(strings.Join(l.groups, " "))), " ")
}

func inQuotes(s string) string {
	if strings.ContainsAny(s, " *#'\"$") || s == "" {
		return `"` + s + `"`
	}
	return s
}

// Numbers of the demo's accounts.
const (
	demoSenior  = "+8613800000003"
	demoEmpty   = "+8613800000005"
	demoUnknown = "+8613899999999"
	demoBarred  = "+19005551234" // premium, and of nobody
)

// callers finds who calls, and what the call needs from its beginning.
func (l *callLine) callers() bool {
	l.from = demo.Caller
	if l.call.Start.From == "" {
		l.from = "anonymous"
	}
	if l.call.Start.Limited {
		l.flags = append(l.flags, "--often")
	}
	if l.call.Start.Barred {
		l.from = demoBarred
	}
	at := l.call.Steps[0].At
	for i, s := range l.call.Steps {
		if !s.At.Equal(at) {
			return false // time passes: nobody waits so long for a rehearsal
		}
		for j, q := range s.Queries {
			if l.call.Start.From != "" && !l.call.Start.Barred && !l.caller(i, q, s.Answers[j]) {
				return false
			}
		}
	}
	return true
}

// caller finds a number of the demo's for which a query is answered so.
func (l *callLine) caller(step int, q ivr.Query, a ivr.Answered) bool {
	switch q.(type) {
	case ivr.FindAccount, ivr.CheckLock:
		switch {
		case a.Result == ivr.Several:
			l.from = demo.Shared
		case a.Result == ivr.NotFound, a.Result == ivr.OK && a.Account == nil:
			l.from = demoUnknown
		case a.Account != nil && a.Account.BirthDate < "1950":
			l.from = demoSenior
		}
		return a.Result != ivr.Locked
	case ivr.FindTransactions:
		if a.Result == ivr.NotFound {
			l.from = demoEmpty
		}
	case ivr.FindTransaction:
		return l.transaction(step, a)
	case ivr.FindStaff:
		return a.Result != ivr.OK
	}
	return true
}

// transaction finds one of the demo's that is as the answer says, and types its
// number where one was typed.
func (l *callLine) transaction(step int, a ivr.Answered) bool {
	typed := l.typedBefore(step)
	if typed < 0 {
		return false
	}
	if a.Result != ivr.OK {
		l.typed[typed] = "99999999"
		return true
	}
	for row, err := range demo.Rows(l.call.Steps[0].At) {
		if err == nil && row.Transaction != nil && alike(*row.Transaction, a.Transactions[0]) && sameRefund(l.call.Steps[0].At, row.Transaction.ID, a.Refund) {
			l.typed[typed] = row.Transaction.ID.Reveal()
			l.from = phoneOf(row.Transaction.Account, l.call.Steps[0].At)
			return true
		}
	}
	return false
}

// typedBefore returns the step at which a transaction's number was typed last.
func (l *callLine) typedBefore(step int) int {
	for i := step; i > 0; i-- {
		s := l.call.Steps[i]
		in, ok := s.Event.(ivr.Input)
		isCode := slices.ContainsFunc(s.Queries, func(q ivr.Query) bool { _, code := q.(ivr.CheckCode); return code })
		if ok && len(in.Digits) >= 6 && !isCode {
			return i
		}
	}
	return -1
}

func alike(a, b ivr.Transaction) bool {
	return a.Status == b.Status && a.Refundable == b.Refundable && a.Cancellable == b.Cancellable
}

func sameRefund(at time.Time, transaction ivr.Masked, want *ivr.Refund) bool {
	for row, err := range demo.Rows(at) {
		if err == nil && row.Refund != nil && row.Refund.Transaction == transaction {
			return want != nil && row.Refund.Status == want.Status && row.Refund.Submitted.IsZero() == want.Submitted.IsZero()
		}
	}
	return want == nil
}

func phoneOf(account ivr.Masked, at time.Time) string {
	for row, err := range demo.Rows(at) {
		if err == nil && row.Account != nil && row.Account.ID == account {
			return row.Account.Phone.Reveal()
		}
	}
	return demo.Caller
}

// steps writes what happens after the beginning.
func (l *callLine) steps() bool {
	for i, s := range l.call.Steps {
		l.trouble(i, s)
		if i > 0 && !l.does(i, s) {
			return false
		}
	}
	return true
}

// trouble writes what fails or is closed at a step.
func (l *callLine) trouble(i int, s trace.Step) {
	lines := 0
	failed := map[string]int{}
	for j, q := range s.Queries {
		a := s.Answers[j]
		switch q.(type) {
		case ivr.LineState, ivr.QueueState:
			lines++
			if a.Closure != nil {
				l.circumstance(i, "closed", "close:", s.Excuses.Lines[lines-1])
			}
		}
		if a.Result == ivr.Broken {
			failed[failingPart(q)]++
		}
	}
	for _, part := range []string{"lookups", "cases"} {
		switch failed[part] {
		case 0:
		case 1:
			l.circumstance(i, "fail", "fail-once:", part)
		default: // and goes on failing
			l.circumstance(i, "fail", "fail:", part)
		}
	}
}

// circumstance is a flag for what holds when the call comes in, and a group for
// what happens later.
func (l *callLine) circumstance(step int, flag, group, what string) {
	if step == 0 {
		l.flags = append(l.flags, "--"+flag, what)
		return
	}
	l.groups = append(l.groups, group+what)
}

func failingPart(q ivr.Query) string {
	switch q.(type) {
	case ivr.FindCase, ivr.NewCase:
		return "cases"
	}
	return "lookups"
}

// does writes what the caller or the carrier does at a step; it is false for what
// no command says.
func (l *callLine) does(i int, s trace.Step) bool {
	switch e := s.Event.(type) {
	case ivr.Input:
		return l.input(i, s, e)
	case ivr.WaitKey:
		l.groups = append(l.groups, e.Digits.Reveal())
	case ivr.Recorded:
		l.groups = append(l.groups, "-")
		if e.Length > 0 {
			l.groups[len(l.groups)-1] = "say:hello"
		}
	case ivr.QueueLeft:
		return l.left(s, e)
	case ivr.Dialed:
		if e.Bridged {
			l.groups = append(l.groups, "talk")
			break
		}
		l.agents = "no-answer"
	default:
		return false
	}
	return true
}

func (l *callLine) input(i int, s trace.Step, e ivr.Input) bool {
	switch {
	case l.typed[i] != "":
		l.groups = append(l.groups, l.typed[i]+"#")
	case e.Silent():
		l.groups = append(l.groups, "-")
	case e.Speech != "":
		do := "say:"
		if strings.Contains(s.Input.Name, "unclear") {
			do = "mumble:"
		}
		l.groups = append(l.groups, do+"'"+e.Speech.Reveal()+"'")
	default:
		for j, q := range s.Queries {
			if _, code := q.(ivr.CheckCode); code {
				return l.code(s.Answers[j])
			}
		}
		l.groups = append(l.groups, e.Digits.Reveal()+e.Finish)
	}
	return true
}

// fullAt is how many callers fill a queue that does not say otherwise.
const fullAt = 100

// tries is how many wrong codes lead on.
const tries = 3

// code types a code, right or wrong: so many wrong ones that it comes out as the
// answer says.
func (l *callLine) code(a ivr.Answered) bool {
	switch a.Result {
	case ivr.OK:
		l.groups = append(l.groups, "code")
	case ivr.Wrong:
		n := 1
		if a.Left <= 0 {
			n = tries - l.wrongs
		}
		for range n {
			l.wrongs++
			l.groups = append(l.groups, fmt.Sprintf("00000%d#", l.wrongs))
		}
	case ivr.Broken:
		l.groups = append(l.groups, "code")
	default:
		return false
	}
	return true
}

// left says how a wait in a queue ended.
func (l *callLine) left(s trace.Step, e ivr.QueueLeft) bool {
	unstaffed := slices.ContainsFunc(s.Answers, func(a ivr.Answered) bool { return a.Result == ivr.OK && !a.Staffed && a.Closure == nil })
	switch {
	case s.Input.Name == "the queue is full":
		l.agents, l.waiting = "busy", fullAt
		l.groups = append(l.groups, "wait:1m")
	case s.Input.Name == "the queue fails":
		l.flags = append(l.flags, "--fail", "queue")
		l.groups = append(l.groups, "wait:1m")
	case e.Result == ivr.Bridged:
		l.agents = "answer"
		l.groups = append(l.groups, "talk")
	case e.Result == ivr.Fetched:
		l.agents = "answer"
	case s.Input.Name == explore.LetOut && len(s.Queries) > 0 && unstaffed:
		l.agents = "away"
		l.groups = append(l.groups, "wait:15m")
	case s.Input.Name == explore.LetOut, e.Waited > 0:
		l.agents = "busy"
		l.groups = append(l.groups, "wait:15m")
	default:
		return false
	}
	return true
}
