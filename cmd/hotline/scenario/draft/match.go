package draft

import (
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
)

// This file finds in the demo's ledger what the answers to a call's look-ups say, where they are invented.

// Numbers of the demo's accounts.
const (
	demoSenior  = "+8613800000003"
	demoEmpty   = "+8613800000005"
	demoUnknown = "+8613899999999"
	demoBarred  = "+19005551234" // premium, and of nobody
)

// matched finds a customer of the demo's for whom the look-ups of a call are answered so.
func (r *reading) matched() error {
	for i, s := range r.call.Steps {
		for j, q := range s.Queries {
			if err := r.match(i, q, s.Answers[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// match finds a number of the demo's for which a query is answered so.
func (r *reading) match(step int, q ivr.Query, a ivr.Answered) error {
	switch q.(type) {
	case ivr.FindAccount, ivr.CheckLock:
		switch {
		case a.Result == ivr.Locked:
			return errLocked
		case a.Result == ivr.Several:
			r.script.From = demo.Shared
		case a.Result == ivr.NotFound, a.Result == ivr.OK && a.Account == nil:
			r.script.From = demoUnknown
		case a.Account != nil && a.Account.BirthDate < "1950":
			r.script.From = demoSenior
		}
	case ivr.FindTransactions:
		if a.Result == ivr.NotFound {
			r.script.From = demoEmpty
		}
	case ivr.FindTransaction:
		return r.transaction(step, a)
	case ivr.FindStaff:
		if a.Result == ivr.OK {
			return errAgent
		}
	}
	return nil
}

// transaction finds one of the demo's that is as the answer says, and types its
// number where one was typed.
func (r *reading) transaction(step int, a ivr.Answered) error {
	typed := r.typedBefore(step)
	if typed < 0 {
		return errNobody
	}
	r.typed[typed] = nobodys // until one is found
	if a.Result != ivr.OK {
		return nil
	}
	for row, err := range demo.Rows(r.call.Steps[0].At) {
		if err == nil && row.Transaction != nil && alike(*row.Transaction, a.Transactions[0]) && sameRefund(r.call.Steps[0].At, row.Transaction.ID, a.Refund) {
			r.typed[typed] = row.Transaction.ID.Reveal()
			r.script.From = phoneOf(row.Transaction.Account, r.call.Steps[0].At)
			return nil
		}
	}
	return errNobody
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
