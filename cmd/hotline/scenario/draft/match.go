package draft

import (
	"slices"
	"time"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/trace"
)

// This file finds in the demo's ledger what the answers to a call's look-ups say, where they are invented.

// Numbers of the demo's accounts.
const (
	demoSenior  = "+8613800000003"
	demoEmpty   = "+8613800000005"
	demoUnknown = "+8613899999999"
	demoBarred  = "+19005551234" // premium, and of nobody
)

// matching finds the customer of the demo's who can make a call.
type matching struct {
	call  trace.Call
	from  string         // the number
	typed map[int]string // by step: the digits to type instead, a transaction of the demo's
}

// match finds a customer for whom the look-ups of the call are answered so.
func (m *matching) match() error {
	for i, s := range m.call.Steps {
		for j, q := range s.Queries {
			if err := m.answered(i, q, s.Answers[j]); err != nil {
				return err
			}
		}
	}
	return nil
}

// answered finds a number of the demo's for which a query is answered so.
func (m *matching) answered(step int, q ivr.Query, a ivr.Answered) error {
	switch q.(type) {
	case ivr.FindAccount, ivr.CheckLock:
		switch {
		case a.Result == ivr.Locked:
			return errLocked
		case a.Result == ivr.Several:
			m.from = demo.Shared
		case a.Result == ivr.NotFound, a.Result == ivr.OK && a.Account == nil:
			m.from = demoUnknown
		case a.Account != nil && a.Account.BirthDate < "1950":
			m.from = demoSenior
		}
	case ivr.FindTransactions:
		if a.Result == ivr.NotFound {
			m.from = demoEmpty
		}
	case ivr.FindTransaction:
		return m.transaction(step, a)
	case ivr.FindStaff:
		if a.Result == ivr.OK {
			return errAgent
		}
	}
	return nil
}

// transaction finds one of the demo's that is as the answer says, and types its
// number where one was typed.
func (m *matching) transaction(step int, a ivr.Answered) error {
	typed := m.typedBefore(step)
	if typed < 0 {
		return errNobody
	}
	m.typed[typed] = nobodys // until one is found
	if a.Result != ivr.OK {
		return nil
	}
	for row, err := range demo.Rows(m.call.Steps[0].At) {
		if err == nil && row.Transaction != nil && alike(*row.Transaction, a.Transactions[0]) && sameRefund(m.call.Steps[0].At, row.Transaction.ID, a.Refund) {
			m.typed[typed] = row.Transaction.ID.Reveal()
			m.from = phoneOf(row.Transaction.Account, m.call.Steps[0].At)
			return nil
		}
	}
	return errNobody
}

// nobodys is the number of no transaction of the demo's.
const nobodys = "99999999"

// typedBefore returns the step at which a transaction's number was typed last.
func (m *matching) typedBefore(step int) int {
	for i := step; i > 0; i-- {
		s := m.call.Steps[i]
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
