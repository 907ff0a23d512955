package bolt_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store/bolt"
)

// encryptUntilKilled encrypts the store, and rotates its key again and again.
func encryptUntilKilled(s *bolt.Store, key []byte) {
	err := s.Encrypt(context.Background(), key, nil)
	for err == nil {
		err = s.Rotate(context.Background(), nil, nil)
	}
	fmt.Println(err)
	os.Exit(1)
}

// A process that is killed while it encrypts the store or rotates its key loses no step it
// acknowledged, and the next goes on.
func TestKilledWhileEncryptingLosesNothing(t *testing.T) {
	t.Parallel()
	path, key := newPath(t), testKey('k')
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	fill(t, s, "CX1")
	require.NoError(t, s.Close())

	acknowledged := map[string]int{}
	random := rand.New(rand.NewPCG(7, 9))
	for range 12 {
		killAfter(t, path, 2+random.IntN(20), acknowledged, victimKey+"="+string(key))
		require.NoError(t, bolt.Verify(t.Context(), path))
		s, err := bolt.Open(path, bolt.Options{Key: key})
		require.NoError(t, err)
		for id, n := range acknowledged {
			requireWhole(t, s, id, n)
		}
		requireFilled(t, s, "CX1")
		require.NoError(t, s.Close())
	}
	require.NotEmpty(t, acknowledged)

	s, err = bolt.Open(path, bolt.Options{Key: key})
	require.NoError(t, err)
	require.NoError(t, s.Encrypt(t.Context(), key, nil))
	at, err := s.AtRest(t.Context())
	require.NoError(t, err)
	require.False(t, at.Rewriting)
	require.NoError(t, s.Close())
	_, err = bolt.Compact(t.Context(), path, bolt.Options{Key: key})
	require.NoError(t, err)
	requireUnreadable(t, path)
}
