package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// yearsEnd is when the calls of [BenchmarkYear] have all been kept.
var yearsEnd = time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC)

// listedCalls is how many calls a page of a list shows.
const listedCalls = 50

// BenchmarkYear keeps a year of calls, as they are taken in use, and times what people ask of
// them. CALLS is how many there are; 10,000 unless set. A call is fifteen webhooks.
func BenchmarkYear(b *testing.B) {
	calls := 10_000
	if given, err := strconv.Atoi(os.Getenv("CALLS")); err == nil {
		calls = given
	}
	path := filepath.Join(b.TempDir(), "hotline.db")
	began := time.Now()
	h := newYear(b, path, calls)
	fmt.Printf("%d calls kept in %v\n", calls, time.Since(began).Round(time.Second))
	file, err := os.Stat(path)
	require.NoError(b, err)
	fmt.Printf("the file has %.2f KB for each call\n", float64(file.Size())/1024/float64(calls))

	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			kept, err := bolt.Open(path, bolt.Options{})
			require.NoError(b, err)
			require.NoError(b, kept.Close())
		}
	})
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, kept.Close()) })
	middle := yearsEnd.AddDate(0, -6, 0)
	for _, list := range []struct {
		name   string
		filter store.CallFilter
	}{
		{"the newest", store.CallFilter{}},
		{"of a day", store.CallFilter{Since: middle, Until: middle.AddDate(0, 0, 1)}},
		{"of last four digits", store.CallFilter{Ending: "1234"}},
		{"of last four digits that nobody has", store.CallFilter{Ending: "no"}},
		{"of last four digits on a day", store.CallFilter{Ending: "1234", Since: middle, Until: middle.AddDate(0, 0, 1)}},
		{"of a queue where nobody was", store.CallFilter{Queue: "fraud"}},
	} {
		b.Run("calls/"+list.name, func(b *testing.B) {
			for b.Loop() {
				listed := 0
				for _, err := range kept.ListCalls(context.Background(), list.filter) {
					require.NoError(b, err)
					if listed++; listed == listedCalls {
						break
					}
				}
			}
		})
	}
	b.Run("a call and its journal", func(b *testing.B) {
		for b.Loop() {
			id := scattered(h.begun / 2)
			_, _, err := kept.Call(context.Background(), id)
			require.NoError(b, err)
		}
	})
}

// newYear takes calls that begin a year before yearsEnd, and at equal intervals from then on.
func newYear(b *testing.B, path string, calls int) *benched {
	b.Helper()
	var taken atomic.Int64
	between := 365 * 24 * time.Hour / time.Duration(calls)
	kept, err := bolt.Open(path, bolt.Options{})
	require.NoError(b, err)
	clock := func() time.Time { return yearsEnd.AddDate(-1, 0, 0).Add(time.Duration(taken.Load()) * between) }
	h, err := openBenched(b, kept, clock)
	require.NoError(b, err)
	const callers = 64
	for done := 0; done < calls; done += callers {
		var all sync.WaitGroup
		for _, call := range h.calls(min(callers, calls-done)) {
			all.Go(func() {
				answer := &discarded{header: map[string][]string{}}
				for _, r := range call {
					h.take(b, answer, r)
				}
				taken.Add(1)
			})
		}
		all.Wait()
		if done%512 == 0 { // as a server does each minute
			condense(b, kept, clock().Add(-time.Hour))
		}
	}
	condense(b, kept, clock().Add(time.Hour))
	require.NoError(b, kept.Close())
	return h
}

func condense(b *testing.B, kept *bolt.Store, before time.Time) {
	b.Helper()
	for more := true; more; {
		var err error
		_, more, err = kept.CondenseCalls(context.Background(), before, 256)
		require.NoError(b, err)
	}
}
