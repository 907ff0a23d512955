package bolt_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// spoilFirst flips a byte of the first record of each bucket.
func spoilFirst(t *testing.T, path string, buckets ...string) {
	t.Helper()
	change(t, path, func(tx *bbolt.Tx) error {
		for _, b := range buckets {
			in := tx.Bucket([]byte(b))
			key, sealed := in.Cursor().First()
			require.NotNil(t, key, b)
			spoilt := append([]byte(nil), sealed...)
			spoilt[len(spoilt)-1] ^= 1
			if err := in.Put(append([]byte(nil), key...), spoilt); err != nil {
				return err
			}
		}
		return nil
	})
}

// kept is a closed store in which two of each wait, are seated, queued and live.
func kept(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	var state acd.State
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	rules := acd.Rules{Open: map[string]bool{"general": true}}
	for i, e := range []acd.Event{
		acd.Enqueued{Call: "CA1", Queue: "general"}, acd.Enqueued{Call: "CA2", Queue: "general"},
		acd.SignIn{Agent: acd.Agent{Name: "an", Queues: []string{"general"}}}, acd.SignIn{Agent: acd.Agent{Name: "bo", Queues: []string{"general"}}},
	} {
		change, err := state.Step(e, now, rules)
		require.NoError(t, err)
		out := []store.Outgoing{{ID: "m" + string(rune('a'+i)), Task: store.SendText{Body: "text"}}}
		require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(i), Change: change, Outgoing: out}))
		state = change.State
	}
	for _, id := range []string{"r1", "r2"} {
		_, err := s.PublishVersion(t.Context(), store.Publication{Revision: store.Revision{ID: id}})
		require.NoError(t, err)
	}
	require.NoError(t, s.Close())
	return path
}

func TestADamagedRecordStopsNothingButItself(t *testing.T) {
	t.Parallel()
	path := kept(t)
	spoilFirst(t, path, "waiting", "tickets", "seats", "revisions", "versions")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	out, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, 3, "the message behind the damaged one leaves")
	state, _, err := s.ACD(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, state.Interactions.Len())
	require.Equal(t, 1, state.Sessions.Len())
	_, err = s.PublishVersion(t.Context(), store.Publication{Revision: store.Revision{ID: "r1"}})
	require.NoError(t, err, "it is written anew")
	_, err = s.Revision(t.Context(), "r1")
	require.NoError(t, err)
	versions, err := s.Versions(t.Context())
	require.NoError(t, err)
	require.Len(t, versions, 2, "the undamaged one, and the new one")
	count, err := s.Aside(t.Context())
	require.NoError(t, err)
	require.Equal(t, 4, count, "a version stays where it is")
}

// What was put aside is left out of what is salvaged: once that is in the store's place, nothing is damaged
// any more.
func TestWhatWasPutAsideIsNotSalvaged(t *testing.T) {
	t.Parallel()
	path := kept(t)
	spoilFirst(t, path, "tickets")
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	_, _, err = s.ACD(t.Context())
	require.NoError(t, err)
	require.NoError(t, s.Close())
	to := filepath.Join(t.TempDir(), "salvaged.db")
	left, err := bolt.Salvage(t.Context(), path, to, bolt.Options{})
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.True(t, left[0].State == bolt.Aside)
	found, err := bolt.Check(t.Context(), to, bolt.Options{})
	require.NoError(t, err)
	require.Empty(t, found)
}

// A copy that could not be made is not there: it would pass for a whole store, and restore would take it.
func TestASalvageThatFailsLeavesNothing(t *testing.T) {
	t.Parallel()
	path := kept(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	folder := t.TempDir()
	to := filepath.Join(folder, "salvaged.db")
	_, err = bolt.Salvage(t.Context(), path, to, bolt.Options{})
	require.ErrorIs(t, err, bolt.ErrInUse)
	_, err = bolt.Salvage(t.Context(), filepath.Join(folder, "missing.db"), to, bolt.Options{})
	require.ErrorIs(t, err, fs.ErrNotExist)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestCheckNamesWhatIsDamagedAndSalvageLeavesItOut(t *testing.T) {
	t.Parallel()
	path := kept(t)
	found, err := bolt.Check(t.Context(), path, bolt.Options{})
	require.NoError(t, err)
	require.Empty(t, found)
	spoilFirst(t, path, "waiting", "tickets")
	found, err = bolt.Check(t.Context(), path, bolt.Options{})
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "waiting", found[0].Bucket)
	require.Equal(t, "tickets", found[1].Bucket)
	require.ErrorIs(t, bolt.Verify(t.Context(), path), store.ErrDamaged)

	to := filepath.Join(t.TempDir(), "salvaged.db")
	left, err := bolt.Salvage(t.Context(), path, to, bolt.Options{})
	require.NoError(t, err)
	require.Equal(t, found, left)
	require.NoError(t, bolt.Verify(t.Context(), to))
	_, err = bolt.Salvage(t.Context(), path, to, bolt.Options{})
	require.ErrorContains(t, err, "is there already")
	s, err := bolt.Open(to, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	state, version, err := s.ACD(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.WholeAt(4), version)
	require.Equal(t, 1, state.Interactions.Len())
	require.Equal(t, 2, state.Sessions.Len())
	out, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, 3)
}
