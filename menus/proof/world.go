package proof

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// world answers queries in each of the ways that they can be answered, one way
// a run: the choices of a run are a path through a tree, walked depth first.
type world struct {
	now     time.Time
	other   bool  // another customer's ledger: all that is private differs
	choices []int // of this run, the first ones given by the last
	options []int // how many there were at each
	luck
}

// luck is what the world did in one step that excuses a menu.
type luck struct {
	closed bool     // an operator has closed a line for now
	failed bool     // a look-up failed
	ledger bool     // the ledger was asked, so the run depends on whose it is
	agent  bool     // it is an agent's telephone
	lines  []string // whose hours were asked for
}

// answer gives the next way.
func (w *world) answer(q ivr.Query) ivr.Answered {
	ways := answers(q, w.now, w.other)
	i := len(w.options)
	w.options = append(w.options, len(ways))
	if i == len(w.choices) {
		w.choices = append(w.choices, 0)
	}
	a := ways[min(w.choices[i], len(ways)-1)]
	switch q := q.(type) {
	case ivr.LineState:
		w.lines = append(w.lines, q.Line)
	case ivr.QueueState:
		w.lines = append(w.lines, q.Line)
	}
	if _, staff := q.(ivr.FindStaff); staff && a.Result == ivr.OK {
		w.agent = true
	}
	w.closed = w.closed || a.Closure != nil
	w.failed = w.failed || a.Result == ivr.Broken
	w.ledger = w.ledger || a.Account != nil || len(a.Transactions) > 0 || a.Refund != nil
	return a
}

// next is the world of the next run; false after the last.
func (w *world) next() bool {
	w.choices = w.choices[:len(w.options)]
	w.luck = luck{}
	for i := len(w.options) - 1; i >= 0; i-- {
		if w.choices[i]++; w.choices[i] < w.options[i] {
			w.choices, w.options = w.choices[:i+1], nil
			return true
		}
	}
	return false
}

// answers are the ways in which a query can be answered.
func answers(q ivr.Query, now time.Time, other bool) []ivr.Answered {
	broken, missing := ivr.Answered{Result: ivr.Broken}, ivr.Answered{Result: ivr.NotFound}
	closed := &ivr.Closure{Until: now.Add(48 * time.Hour)}
	switch q := q.(type) {
	case ivr.FindAccount:
		return []ivr.Answered{{Result: ivr.OK, Account: account(other)}, {Result: ivr.OK, Account: senior(other)}, missing, broken}
	case ivr.CheckLock:
		return []ivr.Answered{{Result: ivr.OK, Account: account(other)}, {Result: ivr.OK}, {Result: ivr.Locked}, broken}
	case ivr.CheckCode:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Expired}, {Result: ivr.Locked}, broken}
	case ivr.FindTransaction:
		return append(findings(now, other), missing, broken)
	case ivr.FindTransactions:
		return append(listings(q, now, other), missing, broken)
	case ivr.FindCase:
		return []ivr.Answered{{Result: ivr.OK, Case: caseNumber}, missing, broken}
	case ivr.NewCase:
		return []ivr.Answered{{Result: ivr.OK, Case: newNumber}, broken}
	case ivr.OnDuty:
		return []ivr.Answered{{Result: ivr.OK, Numbers: []ivr.Masked{"+8610000001"}}, missing, broken}
	case ivr.LineState:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.OK, Closure: closed}, broken}
	case ivr.QueueState:
		return []ivr.Answered{{Result: ivr.OK, Staffed: true}, {Result: ivr.OK}, {Result: ivr.OK, Closure: closed}, broken}
	case ivr.AfterTalk:
		return []ivr.Answered{{Result: ivr.OK, Talk: ivr.TalkOver}, {Result: ivr.OK, Talk: ivr.TalkCutOff}, broken}
	case ivr.FindStaff:
		return []ivr.Answered{missing, {Result: ivr.OK}, broken}
	case ivr.CheckPIN:
		return []ivr.Answered{{Result: ivr.OK}, {Result: ivr.Wrong, Left: 1}, {Result: ivr.Wrong}, {Result: ivr.Locked}, broken}
	}
	return []ivr.Answered{broken}
}

