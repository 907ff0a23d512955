package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// signingKeysMadeOnce lets many ask for a key that is not there yet: all get the same.
func signingKeysMadeOnce(t *testing.T, s store.Store) {
	const asking = 8
	got := make([]store.Hash, asking)
	var all sync.WaitGroup
	for i := range asking {
		all.Go(func() { got[i], _ = s.SigningKey(context.Background(), "browsers", store.Hash(fmt.Sprint("key ", i))) })
	}
	all.Wait()
	for _, key := range got {
		require.NotEmpty(t, key.Reveal())
		require.Equal(t, got[0], key)
	}
	ctx := t.Context()
	other, err := s.SigningKey(ctx, "codes", "another")
	require.NoError(t, err)
	require.Equal(t, store.Hash("another"), other)
	require.NoError(t, s.ReplaceSigningKey(ctx, "browsers", "replaced"))
	key, err := s.SigningKey(ctx, "browsers", "not taken")
	require.NoError(t, err)
	require.Equal(t, store.Hash("replaced"), key)
}

// triesCounted counts from many sides at once, and loses none.
func triesCounted(t *testing.T, s store.Store) {
	const counting = 12
	count := func(tries []store.Tries) {
		for i := range tries {
			tries[i] = store.Tries{Count: tries[i].Count + 1, Last: noon}
		}
	}
	var all sync.WaitGroup
	for i := range counting {
		all.Go(func() {
			for s.ChangeTries(context.Background(), []string{"name an", fmt.Sprint("address ", i%2)}, count) != nil {
			}
		})
	}
	all.Wait()
	keys := []string{"address 1", "name an", "name bo"}
	requireTries(t, s, keys, store.Tries{Count: counting / 2, Last: noon}, store.Tries{Count: counting, Last: noon}, store.Tries{})
	require.NoError(t, s.ChangeTries(t.Context(), keys[:2], func(tries []store.Tries) { tries[0] = store.Tries{} }))
	requireTries(t, s, keys, store.Tries{}, store.Tries{Count: counting, Last: noon}, store.Tries{})
}

func requireTries(t *testing.T, s store.Store, keys []string, want ...store.Tries) {
	t.Helper()
	require.NoError(t, s.ChangeTries(t.Context(), keys, func(tries []store.Tries) { require.Equal(t, want, tries) }))
}

func triesSwept(t *testing.T, s store.Store) {
	keys := []string{"1", "2", "3", "4"}
	require.NoError(t, s.ChangeTries(t.Context(), keys, func(tries []store.Tries) {
		for i := range tries {
			tries[i] = store.Tries{Count: 1, Last: noon.Add(time.Duration(i) * time.Minute)}
		}
	}))
	for _, sweep := range []struct {
		before time.Time
		most   int
		swept  int
		left   []string
	}{
		{noon, 4, 0, keys},
		{noon.Add(time.Minute), 4, 1, keys[1:]},
		{noon, 2, 1, keys[2:]},
		{noon.Add(time.Hour), 2, 2, nil},
	} {
		swept, err := s.SweepTries(t.Context(), sweep.before, sweep.most)
		require.NoError(t, err)
		require.Equal(t, sweep.swept, swept)
		var left []string
		require.NoError(t, s.ChangeTries(t.Context(), keys, func(tries []store.Tries) {
			left = nil
			for i := range tries {
				if tries[i].Count > 0 {
					left = append(left, keys[i])
				}
			}
		}))
		require.Equal(t, sweep.left, left)
	}
}
