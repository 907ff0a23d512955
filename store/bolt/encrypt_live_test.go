package bolt_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// Calls, look-ups and an import go on while a store is encrypted and its key is rotated.
func TestCallsGoOnWhileTheStoreIsEncrypted(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{})
	fill(t, s, "CA1")
	require.NoError(t, s.Import(t.Context(), payments(1000), nil))

	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	steps := make([]int, 4)
	for call := range steps {
		all.Go(func() {
			for ctx.Err() == nil {
				c := numbered(fmt.Sprint("CB", call), steps[call])
				c.Locks = []store.LockChange{{Key: fmt.Sprint("lock ", call), Read: steps[call]}}
				if err := s.Commit(t.Context(), c); err != nil {
					t.Errorf("commit: %v", err)
					return
				}
				steps[call]++
			}
		})
	}
	all.Go(func() {
		for ctx.Err() == nil {
			requireFilled(t, s, "CA1")
		}
	})
	all.Go(func() {
		for ctx.Err() == nil {
			if err := s.Import(t.Context(), payments(1000), nil); err != nil {
				t.Errorf("import: %v", err)
			}
		}
	})
	require.NoError(t, s.Encrypt(t.Context(), testKey(1), nil))
	require.NoError(t, s.Rotate(t.Context(), testKey(2), nil))
	stop()
	all.Wait()

	require.NoError(t, s.Close())
	s = open(t, path, bolt.Options{Key: testKey(2)})
	requireFilled(t, s, "CA1")
	for call, n := range steps {
		entries, err := s.Journal(t.Context(), fmt.Sprint("CB", call))
		require.NoError(t, err)
		require.Len(t, entries, n)
		lock, err := s.Lock(t.Context(), fmt.Sprint("lock ", call))
		require.NoError(t, err)
		require.Equal(t, n, lock.Version)
	}
	stats, err := s.Stats(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, stats.Transactions, 1000)
}