// statuses are the states that a transaction, and a refund, may be in.
var (
	transactionStatuses = []string{"completed", "pending", "cancelled", "failed", "refunded"}
	refundStatuses      = []string{"submitted", "in_review", "approved", "rejected", "paid"}
)

// findings are a transaction as it may be found, with and without its refund.
func findings(now time.Time, other bool) []ivr.Answered {
	var list []ivr.Answered
	for _, x := range transactions(now, other) {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{x}})
	}
	var refunds []*ivr.Refund
	for _, status := range refundStatuses {
		refunds = append(refunds, refund(now, status, other))
	}
	refunds = append(refunds, undated("submitted", other), undated("paid", other), refund(now.AddDate(-1, 0, 0), "in_review", other))
	for _, r := range refunds {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{transaction(now, "completed", false, other)}, Refund: r})
	}
	return list
}

// transactions are one in every state that it may be in.
func transactions(now time.Time, other bool) []ivr.Transaction {
	list := []ivr.Transaction{transaction(now, "completed", false, other), transaction(now, "pending", false, other)}
	for _, status := range transactionStatuses {
		list = append(list, transaction(now, status, status == "completed" || status == "pending", other))
	}
	return list
}

// listings are an account's transactions: what differs is whether there is one
// more, and the last one's state.
func listings(q ivr.FindTransactions, now time.Time, other bool) []ivr.Answered {
	var list []ivr.Answered
	for _, x := range transactions(now, other) {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{x}})
		if q.Limit > 1 {
			list = append(list, ivr.Answered{Result: ivr.OK, Transactions: slicesOf(x, q.Limit)})
		}
	}
	return list
}

func slicesOf(x ivr.Transaction, n int) []ivr.Transaction {
	list := make([]ivr.Transaction, n)
	for i := range list {
		list[i] = x
	}
	return list
}

const caller ivr.Masked = "+8613000000001"

// The numbers of a case that is there, and of one that is made.
const (
	caseNumber = "100001"
	newNumber  = "100002"
)

func account(other bool) *ivr.Account {
	if other {
		return &ivr.Account{ID: "other-account", Name: "Other", Email: "other@example.com", Phone: caller, Language: "zh-CN", BirthDate: "1991-01-01"}
	}
	return &ivr.Account{ID: "test-account", Name: "Test", Email: "test@example.com", Phone: caller, Language: "zh-CN", BirthDate: "1990-01-01"}
}

func senior(other bool) *ivr.Account {
	a := account(other)
	a.BirthDate = "1940-01-01"
	return a
}

func transaction(now time.Time, status string, open, other bool) ivr.Transaction {
	x := ivr.Transaction{
		ID: "10000001", Account: "test-account", Time: now.Add(-time.Hour), Type: "payment", Counterparty: "Test",
		Amount: 12850, Currency: "CNY", Status: status, Refundable: open, Cancellable: open,
	}
	if other {
		x.ID, x.Account, x.Time, x.Type, x.Counterparty, x.Amount = "20000002", "other-account", now.AddDate(0, -1, 0), "transfer", "Other", 99
	}
	return x
}

func refund(submitted time.Time, status string, other bool) *ivr.Refund {
	r := undated(status, other)
	if other {
		submitted = submitted.Add(-time.Minute)
	}
	r.Submitted = submitted
	if status != "submitted" && status != "in_review" {
		r.Decided = submitted
	}
	if status == "paid" {
		r.Paid = submitted
	}
	return r
}

func undated(status string, other bool) *ivr.Refund {
	if other {
		return &ivr.Refund{ID: "30000003", Transaction: "20000002", Amount: 99, Currency: "CNY", Status: status}
	}
	return &ivr.Refund{ID: "20000001", Transaction: "10000001", Amount: 12850, Currency: "CNY", Status: status}
}
