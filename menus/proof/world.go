package proof

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// world answers queries in each of the ways that they can be answered, one way
// a run: the choices of a run are a path through a tree, walked depth first.
type world struct {
	now     time.Time
	choices []int // of this run, the first ones given by the last
	options []int // how many there were at each
	dealt   luck  // what went against the call before
	luck
}

// luck is what came between a call and its promises.
type luck struct {
	offered bool // a person, or a recorder, was there before
	closed  bool // it was told that a line is closed for now
	failed  bool // a look-up of its own failed
}

// answer gives the next way.
func (w *world) answer(q ivr.Query) ivr.Answered {
	ways := answers(q, w.now)
	i := len(w.options)
	w.options = append(w.options, len(ways))
	if i == len(w.choices) {
		w.choices = append(w.choices, 0)
	}
	a := ways[w.choices[i]]
	w.closed = w.closed || a.Closure != nil
	w.failed = w.failed || a.Result == ivr.Broken
	return a
}

// next is the world of the next run; false after the last.
func (w *world) next() bool {
	w.choices = w.choices[:len(w.options)]
	w.luck = w.dealt
	for i := len(w.options) - 1; i >= 0; i-- {
		if w.choices[i]++; w.choices[i] < w.options[i] {
			w.choices, w.options = w.choices[:i+1], nil
			return true
		}
	}
	return false
}

// answers are the ways in which a query can be answered.
func answers(q ivr.Query, now time.Time) []ivr.Answered {
	broken, missing := ivr.Answered{Result: ivr.Broken}, ivr.Answered{Result: ivr.NotFound}
	switch q.(type) {
	case ivr.FindAccount:
		return []ivr.Answered{{Result: ivr.OK, Account: account("1990-01-01")}, {Result: ivr.OK, Account: account("1940-01-01")}, missing, broken}
	case ivr.CheckLock:
		return []ivr.Answered{{Result: ivr.OK, Account: account("")}, {Result: ivr.OK}, {Result: ivr.Locked}, broken}
	case ivr.CheckCode:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Expired}, {Result: ivr.Locked}, broken}
	case ivr.FindTransaction:
		return append(findings(now), missing, broken)
	case ivr.FindTransactions:
		return []ivr.Answered{{Result: ivr.OK, Transactions: []ivr.Transaction{transaction(now, true), transaction(now, false)}}, missing, broken}
	case ivr.FindCase:
		return []ivr.Answered{{Result: ivr.OK, Case: caseNumber}, missing, broken}
	case ivr.NewCase:
		return []ivr.Answered{{Result: ivr.OK, Case: caseNumber}, broken}
	case ivr.OnDuty:
		return []ivr.Answered{{Result: ivr.OK, Numbers: []ivr.Masked{"+8610000001"}}, missing, broken}
	case ivr.LineState:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.OK, Closure: &ivr.Closure{Until: now.Add(48 * time.Hour)}}, broken}
	case ivr.QueueState:
		return []ivr.Answered{{Result: ivr.OK, Staffed: true}, {Result: ivr.OK}, {Result: ivr.OK, Closure: &ivr.Closure{Until: now.Add(48 * time.Hour)}}, broken}
	case ivr.AfterTalk:
		return []ivr.Answered{{Result: ivr.OK, Talk: ivr.TalkOver}, {Result: ivr.OK, Talk: ivr.TalkCutOff}, broken}
	case ivr.FindStaff:
		return []ivr.Answered{missing, {Result: ivr.OK}, broken}
	case ivr.CheckPIN:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Locked}, broken}
	}
	return []ivr.Answered{broken}
}

// findings are a transaction as it may be found, with and without its refund.
func findings(now time.Time) []ivr.Answered {
	found := func(open bool, r *ivr.Refund) ivr.Answered {
		return ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{transaction(now, open)}, Refund: r}
	}
	list := []ivr.Answered{found(true, nil), found(false, nil)}
	for _, status := range []string{"submitted", "in_review", "approved", "rejected", "paid"} {
		list = append(list, found(false, refund(now, status)))
	}
	return append(list, found(false, refund(now.AddDate(-1, 0, 0), "in_review")))
}

const caseNumber = "100001"

func account(born string) *ivr.Account {
	return &ivr.Account{ID: "test-account", Phone: caller, Language: "zh-CN", BirthDate: born}
}

func transaction(now time.Time, open bool) ivr.Transaction {
	return ivr.Transaction{
		ID: "10000001", Account: "test-account", Time: now.Add(-time.Hour), Type: "payment", Counterparty: "Test",
		Amount: 12850, Currency: "CNY", Status: "completed", Refundable: open, Cancellable: open,
	}
}

func refund(submitted time.Time, status string) *ivr.Refund {
	r := &ivr.Refund{ID: "20000001", Transaction: "10000001", Amount: 12850, Currency: "CNY", Status: status, Submitted: submitted}
	if status != "submitted" && status != "in_review" {
		r.Decided = submitted
	}
	if status == "paid" {
		r.Paid = submitted
	}
	return r
}
