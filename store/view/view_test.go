package view_test

import (
	"errors"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

var noon = time.Date(2026, 3, 2, 20, 0, 0, 0, time.FixedZone("", 8*60*60))

func written(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v, json.Deterministic(true))
	require.NoError(t, err)
	return string(text)
}

func TestMoneyIsShownOneWay(t *testing.T) {
	t.Parallel()
	sum := ivr.Money{Minor: 12850, Currency: "CNY"}
	const want = `"amount_minor":12850,"currency":"CNY","amount":"128.50 CNY"`
	require.Contains(t, written(t, view.TransactionOf(ivr.Transaction{Amount: sum})), want)
	require.Contains(t, written(t, view.RefundOf(ivr.Refund{Amount: sum})), want)
}

func TestCustomersDataIsMasked(t *testing.T) {
	t.Parallel()
	held := store.Case{Number: "C-1", Caller: "+8613800000001", Account: "10000001", Transaction: "20260001", Opened: noon}
	customer := ivr.Account{ID: "10000001", Name: "Invented Person", Email: "someone@example.com", Phone: "+8613800000001", BirthDate: "1990-05-17"}
	for _, v := range []any{
		view.CaseOf(held), view.CaseChangeOf(store.Delivery{Case: held}), view.AccountOf(customer),
		view.TransactionOf(ivr.Transaction{ID: "20260001", Account: "10000001", Counterparty: "Invented Person"}),
		view.RefundOf(ivr.Refund{ID: "10000001", Transaction: "20260001"}), view.CallOf(ivr.Call{From: "+8613800000001"}),
		view.AgentDetailsOf(store.Agent{Number: "+8613800000001", Email: "someone@example.com", Password: "argon", PIN: "argon"}),
	} {
		text := written(t, v)
		for _, secret := range []string{"1380000", "10000001", "20260001", "Invented", "someone", "05-17", "argon"} {
			require.NotContains(t, text, secret)
		}
	}
	require.Contains(t, written(t, view.RevealCase(held)), `"account":"10000001","transaction":"20260001","caller":"+8613800000001"`)
	require.Contains(t, written(t, view.AccountOf(customer)), `"birth_year":"1990"`)
}

func TestTimesAreInUTCAndNullBeforeTheyCome(t *testing.T) {
	t.Parallel()
	text := written(t, view.CaseOf(store.Case{Opened: noon}))
	require.Contains(t, text, `"opened":"2026-03-02T12:00:00Z"`)
	require.Contains(t, text, `"closed":null`)
	require.Contains(t, text, `"recordings":[]`)
	require.Contains(t, written(t, view.CallOf(ivr.Call{Began: noon})), `"ended":null,"language":"","outcome":"live"`)
	dead := view.DeliveryOf(store.Delivery{Due: noon, Died: noon})
	require.Equal(t, view.Dead, dead.State)
	require.Nil(t, dead.Due)
}

func TestKeysOfMoreThanOneAreMasked(t *testing.T) {
	t.Parallel()
	text := written(t, detailsOf(t, ivr.Call{}, nil,
		ivr.Input{Digits: "5"}, ivr.Input{Digits: "123456", Finish: "#"}, ivr.Input{}, ivr.Started{From: "+8613800000001"}))
	for _, want := range []string{`"input","text":"5"`, `"input","text":"****#"`, `"text":"silence"`, `"started","text":"****0001"`} {
		require.Contains(t, text, want)
	}
}

func detailsOf(t *testing.T, c ivr.Call, stays []acd.QueueRecord, events ...ivr.Event) view.CallDetails {
	t.Helper()
	var journal []store.Entry
	for i, e := range events {
		journal = append(journal, store.Entry{Seq: i, At: noon, Event: e})
	}
	details, err := view.CallDetailsOf(c, journal, found(stays))
	require.NoError(t, err)
	return details
}

func found(stays []acd.QueueRecord) iter.Seq2[acd.QueueRecord, error] {
	return func(yield func(acd.QueueRecord, error) bool) {
		for _, r := range stays {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func TestStaysAreShownInOrder(t *testing.T) {
	t.Parallel()
	details := detailsOf(t, ivr.Call{ID: "CA1"}, []acd.QueueRecord{
		{Call: "CA2", Queue: "of the callback"}, {Call: "CA1", Queue: "second", Note: "rang 13800000001"}, {Call: "", Queue: "first"},
	})
	queues := slices.Collect(func(yield func(string) bool) {
		for _, s := range details.Stays {
			yield(s.Queue)
		}
	})
	require.Equal(t, []string{"first", "second"}, queues)
	require.Equal(t, "rang ****0001", details.Stays[1].Note)
	_, err := view.CallDetailsOf(ivr.Call{}, nil, func(yield func(acd.QueueRecord, error) bool) { yield(acd.QueueRecord{}, errors.New("disk")) })
	require.ErrorContains(t, err, "disk")
}

func TestSpreadsheetOfCases(t *testing.T) {
	t.Parallel()
	rows := view.CaseTable([]view.Case{view.CaseOf(store.Case{Number: "C-1", Kind: ivr.CaseRefund, Caller: "+8613800000001", Opened: noon, Note: "=1"})}, noon.Location())
	require.Len(t, rows, 2)
	require.Len(t, rows[1], len(rows[0]))
	require.Equal(t, []string{"C-1", "refund", "open", "2026-03-02T20:00:00+08:00", ""}, rows[1][:5])
	require.Equal(t, "****0001", rows[1][slices.Index(rows[0], "caller")])
	require.Empty(t, rows[1][slices.Index(rows[0], "score")], "no score is not the score 0")
}

func TestAVersionIsShownAsOtherRecordsAre(t *testing.T) {
	t.Parallel()
	v := store.Version{Number: 3, Name: "before the holidays", Revision: "9ef4843f1db1", Folder: "9ef4843f1db1", At: noon, Why: "save", Changed: "1 prompt"}
	require.Equal(t, `{"version":3,"name":"before the holidays","menu":"9ef4843f1db1","folder":"9ef4843f1db1",`+
		`"at":"2026-03-02T12:00:00Z","who":"","why":"save","changed":"1 prompt"}`, written(t, view.VersionOf(v)))
}
