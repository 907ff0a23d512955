package bolt_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// A file of the first release, and a backup of it, are taken and get what they
// lack.
func TestFilesOfTheFirstReleaseAreTaken(t *testing.T) {
	t.Parallel()
	old := newPath(t)
	require.NoError(t, os.WriteFile(old, filled(t), 0o600))
	change(t, old, func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket([]byte("sessions")), tx.DeleteBucket([]byte("audit")))
	})
	require.NoError(t, bolt.Verify(t.Context(), old))
	s := open(t, old, bolt.Options{})
	require.NoError(t, s.PutSession(t.Context(), store.Session{ID: "1", Name: "an"}))
	require.NoError(t, s.AppendAudit(t.Context(), store.AuditEntry{Who: "an"}))
}

// A damaged session lets nobody in, and goes when sessions are ended.
func TestADamagedSessionLetsNobodyIn(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, s.PutSession(t.Context(), store.Session{ID: "1", Name: "an"}))
	require.NoError(t, s.Close())
	change(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("sessions")).Put([]byte("1"), []byte("spoilt!")) })
	s = open(t, path, bolt.Options{})
	_, err = s.Session(t.Context(), "1")
	require.ErrorIs(t, err, store.ErrDamaged)
	_, err = s.EndSessions(t.Context(), "bo")
	require.NoError(t, err)
	_, err = s.Session(t.Context(), "1")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// Stays of a file that had no index by call are found by their call.
func TestStaysOfAnEarlierReleaseAreFoundByTheirCall(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	v := desk.Visit{ID: "v1", Call: "CA1", Note: "asked about a refund"}
	require.NoError(t, s.CommitFloor(t.Context(), store.FloorCommit{Change: desk.Change{Floor: desk.New(), Visits: []desk.Visit{v}}}))
	require.NoError(t, s.Close())
	change(t, path, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("visits_by_call")) })
	for found, err := range open(t, path, bolt.Options{}).VisitsOf(t.Context(), "CA1") {
		require.NoError(t, err)
		require.Equal(t, v, found)
		return
	}
	require.Fail(t, "the stay is not found")
}
