package bolt_test

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// obstruct makes the first two entries of an instant impossible to add to the audit: bbolt puts
// no record where a bucket is.
func obstruct(t *testing.T, path string, at time.Time) {
	t.Helper()
	key := binary.BigEndian.AppendUint64(nil, ^(uint64(at.Unix()) ^ 1<<63))
	key = binary.BigEndian.AppendUint32(key, ^uint32(at.Nanosecond()))
	change(t, path, func(tx *bbolt.Tx) error {
		for sequence := range uint64(2) {
			if _, err := tx.Bucket([]byte("audit")).CreateBucket(binary.BigEndian.AppendUint64(key, math.MaxUint64-1-sequence)); err != nil {
				return err
			}
		}
		return nil
	})
}

// A version whose entry cannot be added to the audit leaves no trace, and may be published
// again.
func TestNoVersionIsKeptWithoutItsAudit(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	obstruct(t, path, at)
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	menu := store.Publication{Revision: store.Revision{ID: "r1"}, Audit: store.AuditEntry{At: at}}
	_, err = s.PublishVersion(t.Context(), menu)
	require.Error(t, err)
	all, err := s.Versions(t.Context())
	require.NoError(t, err)
	require.Empty(t, all)
	_, err = s.Revision(t.Context(), "r1")
	require.ErrorIs(t, err, store.ErrNotFound)

	menu.Audit.At = at.Add(time.Second)
	first, err := s.PublishVersion(t.Context(), menu)
	require.NoError(t, err)
	require.Equal(t, 1, first.Number)
	require.Error(t, s.NameVersion(t.Context(), 1, "spring", store.AuditEntry{At: at}))
	all, err = s.Versions(t.Context())
	require.NoError(t, err)
	require.Equal(t, []store.Version{first}, all, "no name without its entry")
}
