package node

import (
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
)

// What the ledger's kinds let prompts say. All of it is an account's own.
func transactionValues() []Value {
	return []Value{
		{Name: "transaction.id", Type: ivr.LastDigits, Doc: "its number, the last four digits", Private: true},
		{Name: "transaction.date", Type: ivr.Day, Doc: "the day it was made", Private: true},
		{Name: "transaction.type", Type: ivr.Term, Doc: "payment, transfer, …", Private: true,
			Terms: terms("transaction.type", "payment", "transfer", "topup", "withdrawal")},
		{Name: "transaction.counterparty", Type: ivr.Verbatim, Doc: "whom it went to or came from", Private: true},
		{Name: "transaction.amount", Type: ivr.Amount, Doc: "its amount", Private: true},
		{Name: "transaction.status", Type: ivr.Term, Doc: "pending, completed, …", Private: true,
			Terms: terms("transaction.status", "pending", "completed", "cancelled", "failed", "refunded")},
		{Name: "transaction.refundable", Type: ivr.Verbatim, Doc: "true or false, for branch", Private: true},
		{Name: "transaction.cancellable", Type: ivr.Verbatim, Doc: "true or false, for branch", Private: true},
	}
}

func refundValues() []Value {
	return []Value{
		{Name: "refund.id", Type: ivr.LastDigits, Doc: "its number, the last four digits", Private: true},
		{Name: "refund.amount", Type: ivr.Amount, Doc: "its amount", Private: true},
		{Name: "refund.status", Type: ivr.Term, Doc: "how far it is, in words", Private: true,
			Terms: terms("refund.status", "submitted", "in_review", "approved", "rejected", "paid")},
		{Name: "refund.state", Type: ivr.Verbatim, Doc: "submitted, in_review, approved, rejected or paid, for branch", Private: true},
		{Name: "refund.dated", Type: ivr.Verbatim, Doc: "true when the ledger says on which day the money went back, ahead when that day is still to come, for branch", Private: true},
		{Name: "refund.submitted", Type: ivr.Day, Doc: "the day it was asked for", Private: true},
		{Name: "refund.paid", Type: ivr.Day, Doc: "the day the money went back", Private: true},
		{Name: "refund.by", Type: ivr.Date, Doc: "the day it is decided, or paid, at the latest", Private: true},
	}
}

func terms(prefix string, names ...string) []string {
	for i, name := range names {
		names[i] = prefix + "." + name
	}
	return names
}

// private lets prompts say what is an account's own. A day that the ledger does not
// know is not set: nothing can be said of it.
func private(t *ivr.Turn, name string, v ivr.Value) {
	if timed(v.Type) && v.Time.IsZero() {
		t.Unset(name)
		return
	}
	v.Private = true
	t.Set(name, v)
}

// timed reports whether values of a type are instants.
func timed(v ivr.ValueType) bool { return v == ivr.Day || v == ivr.Date || v == ivr.Moment }

func setTransaction(t *ivr.Turn, x ivr.Transaction) {
	private(t, "transaction.id", ivr.Value{Type: ivr.LastDigits, Text: x.ID})
	private(t, "transaction.date", ivr.Value{Type: ivr.Day, Time: x.Time})
	private(t, "transaction.type", ivr.Value{Type: ivr.Term, Text: ivr.Masked("transaction.type." + x.Type)})
	private(t, "transaction.counterparty", ivr.Value{Type: ivr.Verbatim, Text: x.Counterparty})
	private(t, "transaction.amount", x.Amount.Value())
	private(t, "transaction.status", ivr.Value{Type: ivr.Term, Text: ivr.Masked("transaction.status." + x.Status)})
	private(t, "transaction.refundable", ivr.Value{Type: ivr.Verbatim, Text: truth(x.Refundable)})
	private(t, "transaction.cancellable", ivr.Value{Type: ivr.Verbatim, Text: truth(x.Cancellable)})
}

func setRefund(t *ivr.Turn, r ivr.Refund) {
	private(t, "refund.id", ivr.Value{Type: ivr.LastDigits, Text: r.ID})
	private(t, "refund.amount", r.Amount.Value())
	private(t, "refund.status", ivr.Value{Type: ivr.Term, Text: ivr.Masked("refund.status." + r.Status)})
	private(t, "refund.state", ivr.Value{Type: ivr.Verbatim, Text: ivr.Masked(r.Status)})
	d := datesOf(r, t.Now)
	private(t, "refund.submitted", ivr.Value{Type: ivr.Day, Time: d.submitted})
	private(t, "refund.paid", ivr.Value{Type: ivr.Day, Time: d.paid})
	private(t, "refund.dated", ivr.Value{Type: ivr.Verbatim, Text: d.dated()})
}

// refundDates are the days of a refund that may be believed: each from its own field,
// none before the one that it follows upon, and only the payment ahead.
type refundDates struct {
	submitted, decided, paid time.Time
	ahead                    bool // the payment is
}

func datesOf(r ivr.Refund, now time.Time) refundDates {
	var d refundDates
	if !r.Submitted.After(now) {
		d.submitted = r.Submitted
	}
	if !r.Decided.After(now) && !r.Decided.Before(d.submitted) {
		d.decided = r.Decided
	}
	if !r.Paid.Before(d.submitted) && !r.Paid.Before(d.decided) {
		d.paid, d.ahead = r.Paid, r.Paid.After(now)
	}
	return d
}

// dated says, for branch, whether the day of the payment is known: true when it has
// come, ahead when it is still to come.
func (d refundDates) dated() ivr.Masked {
	if d.ahead {
		return "ahead"
	}
	return truth(!d.paid.IsZero())
}

func truth(b bool) ivr.Masked { return ivr.Masked(strconv.FormatBool(b)) }

// account is the one the caller has proved to be theirs.
func account(t *ivr.Turn) (ivr.Masked, bool) {
	if !t.Call.Verified || t.Call.Account == nil {
		return "", false
	}
	return t.Call.Account.ID, true
}
