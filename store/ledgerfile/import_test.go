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
