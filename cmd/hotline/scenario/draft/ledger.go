package draft

import (
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// customers returns the demo's customers whose ledgers differ, who make the calls of drafts: those with
// transactions, one without, one whose number is another's too, and one who has no account. The demo's
// caller is the first.
func customers() []trace.Customer {
	var list []trace.Customer
	for _, phone := range phones() {
		l := &ledger{phone: phone, rows: map[time.Time]rows{}}
		if of := l.at(time.Time{}); len(of.transactions) > 0 || phone == demoEmpty || phone == demo.Shared || phone == demoUnknown {
			list = append(list, trace.Customer{Phone: phone, Ledger: l, Transactions: of.numbers()})
		}
	}
	return list
}

// phones returns the numbers that may call, each once.
func phones() []string {
	var list []string
	for row, err := range demo.Rows(time.Time{}) {
		if err == nil && row.Account != nil && !slices.Contains(list, row.Account.Phone.Reveal()) {
			list = append(list, row.Account.Phone.Reveal())
		}
	}
	return append(list, demoUnknown)
}

// ledger is a customer's part of the demo's ledger. The customer calls as [explore.Caller].
type ledger struct {
	phone string
	rows  map[time.Time]rows // by the instant for which they are
}

// rows are a customer's accounts, and what is in them: transactions, the newest first, with their refunds.
type rows struct {
	accounts     []ivr.Account
	transactions []ivr.Transaction
	refunds      map[ivr.Masked]*ivr.Refund
}

func (r rows) numbers() []string {
	var list []string
	for _, t := range r.transactions {
		list = append(list, t.ID.Reveal())
	}
	return list
}

// at returns the rows at an instant.
func (l *ledger) at(now time.Time) rows {
	of, known := l.rows[now]
	if known {
		return of
	}
	of.refunds = map[ivr.Masked]*ivr.Refund{}
	for row, err := range demo.Rows(now) {
		switch {
		case err != nil:
		case row.Account != nil && row.Account.Phone.Reveal() == l.phone:
			account := *row.Account
			account.Phone = explore.Caller
			of.accounts = append(of.accounts, account)
		case row.Transaction != nil && of.has(row.Transaction.Account):
			of.transactions = append(of.transactions, *row.Transaction)
		case row.Refund != nil:
			of.refunds[row.Refund.Transaction] = row.Refund
		}
	}
	slices.SortStableFunc(of.transactions, func(a, b ivr.Transaction) int { return b.Time.Compare(a.Time) })
	l.rows[now] = of
	return of
}

func (r rows) has(account ivr.Masked) bool {
	return slices.ContainsFunc(r.accounts, func(a ivr.Account) bool { return a.ID == account })
}

var broken = ivr.Answered{Result: ivr.Broken}

// Answers implements [explore.Ledger].
func (l *ledger) Answers(q ivr.Query, now time.Time) ([]ivr.Answered, bool) {
	of := l.at(now)
	switch q := q.(type) {
	case ivr.FindAccount:
		return []ivr.Answered{of.account(q.Phones, ivr.NotFound), broken}, true
	case ivr.CheckLock:
		list := []ivr.Answered{of.account(q.Phones, ivr.OK), {Result: ivr.Locked}, broken}
		if q.Again {
			list = slices.Insert(list, 0, ivr.Answered{Result: ivr.Early})
		}
		return list, true
	case ivr.FindTransaction:
		return append(of.transaction(q.ID), broken), true
	case ivr.FindTransactions:
		return []ivr.Answered{of.listing(q), broken}, true
	}
	return nil, false
}

// account returns the answer for the account of the customer's number; none is that for other numbers.
func (r rows) account(phones []ivr.Masked, none ivr.Result) ivr.Answered {
	switch {
	case !slices.Contains(phones, explore.Caller) || len(r.accounts) == 0:
		return ivr.Answered{Result: none}
	case len(r.accounts) > 1:
		return ivr.Answered{Result: ivr.Several}
	}
	account := r.accounts[0]
	return ivr.Answered{Result: ivr.OK, Account: &account}
}

// transaction returns the answers for one: that it is there, with its refund, and that it is gone.
func (r rows) transaction(id ivr.Masked) []ivr.Answered {
	gone := ivr.Answered{Result: ivr.NotFound}
	for _, t := range r.transactions {
		if t.ID == id {
			return []ivr.Answered{{Result: ivr.OK, Transactions: []ivr.Transaction{t}, Refund: r.refunds[id]}, gone}
		}
	}
	return []ivr.Answered{gone}
}

// listing returns the transactions that a query asks for.
func (r rows) listing(q ivr.FindTransactions) ivr.Answered {
	a := ivr.Answered{Result: ivr.OK}
	for _, t := range r.transactions {
		if len(a.Transactions) < q.Limit && (q.Type == "" || t.Type == q.Type) && !t.Time.Before(q.Since) {
			a.Transactions = append(a.Transactions, t)
		}
	}
	return a
}
