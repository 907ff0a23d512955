package explore

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// This file defines the ledger that answers look-ups during an exploration. Each record exists twice:
// for the caller's own account, and for another customer's, where all private data differs.

// Caller is the number from which all calls of an exploration come that show theirs.
const Caller ivr.Masked = "+8613000000001"

// The numbers of an existing case, and of a new one.
const (
	caseNumber = "100001"
	newNumber  = "100002"
)

// statuses of transactions and refunds.
var (
	transactionStatuses = []string{"completed", "pending", "cancelled", "failed", "refunded"}
	refundStatuses      = []string{"submitted", "in_review", "approved", "rejected", "paid"}
)

// found returns a transaction with and without its refund, in every state.
func found(now time.Time, other bool) []ivr.Answered {
	var list []ivr.Answered
	for _, x := range transactions(now, other) {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{x}})
	}
	for _, r := range refunds(now, other) {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{transaction(now, "completed", false, other)}, Refund: r})
	}
	return list
}

// refunds returns one in every state: dated and not, early and late.
func refunds(now time.Time, other bool) []*ivr.Refund {
	var list []*ivr.Refund
	for _, status := range refundStatuses {
		list = append(list, refund(now, status, other), undated(status, other), refund(now.AddDate(-1, 0, 0), status, other))
	}
	ahead := refund(now, "paid", other)
	ahead.Paid = now.AddDate(0, 1, 0)
	return append(list, ahead)
}

// transactions returns one in every state.
func transactions(now time.Time, other bool) []ivr.Transaction {
	list := []ivr.Transaction{transaction(now, "completed", false, other), transaction(now, "pending", false, other)}
	for _, status := range transactionStatuses {
		list = append(list, transaction(now, status, status == "completed" || status == "pending", other))
	}
	return list
}

// listings returns an account's transactions. They differ in whether there is one more, and in the last
// one's state.
func listings(q ivr.FindTransactions, now time.Time, other bool) []ivr.Answered {
	var list []ivr.Answered
	for _, x := range transactions(now, other) {
		list = append(list, ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{x}})
		if q.Limit > 1 {
			list = append(list, ivr.Answered{Result: ivr.OK, Transactions: repeated(x, q.Limit)})
		}
	}
	return list
}

func repeated(x ivr.Transaction, n int) []ivr.Transaction {
	list := make([]ivr.Transaction, n)
	for i := range list {
		list[i] = x
	}
	return list
}

func account(other bool) *ivr.Account {
	if other {
		return &ivr.Account{ID: "other-account", Name: "Other", Email: "other@example.com", Phone: Caller, Language: "zh-CN", BirthDate: "1991-01-01"}
	}
	return &ivr.Account{ID: "test-account", Name: "Test", Email: "test@example.com", Phone: Caller, Language: "zh-CN", BirthDate: "1990-01-01"}
}

func senior(other bool) *ivr.Account {
	a := account(other)
	a.BirthDate = "1940-01-01"
	return a
}

func transaction(now time.Time, status string, open, other bool) ivr.Transaction {
	x := ivr.Transaction{
		ID: "10000001", Account: "test-account", Time: now.Add(-time.Hour), Type: "payment", Counterparty: "Test",
		Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: status, Refundable: open, Cancellable: open,
	}
	if other {
		x.ID, x.Account, x.Time, x.Type, x.Counterparty, x.Amount.Minor = "20000002", "other-account", now.AddDate(0, -1, 0), "transfer", "Other", 99
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
		return &ivr.Refund{ID: "30000003", Transaction: "20000002", Amount: ivr.Money{Minor: 99, Currency: "CNY"}, Status: status}
	}
	return &ivr.Refund{ID: "20000001", Transaction: "10000001", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: status}
}
