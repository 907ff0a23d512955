package bolt

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// transfer is a transaction of an account.
func transfer(id int, account string) store.Row {
	return store.Row{Transaction: &ivr.Transaction{
		ID: ivr.Masked(fmt.Sprint(100_000_000 + id)), Account: ivr.Masked(account),
		Time: time.Unix(int64(id), 0).UTC(), Type: "transfer", Status: "completed",
	}}
}

// Whatever an import keeps in memory, the ledger is like a map, and its index has an entry for each row.
func TestAnImportInSmallPiecesIsLikeAMap(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "hotline.db"), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	model := map[int]string{}
	rapid.Check(t, func(t *rapid.T) {
		s.memory = memory{rapid.IntRange(1, 4).Draw(t, "rows"), rapid.IntRange(1, 8).Draw(t, "entries")}
		broken := rapid.Bool().Draw(t, "broken")
		ids := rapid.SliceOfN(rapid.IntRange(0, 9), 0, 12).Draw(t, "ids")
		accounts := rapid.SliceOfN(rapid.SampledFrom([]string{"one", "two"}), len(ids), len(ids)).Draw(t, "accounts")
		err := s.Import(context.Background(), func(yield func(store.Row, error) bool) {
			for i, id := range ids {
				if !yield(transfer(id, accounts[i]), nil) {
					return
				}
			}
			if broken {
				yield(store.Row{}, errors.New("broken off"))
			}
		}, nil)
		require.Equal(t, broken, err != nil)
		if !broken {
			for i, id := range ids {
				model[id] = accounts[i]
			}
			requireRows(t, s, len(model))
		}
		requireTransfers(t, s, model)
	})
}

// requireTransfers expects the accounts to have these transactions.
func requireTransfers(t require.TestingT, s *Store, model map[int]string) {
	for _, account := range []string{"one", "two"} {
		var want, ids []string
		for id := 9; id >= 0; id-- { // the newest first
			if model[id] == account {
				want = append(want, fmt.Sprint(100_000_000+id))
			}
		}
		found, err := s.Transactions(context.Background(), account, store.Filter{})
		require.NoError(t, err)
		for _, row := range found {
			ids = append(ids, row.ID.Reveal())
		}
		require.Equal(t, want, ids)
	}
}

// requireRows expects a number of rows, and as many entries in their index.
func requireRows(t require.TestingT, s *Store, n int) {
	stats, err := s.Stats(context.Background())
	require.NoError(t, err)
	require.Equal(t, n, stats.Transactions)
	require.NoError(t, s.view(context.Background(), func(tx *bbolt.Tx) error {
		for _, b := range []bucket{transactions.rows, transactions.index} {
			in, err := b.of(tx)
			require.NoError(t, err)
			require.Equal(t, n, in.Stats().KeyN, b)
		}
		return nil
	}))
}

// The form of an earlier release is read, and replaced.
func TestRowsOfAnEarlierReleaseAreRead(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "hotline.db"), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	row := *transfer(1, "first").Transaction
	payload, err := store.Encode(row)
	require.NoError(t, err)
	require.NoError(t, s.update(t.Context(), func(tx *bbolt.Tx) error {
		if err := transactions.rows.put(tx, rowKey(row.ID.Reveal(), 0), payload); err != nil {
			return err
		}
		return transactions.index.put(tx, placeOfTransaction(row).key(row.ID.Reveal(), 0), nil)
	}))
	found, err := s.Transaction(t.Context(), row.ID.Reveal())
	require.NoError(t, err)
	require.Equal(t, row, found)
	require.NoError(t, s.Import(t.Context(), func(yield func(store.Row, error) bool) { yield(transfer(1, "second"), nil) }, nil))
	earlier, err := s.Transactions(t.Context(), "first", store.Filter{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, earlier)
}
