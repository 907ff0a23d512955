package bolt_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var morning = time.Date(2026, 10, 9, 1, 0, 0, 0, time.UTC)

// payments yields n invented transactions of n/20 accounts, by the day.
func payments(n int) func(func(store.Row, error) bool) {
	return func(yield func(store.Row, error) bool) {
		random := rand.New(rand.NewPCG(1, 2))
		for i := range n {
			t := ivr.Transaction{
				ID:      ivr.Masked(fmt.Sprint(900000000000 + i)),
				Account: ivr.Masked(fmt.Sprint("acct-", random.IntN(n/20+1))),
				Time:    morning.Add(time.Duration(i) * time.Second),
				Type:    "payment", Counterparty: "测试商户", Amount: ivr.Money{Minor: int64(i), Currency: "CNY"},
				Status: "completed", Refundable: true,
			}
			if !yield(store.Row{Transaction: &t}, nil) {
				return
			}
		}
	}
}

// BenchmarkImport imports as many transactions as b.N says: ns/op is a row.
func BenchmarkImport(b *testing.B) {
	s := open(b, newPath(b), bolt.Options{})
	b.ResetTimer()
	require.NoError(b, s.Import(b.Context(), payments(b.N), nil))
}

func BenchmarkTransaction(b *testing.B) {
	const rows = 100_000
	s := open(b, newPath(b), bolt.Options{})
	require.NoError(b, s.Import(b.Context(), payments(rows), nil))
	i := 0
	for b.Loop() {
		i = (i + 7919) % rows
		if _, err := s.Transaction(context.Background(), fmt.Sprint(900000000000+i)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCommit commits steps of many calls at once.
func BenchmarkCommit(b *testing.B) {
	s := open(b, newPath(b), bolt.Options{})
	var calls atomic.Int64
	b.SetParallelism(100)
	b.RunParallel(func(pb *testing.PB) {
		id := fmt.Sprint("CA", calls.Add(1))
		for n := 0; pb.Next(); n++ {
			if err := s.Commit(context.Background(), numbered(id, n)); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// BenchmarkCommitAlone commits the steps of one call, one after another.
func BenchmarkCommitAlone(b *testing.B) {
	s := open(b, newPath(b), bolt.Options{})
	for n := 0; b.Loop(); n++ {
		require.NoError(b, s.Commit(context.Background(), numbered("CA1", n)))
	}
}

// BenchmarkCommitDuringImport tells how long calls wait while an import runs.
func BenchmarkCommitDuringImport(b *testing.B) {
	s := open(b, newPath(b), bolt.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Import(ctx, payments(10_000_000), nil) }()
	var longest time.Duration
	for n := 0; b.Loop(); n++ {
		began := time.Now()
		require.NoError(b, s.Commit(context.Background(), numbered("CA1", n)))
		longest = max(longest, time.Since(began))
	}
	cancel()
	require.ErrorIs(b, <-ended, context.Canceled)
	b.ReportMetric(float64(longest.Milliseconds()), "longest-ms")
}

// numbered is the n-th step of a call.
func numbered(id string, n int) store.Commit {
	return store.Commit{
		Claim:  store.StepKey{Call: id, Step: fmt.Sprint(n), Token: fmt.Sprint(id, "-", n)},
		Read:   n,
		Call:   ivr.Call{ID: id, Began: morning, Step: n, Node: "main"},
		Events: []store.Entry{{At: morning, Step: n, Event: ivr.Input{Digits: "1"}}},
		Reply:  fmt.Appendf(nil, "answer %d of %s", n, id),
	}
}
