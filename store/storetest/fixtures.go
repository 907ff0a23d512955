package storetest

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// noon is when the suite's stories happen.
var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

// step is the n-th step of a call with one event, as a shell would commit it.
func step(call string, n int) store.Commit {
	return store.Commit{
		Claim:  store.StepKey{Call: call, Step: fmt.Sprint(n)},
		Read:   n,
		Call:   ivr.Call{ID: call, Step: n + 1, Began: noon, At: noon.Add(time.Duration(n) * time.Second)},
		Events: []store.Entry{{Seq: n, At: noon, Step: n, Node: "main", Event: ivr.Input{Digits: "1"}}},
		Reply:  fmt.Appendf(nil, "answer %d", n),
	}
}

func commit(t *testing.T, s store.Store, c store.Commit) {
	t.Helper()
	require.NoError(t, s.Commit(t.Context(), c))
}

func importRows(t *testing.T, s store.Store, rows ...store.Row) {
	t.Helper()
	require.NoError(t, s.Import(t.Context(), each(rows...), nil))
}

// each yields the rows, and no error.
func each(rows ...store.Row) iter.Seq2[store.Row, error] {
	return func(yield func(store.Row, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

func account(id, phone string) store.Row {
	return store.Row{Account: &ivr.Account{ID: ivr.Masked(id), Phone: ivr.Masked(phone), Language: "zh-CN"}}
}

func transaction(id, account string, at time.Time) store.Row {
	return store.Row{Transaction: &ivr.Transaction{
		ID: ivr.Masked(id), Account: ivr.Masked(account), Time: at,
		Type: "payment", Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "completed",
	}}
}

func refund(id, transaction string, at time.Time) store.Row {
	return store.Row{Refund: &ivr.Refund{
		ID: ivr.Masked(id), Transaction: ivr.Masked(transaction),
		Amount: ivr.Money{Minor: 12850, Currency: "CNY"}, Status: "submitted", Submitted: at,
	}}
}

// collect gives a list's elements, and fails on its first error.
func collect[T any](t *testing.T, list iter.Seq2[T, error]) []T {
	t.Helper()
	var all []T
	for v, err := range list {
		require.NoError(t, err)
		all = append(all, v)
	}
	return all
}

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
