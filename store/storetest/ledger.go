package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

func ledgerLookUps(t *testing.T, s store.Store) {
	ctx := t.Context()
	payment := transaction("90000001", "acct-0001", noon)
	later := refund("R2", "90000001", noon.Add(2*time.Hour))
	importRows(t, s,
		account("acct-0001", "+861550000001"), payment,
		refund("R1", "90000001", noon.Add(time.Hour)), later, refund("R0", "90000001", noon))

	byID, err := s.Account(ctx, "acct-0001")
	require.NoError(t, err)
	byPhone, err := s.AccountsByPhone(ctx, "+861550000001", 0)
	require.NoError(t, err)
	require.Equal(t, []ivr.Account{byID}, byPhone)
	got, err := s.Transaction(ctx, "90000001")
	require.NoError(t, err)
	require.Equal(t, *payment.Transaction, got)
	latest, err := s.RefundOf(ctx, "90000001")
	require.NoError(t, err)
	require.Equal(t, *later.Refund, latest)
	stats, err := s.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, store.Stats{Accounts: 1, Transactions: 1, Refunds: 3}, stats)

	for _, id := range []string{"", "9", "900000011", "acct-0001\x00"} {
		_, err1 := s.Account(ctx, id)
		_, err2 := s.Transaction(ctx, id)
		_, err3 := s.Refund(ctx, id)
		_, err4 := s.AccountsByPhone(ctx, id, 0)
		_, err5 := s.RefundOf(ctx, id)
		for _, err := range []error{err1, err2, err3, err4, err5} {
			require.ErrorIs(t, err, store.ErrNotFound)
		}
	}
}

func transactionsNarrowed(t *testing.T, s store.Store) {
	rows := []store.Row{transaction("80000000", "acct-0002", noon)}
	for i := range 6 {
		row := transaction(fmt.Sprint(90000000+i), "acct-0001", noon.Add(time.Duration(i)*time.Hour))
		if i%2 == 1 {
			row.Transaction.Type = "topup"
		}
		rows = append(rows, row)
	}
	importRows(t, s, rows...)
	for name, test := range map[string]struct {
		filter store.Filter
		want   string
	}{
		"all":             {store.Filter{}, "543210"},
		"the newest two":  {store.Filter{Limit: 2}, "54"},
		"of a type":       {store.Filter{Type: "topup"}, "531"},
		"newest of it":    {store.Filter{Type: "payment", Limit: 1}, "4"},
		"since, included": {store.Filter{Since: noon.Add(4 * time.Hour)}, "54"},
		"until, excluded": {store.Filter{Until: noon.Add(2 * time.Hour)}, "10"},
		"between":         {store.Filter{Since: noon.Add(time.Hour), Until: noon.Add(3 * time.Hour)}, "21"},
		"never":           {store.Filter{Since: noon.Add(9 * time.Hour)}, ""},
	} {
		found, err := s.Transactions(t.Context(), "acct-0001", test.filter)
		require.NoError(t, err)
		got := ""
		for _, row := range found {
			got += row.ID.Reveal()[7:]
		}
		require.Equal(t, test.want, got, name)
	}
}

// rowReplaced moves an account to another phone and a payment to another
// account and time: where they were, nothing is found.
func rowReplaced(t *testing.T, s store.Store) {
	ctx := t.Context()
	importRows(t, s, account("acct-0001", "+861550000001"), transaction("90000001", "acct-0001", noon))
	importRows(t, s, account("acct-0001", "+861550000009"), transaction("90000001", "acct-0002", noon.Add(time.Hour)))

	_, err := s.AccountsByPhone(ctx, "+861550000001", 0)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.AccountsByPhone(ctx, "+861550000009", 0)
	require.NoError(t, err)
	before, err := s.Transactions(ctx, "acct-0001", store.Filter{})
	require.NoError(t, err)
	require.Empty(t, before)
	after, err := s.Transactions(ctx, "acct-0002", store.Filter{})
	require.NoError(t, err)
	require.Len(t, after, 1)
	stats, err := s.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, store.Stats{Accounts: 1, Transactions: 1}, stats)
}

// sameRowTwice gives one id three times in an import: the last one holds.
func sameRowTwice(t *testing.T, s store.Store) {
	importRows(t, s,
		transaction("90000001", "acct-0001", noon),
		transaction("90000001", "acct-0001", noon.Add(time.Hour)),
		transaction("90000001", "acct-0001", noon.Add(2*time.Hour)))
	found, err := s.Transactions(t.Context(), "acct-0001", store.Filter{})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, noon.Add(2*time.Hour), found[0].Time)
	stats, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, stats.Transactions)
}

// brokenImport breaks off by a bad row and by the end of a context; neither
// leaves a trace, and the next import does not bring the rows back.
func brokenImport(t *testing.T, s store.Store) {
	importRows(t, s, transaction("90000001", "acct-0001", noon))
	bad := errors.New("line 7 is bad")
	ctx, cancel := context.WithCancel(t.Context())
	for name, stop := range map[string]func() error{
		"a bad row":   func() error { return bad },
		"the context": func() error { cancel(); return nil },
	} {
		err := s.Import(ctx, func(yield func(store.Row, error) bool) {
			for i := range 500 {
				if !yield(transaction(fmt.Sprint(90000001+i), "acct-0009", noon), nil) {
					return
				}
			}
			yield(transaction("90009999", "acct-0009", noon), stop())
		}, nil)
		require.Error(t, err, name)
		if name == "a bad row" && ctx.Err() == nil {
			require.ErrorIs(t, err, bad)
		}
	}
	importRows(t, s, transaction("90000002", "acct-0001", noon))
	found, err := s.Transactions(t.Context(), "acct-0009", store.Filter{})
	require.NoError(t, err)
	require.Empty(t, found)
	got, err := s.Transaction(t.Context(), "90000001")
	require.NoError(t, err)
	require.EqualValues(t, "acct-0001", got.Account)
	stats, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Stats{Transactions: 2}, stats)
}

