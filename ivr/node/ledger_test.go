package node_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

var bought = ivr.Transaction{
	ID: "2026000001", Account: "10000001", Time: monday.AddDate(0, 0, -3), Type: "payment",
	Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed", Counterparty: "shop",
}

func found(refund *ivr.Refund) ivr.Answered {
	return ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{bought}, Refund: refund}
}

func refundAt(status string, submitted time.Time) *ivr.Refund {
	return &ivr.Refund{ID: "300001", Transaction: bought.ID, Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: status, Submitted: submitted}
}

func TestLookupTransaction(t *testing.T) {
	t.Parallel()
	n := &node.Lookup{Find: "transaction", From: "transaction.typed"}
	at(t, n, found(nil)).verified().left("found")
	at(t, n, broken).verified().left("failed")
	at(t, n).starts().left("unverified")
	c := at(t, n, missing).verified().left("missing")
	require.NotContains(t, c.state.Values, "transaction.typed", "it can be asked again")
}

func TestLookupRefund(t *testing.T) {
	t.Parallel()
	n := &node.Lookup{Find: "refund", From: "transaction.typed", Calendar: "CN"}
	at(t, n, found(nil), missing).verified().left("none")
	at(t, n, found(nil), broken).verified().left("none")
	require.Equal(t, "12345678", at(t, n, found(nil), numbered).verified().left("requested").state.Case)
	at(t, n, found(refundAt("in_review", monday))).verified().left("found")
	at(t, n, found(refundAt("in_review", monday.AddDate(0, -2, 0)))).verified().left("overdue")
	at(t, n, found(refundAt("paid", monday.AddDate(0, -2, 0)))).verified().left("found")

	undated := at(t, n, found(refundAt("in_review", time.Time{}))).verified().left("found")
	require.Equal(t, "2026-03-09", undated.state.Values["refund.by"].Time.In(zone).Format(time.DateOnly), "from today, at the latest")
	require.Equal(t, "false", undated.state.Values["refund.dated"].Text.Reveal())
}

// The seller has five working days; the Spring Festival of 2026 (15 to 23
// February) has none, and the 28th is a make-up day.
func TestRefundIsPromisedInWorkingDays(t *testing.T) {
	t.Parallel()
	n := &node.Lookup{Find: "refund", From: "transaction.typed", Calendar: "CN"}
	before := time.Date(2026, 2, 13, 12, 0, 0, 0, zone)
	c := at(t, n, found(refundAt("in_review", before))).verified()
	by := c.state.Values["refund.by"].Time.In(zone)
	require.Equal(t, "2026-02-27", by.Format(time.DateOnly), "the 14th (make-up), 24th to 27th")
}

func TestListingSaysTransactionsOneByOne(t *testing.T) {
	t.Parallel()
	second := bought
	second.ID, second.Amount.Minor = "2026000002", 500
	both := ivr.Answered{Result: ivr.OK, Transactions: []ivr.Transaction{bought, second}}
	n := &node.Listing{Item: text("{item}: {transaction.amount}"), Most: 5}
	c := at(t, n, both, both, both).verified()
	require.Contains(t, c.hears(), "<list_next>")
	first := c.hears()
	require.NotEqual(t, first, c.silent().hears(), "silence goes on")
	require.Contains(t, c.presses("7").hears(), "<no_match>")
	c.presses("1").left("chosen")
	require.Equal(t, ivr.Masked("2026000002"), c.state.Values["transaction.id"].Text)

	at(t, n, both, both, both).verified().presses("2").presses("2").left("done")
	at(t, n, missing).verified().left("none")
	at(t, n, broken).verified().left("failed")
	at(t, n).starts().left("unverified")
}

func TestListingOfAPeriodAndAType(t *testing.T) {
	t.Parallel()
	n := &node.Listing{Item: text("x"), Most: 5, Period: "period", Type: "kind"}
	c := at(t, n, missing).as(func(call *ivr.Call) {
		call.Verified, call.Account = true, holder
		call.Values["period"] = ivr.Value{Type: ivr.Verbatim, Text: "30d"}
		call.Values["kind"] = ivr.Value{Type: ivr.Verbatim, Text: "payment"}
	})
	require.Equal(t, ivr.FindTransactions{Account: "10000001", Since: monday.AddDate(0, 0, -30), Type: "payment", Limit: 5}, c.asked[0])
}

func TestNothingOfAnAccountIsSaidBeforeVerification(t *testing.T) {
	t.Parallel()
	leak := &node.Say{Text: text("{transaction.amount}")}
	tr := tree(leak)
	call := ivr.Call{Language: "zh-CN", Values: map[string]ivr.Value{
		"transaction.amount": {Type: ivr.Amount, Int: 12850, Text: "CNY", Private: true},
	}}
	turn := ivr.Turn{Call: &call, Tree: tr, Now: monday}
	leak.Handle(&turn, ivr.Entered{})
	require.ErrorContains(t, turn.Err(), "before the caller is verified")
	require.Equal(t, []ivr.Verb{ivr.Say{Language: "cmn-CN"}}, turn.Verbs())
}

func TestAnAccountsOwnIsNeverWritten(t *testing.T) {
	t.Parallel()
	leak := &node.SMS{Text: text("{transaction.amount}")}
	call := ivr.Call{Language: "zh-CN", From: "+8613800000001", Verified: true, Values: map[string]ivr.Value{
		"transaction.amount": {Type: ivr.Amount, Int: 12850, Text: "CNY", Private: true},
	}}
	turn := ivr.Turn{Call: &call, Tree: tree(leak), Now: monday}
	leak.Handle(&turn, ivr.Entered{})
	require.ErrorContains(t, turn.Err(), "account's own")
}
