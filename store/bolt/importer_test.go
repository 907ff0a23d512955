package bolt

import (
	"fmt"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

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

// A row that comes again, chunks later, holds as it came last, and leaves no entry in the index.
func TestARowComesAgainInALaterChunk(t *testing.T) {
	t.Parallel()
	s, err := Open(filepath.Join(t.TempDir(), "hotline.db"), Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	var rows iter.Seq2[store.Row, error] = func(yield func(store.Row, error) bool) {
		for _, account := range []string{"first", "second"} {
			for _, id := range []int{1, 2} {
				if !yield(transfer(id, account), nil) {
					return
				}
			}
			for id := range chunk {
				if !yield(transfer(1000+id, "others"), nil) {
					return
				}
			}
		}
		yield(transfer(1, "third"), nil)
	}
	require.NoError(t, s.Import(t.Context(), rows, nil))

	of := func(account string) (ids []string) {
		found, err := s.Transactions(t.Context(), account, store.Filter{Limit: 10})
		require.NoError(t, err)
		for _, row := range found {
			ids = append(ids, row.ID.Reveal())
		}
		return ids
	}
	require.Empty(t, of("first"))
	require.Equal(t, []string{"100000002"}, of("second"))
	require.Equal(t, []string{"100000001"}, of("third"))
	stats, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.Equal(t, chunk+2, stats.Transactions)
	require.NoError(t, s.view(t.Context(), func(tx *bbolt.Tx) error {
		for _, b := range []bucket{transactions.rows, transactions.index} {
			in, err := b.of(tx)
			require.NoError(t, err)
			require.Equal(t, chunk+2, in.Stats().KeyN, b)
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
