package bolt_test

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
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

// Calls and queue records of an earlier release are found by what they are searched for,
// whatever record among them is damaged.
func TestOlderCallsAreIndexed(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	const calls = 2100 // more than one transaction enters
	for i := range calls {
		c := numbered(fmt.Sprintf("CA%04d", i), 0)
		c.Call.From, c.Call.EndedAt = ivr.Masked(fmt.Sprintf("+861380000%04d", i)), morning
		require.NoError(t, s.Commit(t.Context(), c))
	}
	visit := acd.QueueRecord{ID: "v", Call: "CA0007", Queue: "fraud"}
	require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Change: acd.Change{Records: []acd.QueueRecord{visit}}}))
	for s.InMemory() > 0 {
		require.NoError(t, s.FoldAll())
	}
	require.NoError(t, s.Close())
	change(t, path, func(tx *bbolt.Tx) error {
		return errors.Join(
			tx.DeleteBucket([]byte("call_index")), tx.DeleteBucket([]byte("visits_by_call")),
			tx.Bucket([]byte("meta")).Delete([]byte("calls indexed")),
			tx.Bucket([]byte("calls")).Put([]byte("CA0001"), []byte("spoilt!")))
	})
	for range 2 { // it stays so when it is opened again
		s, err = bolt.Open(path, bolt.Options{})
		require.NoError(t, err)
		for _, f := range []store.CallFilter{{Ending: "2099"}, {Queue: "fraud"}} {
			found := 0
			for call, err := range s.ListCalls(t.Context(), f) {
				require.NoError(t, err)
				require.Contains(t, []string{"CA2099", "CA0007"}, call.ID)
				found++
			}
			require.Equal(t, 1, found, "%+v", f)
		}
		for v, err := range s.QueueRecordsOf(t.Context(), "CA0007") {
			require.NoError(t, err)
			require.Equal(t, visit, v)
		}
		require.NoError(t, s.Close())
	}
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
	v := acd.QueueRecord{ID: "v1", Call: "CA1", Note: "asked about a refund"}
	require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Change: acd.Change{Records: []acd.QueueRecord{v}}}))
	require.NoError(t, s.Close())
	change(t, path, func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte("visits_by_call")) })
	for found, err := range open(t, path, bolt.Options{}).QueueRecordsOf(t.Context(), "CA1") {
		require.NoError(t, err)
		require.Equal(t, v, found)
		return
	}
	require.Fail(t, "the stay is not found")
}