// readersSeeAllOrNone moves all of an account's payments to a new status while
// readers look: they never see both.
func readersSeeAllOrNone(t *testing.T, s store.Store) {
	const rows, imports = 300, 5
	load := func(status string) {
		var all []store.Row
		for i := range rows {
			row := transaction(fmt.Sprint(90000000+i), "acct-0001", noon.Add(time.Duration(i)*time.Second))
			row.Transaction.Status = status
			all = append(all, row)
		}
		importRows(t, s, all...)
	}
	load("status 0")
	over := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
				}
				found, err := s.Transactions(context.Background(), "acct-0001", store.Filter{})
				mixed := slices.ContainsFunc(found, func(t ivr.Transaction) bool { return t.Status != found[0].Status })
				if err != nil || mixed || len(found) != rows {
					t.Errorf("a reader saw %d rows, mixed: %v, %v", len(found), mixed, err)
					return
				}
			}
		})
	}
	for i := range imports {
		load(fmt.Sprint("status ", i+1))
	}
	close(over)
	readers.Wait()
}

// callsGoOnMeanwhile commits steps out of the middle of an import.
func callsGoOnMeanwhile(t *testing.T, s store.Store) {
	steps, reported := 0, 0
	rows := func(yield func(store.Row, error) bool) {
		for i := range 2000 {
			if i%500 == 0 {
				commit(t, s, step("CA1", steps))
				steps++
			}
			if !yield(transaction(fmt.Sprint(90000000+i), "acct-0001", noon), nil) {
				return
			}
		}
	}
	require.NoError(t, s.Import(t.Context(), rows, func(n int) {
		require.GreaterOrEqual(t, n, reported)
		reported = n
	}))
	require.Equal(t, 2000, reported)
	_, length, err := s.Call(t.Context(), "CA1")
	require.NoError(t, err)
	require.Equal(t, steps, length)
}

func importRefusesNonsense(t *testing.T, s store.Store) {
	for name, row := range map[string]store.Row{
		"an empty row":         {},
		"a row without an id":  account("", "+861550000001"),
		"an account unreached": account("acct-0001", ""),
	} {
		require.Error(t, s.Import(t.Context(), each(row), nil), name)
	}
	stats, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Zero(t, stats)
}

// importsLikeMap runs random imports, broken ones among them, and compares with
// a map.
func importsLikeMap(t *testing.T, s store.Store) {
	model := map[string]ivr.Transaction{}
	rapid.Check(t, func(rt *rapid.T) {
		var rows []store.Row
		for range rapid.IntRange(0, 8).Draw(rt, "rows") {
			id := fmt.Sprint(rapid.IntRange(900000, 900009).Draw(rt, "id"))
			of := fmt.Sprint("acct-", rapid.IntRange(0, 2).Draw(rt, "account"))
			rows = append(rows, transaction(id, of, noon.Add(time.Duration(rapid.IntRange(0, 9).Draw(rt, "hour"))*time.Hour)))
		}
		broken := rapid.Bool().Draw(rt, "broken")
		err := s.Import(context.Background(), func(yield func(store.Row, error) bool) {
			for row, err := range each(rows...) {
				if !yield(row, err) {
					return
				}
			}
			if broken {
				yield(store.Row{}, errors.New("broken off"))
			}
		}, nil)
		require.Equal(rt, broken, err != nil)
		for _, row := range rows {
			if !broken {
				model[row.Transaction.ID.Reveal()] = *row.Transaction
			}
		}
		compareWithModel(rt, s, model)
	})
}

func compareWithModel(t *rapid.T, s store.Store, model map[string]ivr.Transaction) {
	listed := 0
	for a := range 3 {
		found, err := s.Transactions(context.Background(), fmt.Sprint("acct-", a), store.Filter{})
		require.NoError(t, err)
		for _, row := range found {
			require.Equal(t, model[row.ID.Reveal()], row)
		}
		require.True(t, slices.IsSortedFunc(found, func(a, b ivr.Transaction) int { return b.Time.Compare(a.Time) }))
		listed += len(found)
	}
	stats, err := s.Stats(context.Background())
	require.NoError(t, err)
	require.Equal(t, len(model), listed)
	require.Equal(t, len(model), stats.Transactions)
}

func pingBackupClose(t *testing.T, s store.Store) {
	require.NoError(t, s.Ping(t.Context()))
	var copied bytes.Buffer
	if err := s.Backup(t.Context(), &copied); !errors.Is(err, errors.ErrUnsupported) {
		require.NoError(t, err)
		require.NotZero(t, copied.Len())
	}
	require.NoError(t, s.Close())
	require.NoError(t, s.Close())
	require.Error(t, s.Ping(t.Context()))
	require.Error(t, s.Commit(t.Context(), step("CA1", 0)))
}
