package ledgerfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// layout describes rows of a kind. The first column is the id.
type layout struct {
	kind    Kind
	columns []string
	read    func(*fields) store.Row
}

// layouts are in the order in which ids identify them: a refund has a transaction's id too, and a
// transaction an account's.
var layouts = []layout{
	{Refunds, strings.Split("refund_id,transaction_id,amount,currency,status,submitted_at,decided_at,paid_at", ","), readRefund},
	{Transactions, strings.Split("transaction_id,account_id,time,type,counterparty,amount,currency,status,refundable,cancellable", ","), readTransaction},
	{Accounts, strings.Split("account_id,name,email,phone,language,birth_date", ","), readAccount},
}

func layoutOf(name string, line int, columns []string) (layout, error) {
	for _, l := range layouts {
		if slices.Contains(columns, l.columns[0]) {
			return l, nil
		}
	}
	return layout{}, &Problem{name, line, "", "no column account_id, transaction_id or refund_id tells what the file holds; begin it with a header"}
}

func unknownColumn(name string, line int, l layout) error {
	return &Problem{name, line, "", fmt.Sprintf("a column is not one of %s; remove or rename it", strings.Join(l.columns, ", "))}
}

// parse reads a row.
func (l layout) parse(f *fields) (store.Row, error) {
	row := l.read(f)
	if len(f.problems) > 0 {
		return store.Row{}, errors.Join(f.problems...)
	}
	return row, nil
}

func readAccount(f *fields) store.Row {
	return store.Row{Account: &ivr.Account{
		ID:        ivr.Masked(f.match("account_id", anyID)),
		Name:      ivr.Masked(f.text("name")),
		Email:     ivr.Masked(f.text("email")),
		Phone:     ivr.Masked(f.match("phone", phoneNumber)),
		Language:  f.oneOf("language", "zh-CN", "en-US"),
		BirthDate: f.date("birth_date"),
	}}
}

func readTransaction(f *fields) store.Row {
	return store.Row{Transaction: &ivr.Transaction{
		ID:           ivr.Masked(f.match("transaction_id", transactionID)),
		Account:      ivr.Masked(f.match("account_id", anyID)),
		Time:         f.time("time", true),
		Type:         f.oneOf("type", "payment", "transfer", "topup", "withdrawal"),
		Counterparty: ivr.Masked(f.text("counterparty")),
		Amount:       f.money(),
		Status:       f.oneOf("status", "pending", "completed", "cancelled", "failed", "refunded"),
		Refundable:   f.flag("refundable"),
		Cancellable:  f.flag("cancellable"),
	}}
}

func readRefund(f *fields) store.Row {
	r := &ivr.Refund{
		ID:          ivr.Masked(f.match("refund_id", anyID)),
		Transaction: ivr.Masked(f.match("transaction_id", transactionID)),
		Amount:      f.money(),
		Status:      f.oneOf("status", "submitted", "in_review", "approved", "rejected", "paid"),
		Submitted:   f.time("submitted_at", false),
		Decided:     f.time("decided_at", false),
		Paid:        f.time("paid_at", false),
	}
	f.doubtDates(r)
	return store.Row{Refund: r}
}

// doubtDates records missing or impossible dates of a refund that callers would be told.
func (f *fields) doubtDates(r *ivr.Refund) {
	if r.Status == "paid" && r.Paid.IsZero() {
		f.doubt("paid_at", "is empty though the refund is paid: callers are told no day; give the day when the money left")
	}
	if r.Status != "paid" && !r.Paid.IsZero() {
		f.doubt("paid_at", "is given though the refund is not paid: callers are told that it is "+strings.ReplaceAll(r.Status, "_", " ")+"; empty it, or set the status to paid")
	}
	if before(r.Decided, r.Submitted) {
		f.doubt("decided_at", "is before submitted_at; give the right days")
	}
	if before(r.Paid, r.Submitted) {
		f.doubt("paid_at", "is before submitted_at; give the right days")
	} else if before(r.Paid, r.Decided) {
		f.doubt("paid_at", "is before decided_at; give the right days")
	}
}

// before reports whether a time is before another and both are known.
func before(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() && a.Before(b) }

// source returns a file's rows by column name.
type source interface {
	layout() layout
	next() (*fields, error) // io.EOF after the last; a *Problem concerns one row
}
