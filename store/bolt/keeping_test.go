package bolt_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// A call whose record is damaged goes with the others when its time is over, and stops none.
func TestDamagedCallIsPruned(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	for _, id := range []string{"CA1", "CA2"} {
		c := numbered(id, 0)
		c.Call.EndedAt = morning
		require.NoError(t, s.Commit(t.Context(), c))
	}
	require.NoError(t, s.Close())
	spoilFirst(t, path, "calls")

	s = open(t, path, bolt.Options{})
	removed, err := s.PruneCalls(t.Context(), morning.Add(time.Hour), 10)
	require.NoError(t, err)
	require.Equal(t, 2, removed)
	aside, err := s.Aside(t.Context())
	require.NoError(t, err)
	require.Zero(t, aside, "its time is over: it is not kept in another place")
	for _, id := range []string{"CA1", "CA2"} {
		_, err = s.Reply(t.Context(), store.StepKey{Call: id, Step: "0"})
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	for _, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		t.Fatal("a call is listed")
	}
}

// A call that had ended when its process was killed is erased at once by the next.
func TestACallThatWasFoundIsErased(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	c := numbered("CA1", 0)
	c.Call.EndedAt = morning
	require.NoError(t, s.Commit(t.Context(), c))
	again := copied(t, s)
	gone, err := again.EraseCalls(t.Context(), []string{"CA1"})
	require.NoError(t, err)
	require.Equal(t, 1, gone)
	_, _, err = again.Call(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrNotFound)
}
