package ledgerfile_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/ledgerfile"
)

func newLedger(t *testing.T) store.Ledger {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func file(_ *testing.T, name, text string) ledgerfile.Input {
	return ledgerfile.Input{Name: name, Text: strings.NewReader(text)}
}

func TestImport(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	files := []ledgerfile.Input{
		file(t, "accounts.csv", accountsHeader+goodAccount),
		file(t, "transactions.csv", transactionsHeader+goodTransaction),
		file(t, "refunds.csv", refundsHeader+goodRefund),
	}
	var told []string
	done, err := ledgerfile.Import(t.Context(), l, files, func(file string, rows, of int) {
		told = append(told, fmt.Sprint(filepath.Base(file), rows, of))
	})
	require.NoError(t, err)
	require.Len(t, done, 3)
	require.Contains(t, told, "refunds.csv1 1")
	stats, err := l.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Stats{Accounts: 1, Transactions: 1, Refunds: 1}, stats)
}

func TestOneBadRowImportsNothingOfItsFile(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	bad := accountsHeader + goodAccount + strings.Repeat("acct 9,,,,,\n", 150)
	done, err := ledgerfile.Import(t.Context(), l, []ledgerfile.Input{
		file(t, "accounts.csv", bad),
		file(t, "transactions.csv", transactionsHeader+goodTransaction),
	}, nil)
	require.Len(t, done, 1, "the other file is whole")
	var rows *ledgerfile.BadRows
	require.ErrorAs(t, err, &rows)
	require.Equal(t, 150, rows.Total)
	require.Len(t, rows.Rows, ledgerfile.Listed)
	require.ErrorContains(t, err, "accounts.csv:3: account_id:")
	require.ErrorContains(t, err, "and 50 more")
	stats, err := l.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.Stats{Transactions: 1}, stats)
}

func TestTheLastRowOfAnIDCounts(t *testing.T) {
	t.Parallel()
	l := newLedger(t)
	_, err := ledgerfile.Import(t.Context(), l, []ledgerfile.Input{
		file(t, "refunds.csv", refundsHeader+goodRefund+strings.Replace(goodRefund, "submitted", "in_review", 1)),
	}, nil)
	require.NoError(t, err)
	stats, err := l.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, stats.Refunds)
}

func TestDoubtfulDatesOfRefunds(t *testing.T) {
	t.Parallel()
	const (
		second, fifth, eighth = "2026-10-02T09:30:00Z", "2026-10-05T09:30:00Z", "2026-10-08T09:30:00Z"
	)
	for name, test := range map[string]struct {
		status, submitted, decided, paid string
		want                             []string
	}{
		"in order":                 {"paid", second, fifth, eighth, nil},
		"at one moment":            {"paid", second, second, second, nil},
		"not decided":              {"submitted", second, "", "", nil},
		"rejected":                 {"rejected", second, fifth, "", nil},
		"paid on no day":           {"paid", second, fifth, "", []string{"paid_at: is empty though the refund is paid"}},
		"paid though not":          {"in_review", second, "", fifth, []string{"told that it is in review"}},
		"decided before asked":     {"approved", fifth, second, "", []string{"decided_at: is before submitted_at"}},
		"paid before asked":        {"paid", fifth, "", second, []string{"paid_at: is before submitted_at"}},
		"paid before decided":      {"paid", second, eighth, fifth, []string{"paid_at: is before decided_at"}},
		"all the other way around": {"paid", eighth, fifth, second, []string{"decided_at: is before", "paid_at: is before submitted_at"}},
	} {
		row := strings.Join([]string{"R1", "90000001", "128.5", "CNY", test.status, test.submitted, test.decided, test.paid}, ",")
		found, err := ledgerfile.Check(t.Context(), file(t, "refunds.csv", refundsHeader+row+"\n"))
		require.NoError(t, err, name)
		require.Equal(t, 1, found.Rows, name)
		require.Len(t, found.Doubts, len(test.want), name)
		require.Equal(t, len(test.want), found.Doubted, name)
		for i, want := range test.want {
			require.ErrorContains(t, found.Doubts[i], want, name)
			require.ErrorContains(t, found.Doubts[i], "refunds.csv:2: ", name)
		}
	}
}

func TestDoubtsAreCountedAndTheFirstAreListed(t *testing.T) {
	t.Parallel()
	rows := refundsHeader
	for n := range 150 {
		rows += fmt.Sprintf("R%d,90000001,128.5,CNY,paid,,,\n", n)
	}
	found, err := ledgerfile.Check(t.Context(), file(t, "refunds.csv", rows))
	require.NoError(t, err)
	require.Len(t, found.Doubts, ledgerfile.Listed)
	require.Equal(t, 150, found.Doubted)
}
