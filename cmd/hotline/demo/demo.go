// Package demo is a small, invented ledger for trying the hotline: fourteen
// accounts, transactions of every type and status, refunds at every stage, and
// the people of the house. All times are relative to the instant it is made for.
package demo

import (
	"fmt"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Number is the demo hotline's own.
const Number = "+861000000000"

// Caller is who calls when nobody else is named: an account with a transaction
// of every refund status.
const Caller = "+8613800000001"

// Shared is a number that is on two accounts, so that it identifies neither.
const Shared = "+8613800000013"

// Password is that of the demo's people who sign in, on this machine only.
const Password = "okpay-demo-desk"

// PIN is that of the people on duty, who may dial in to take calls.
const PIN = "4711"

// Desks are the people who sign in: two agents, and one who looks after all.
func Desks() []store.Agent {
	everything := []string{"general", "fraud", "refunds", "transactions", "account"}
	return []store.Agent{
		{Name: "amy", Role: store.RoleAgent, Softphone: true, Departments: everything, Languages: []string{"zh-CN", "en-US"}},
		{Name: "ben", Role: store.RoleAgent, Softphone: true, Departments: []string{"general", "refunds"}, Languages: []string{"zh-CN"}},
		{Name: "boss", Role: store.RoleAdmin, Softphone: true, Departments: everything, Languages: []string{"zh-CN", "en-US"}},
	}
}

// Agents are the people on duty.
func Agents() []store.Agent {
	return []store.Agent{
		{
			Name: "Demo Duty One", Number: "+8613900000001", OnDuty: true,
			Departments: []string{"fraud"}, Languages: []string{"zh-CN", "en-US"},
		},
		{
			Name: "Demo Duty Two", Number: "+8613900000002", OnDuty: true,
			Departments: []string{"fraud", "general"}, Languages: []string{"zh-CN"},
		},
	}
}

// Try is something worth dialling; Chinese says the same as What.
type Try struct{ Number, What, Chinese string }

// Tries lists what callers can see, by their numbers.
func Tries() []Try {
	return []Try{
		{Caller, "Mandarin; refunds at every stage: transactions 20261001 to 20261006", "普通话；退款的每一步都有：交易 20261001 到 20261006"},
		{"+8613800000002", "English; payments in dollars and euros, one that can be refunded: 20262002", "英语；美元和欧元付款，其中 20262002 可以退款"},
		{"+8613800000003", "69 years old: straight to a person in hours", "69 岁：上班时间直接转人工"},
		{"+8613800000004", "a pending payment that can be cancelled: 20264001", "有一笔处理中的付款可以取消：20264001"},
		{"+8613800000005", "an account without transactions", "没有交易的账户"},
		{"+8613800000007", "a refund whose money is late, 20267001, and one on its way, 20267002", "20267001 的退款迟到了，20267002 的在路上"},
		{Shared, "a number on two accounts: to a person instead of a code", "两个账户共用的号码：转人工，不发验证码"},
		{"+8613899999999", "a number without an account", "没有账户的号码"},
	}
}

// Rows is the ledger as it stands at now.
func Rows(now time.Time) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, row := range all(now.Truncate(time.Minute)) {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func all(now time.Time) []store.Row {
	var rows []store.Row
	for i, a := range accounts() {
		a.ID = accountID(i + 1)
		a.Name = ivr.Masked(fmt.Sprintf("Demo Customer %02d", i+1))
		a.Email = ivr.Masked(fmt.Sprintf("demo%02d@example.com", i+1))
		a.Phone = ivr.Masked(fmt.Sprintf("+86138000000%02d", i+1))
		if i >= sharing {
			a.Phone = Shared
		}
		if a.BirthDate == "senior" {
			a.BirthDate = now.AddDate(-69, -1, 0).Format(time.DateOnly)
		}
		rows = append(rows, store.Row{Account: &a})
	}
	for _, t := range transactions(now) {
		rows = append(rows, store.Row{Transaction: &t})
	}
	for _, r := range refunds(now) {
		rows = append(rows, store.Row{Refund: &r})
	}
	return rows
}

func accountID(n int) ivr.Masked { return ivr.Masked(fmt.Sprintf("demo-account-%02d", n)) }

// sharing is where the accounts begin that have the number Shared.
const sharing = 12

func accounts() []ivr.Account {
	return []ivr.Account{
		{Language: "zh-CN", BirthDate: "1990-05-17"},
		{Language: "en-US", BirthDate: "1985-11-02"},
		{Language: "zh-CN", BirthDate: "senior"},
		{Language: "zh-CN", BirthDate: "1999-01-30"},
		{Language: "zh-CN"},
		{Language: "en-US", BirthDate: "1978-08-08"},
		{Language: "zh-CN", BirthDate: "1993-03-12"},
		{Language: "zh-CN", BirthDate: "1988-12-25"},
		{Language: "en-US"},
		{Language: "zh-CN", BirthDate: "1996-07-04"},
		{Language: "zh-CN", BirthDate: "1982-10-10"},
		{Language: "zh-CN", BirthDate: "2000-02-29"},
		{Language: "zh-CN", BirthDate: "1991-09-09"},
		{Language: "zh-CN", BirthDate: "1987-04-18"},
	}
}

const day = 24 * time.Hour

// payment is a completed payment in yuan that may be refunded, so many days ago.
func payment(now time.Time, id string, account, days int, fen int64) ivr.Transaction {
	return ivr.Transaction{
		ID: ivr.Masked(id), Account: accountID(account), Time: now.Add(-time.Duration(days) * day),
		Type: "payment", Counterparty: "Demo Shop Ltd", Amount: ivr.Money{Minor: fen, Currency: "CNY"}, Status: "completed", Refundable: true,
	}
}

func transactions(now time.Time) []ivr.Transaction {
	list := []ivr.Transaction{
		payment(now, "20261001", 1, 2, 12850),
		payment(now, "20261002", 1, 4, 9900),
		payment(now, "20261003", 1, 6, 230005),
		payment(now, "20261004", 1, 9, 4500),
		payment(now, "20261005", 1, 12, 6800),
		payment(now, "20261006", 1, 40, 19900),
		payment(now, "20261007", 1, 1, 2000), // no refund was asked for
		payment(now, "20262001", 2, 3, 4999),
		payment(now, "20262002", 2, 5, 12000),
		payment(now, "20263001", 3, 7, 8800),
		payment(now, "20264001", 4, 0, 15000),
		payment(now, "20264002", 4, 8, 3000),
		payment(now, "20264003", 4, 10, 50000),
		payment(now, "20266001", 6, 20, 700),
		payment(now, "20267001", 7, 45, 3100),
		payment(now, "20267002", 7, 9, 4200),
	}
	for i := range list {
		differ(&list[i])
	}
	return list
}

// differ makes the ledger hold every type, status and a few currencies.
func differ(t *ivr.Transaction) {
	switch t.ID {
	case "20261005":
		t.Status = "refunded"
	case "20262001":
		t.Amount.Currency, t.Counterparty, t.Refundable = "USD", "Demo Market Inc", false
	case "20262002":
		t.Amount.Currency, t.Counterparty = "EUR", "Demo Market GmbH"
	case "20263001":
		t.Type, t.Refundable = "topup", false
	case "20264001":
		t.Status, t.Refundable, t.Cancellable = "pending", false, true
	case "20264002":
		t.Type, t.Status, t.Refundable = "transfer", "cancelled", false
	case "20264003":
		t.Type, t.Status, t.Refundable = "withdrawal", "failed", false
	case "20266001":
		t.Amount.Currency = "JPY"
	}
}

// refund of a transaction that was asked for, decided and paid so many days
// ago; negative is not yet.
func refund(now time.Time, transaction string, fen int64, status string, submitted, decided, paid int) ivr.Refund {
	return ivr.Refund{
		ID: ivr.Masked("refund-" + transaction), Transaction: ivr.Masked(transaction),
		Amount: ivr.Money{Minor: fen, Currency: "CNY"}, Status: status,
		Submitted: ago(now, submitted), Decided: ago(now, decided), Paid: ago(now, paid),
	}
}

func ago(now time.Time, days int) time.Time {
	if days < 0 {
		return time.Time{}
	}
	return now.Add(-time.Duration(days)*day - time.Hour)
}

func refunds(now time.Time) []ivr.Refund {
	undated := refund(now, "20266001", 700, "paid", -1, -1, -1)
	undated.Amount.Currency = "JPY"
	ahead := refund(now, "20267002", 4200, "paid", 6, 4, -1)
	ahead.Paid = now.Add(2 * day)
	return []ivr.Refund{
		undated,
		refund(now, "20261001", 12850, "submitted", 0, -1, -1),
		refund(now, "20261002", 9900, "in_review", 1, -1, -1),
		refund(now, "20261003", 230005, "approved", 3, 1, -1),
		refund(now, "20261004", 4500, "rejected", 6, 4, -1),
		refund(now, "20261005", 6800, "paid", 9, 6, 5),
		refund(now, "20261006", 19900, "in_review", 25, -1, -1), // longer than promised
		refund(now, "20267001", 3100, "approved", 40, 30, -1),   // the money is late
		ahead,
	}
}
