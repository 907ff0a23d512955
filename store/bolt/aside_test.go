package bolt_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
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

// Who takes calls, and which lines are closed, is asked for by every call: one damaged record keeps
// nobody from the others, and is counted among those put aside.
func TestADamagedAgentOrClosureKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	until := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for _, name := range []string{"amy", "ben"} {
		require.NoError(t, s.PutAgent(t.Context(), store.Agent{Name: name, Number: "+8613800000001"}))
		require.NoError(t, s.SetClosure(t.Context(), "line of "+name, until))
	}
	require.NoError(t, s.Close())
	spoilFirst(t, path, "agents", "closures")
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for range 2 { // it stays so
		all, err := s.Agents(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 1)
		require.Equal(t, "ben", all[0].Name)
		found, err := s.AgentsByPhone(t.Context(), "+8613800000001")
		require.NoError(t, err)
		require.Equal(t, all, found)
		closed, err := s.Closures(t.Context())
		require.NoError(t, err)
		require.Len(t, closed, 1)
	}
	count, err := s.Aside(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, count)
	require.NoError(t, s.PutAgent(t.Context(), store.Agent{Name: "amy"}), "it is written anew")
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
	left, err := bolt.Salvage(t.Context(), path, to)
	require.NoError(t, err)
	require.Len(t, left, 1)
	require.True(t, left[0].Aside)
	found, err := bolt.Check(t.Context(), to)
	require.NoError(t, err)
	require.Empty(t, found)
}

// One damaged case keeps nobody from the others: those that are called back after a start, and those that a
// caller who asks again is found by.
func TestADamagedCaseKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for n, number := range []string{"10000001", "10000002", "10000003"} {
		id := "CA" + number
		require.NoError(t, s.Commit(t.Context(), store.Commit{
			Claim: store.StepKey{Call: id, Step: "0"}, Call: ivr.Call{ID: id, Began: now, At: now}, Reply: []byte("<Response/>"),
			Cases: []store.CaseChange{{Open: &store.Case{
				Number: number, Kind: ivr.CaseCallback, Call: id, Caller: "+8613800000001", Opened: now.Add(time.Duration(n) * time.Minute),
			}}},
		}))
	}
	require.NoError(t, s.Close())
	spoilFirst(t, path, "cases")
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for range 2 {
		for _, f := range []store.CaseFilter{{}, {Kind: ivr.CaseCallback, OpenOnly: true}, {Caller: "+8613800000001"}} {
			var found []string
			for c, err := range s.ListCases(t.Context(), f) {
				require.NoError(t, err)
				found = append(found, c.Number)
			}
			require.Equal(t, []string{"10000003", "10000002"}, found)
		}
	}
	count, err := s.Aside(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, count)
}

// One damaged call keeps nobody from the others. Who erases a person's calls must read them all.
func TestADamagedCallKeepsNobodyFromTheOthers(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for n, id := range []string{"CA1", "CA2", "CA3"} {
		began := now.Add(time.Duration(n) * time.Minute)
		require.NoError(t, s.Commit(t.Context(), store.Commit{
			Claim: store.StepKey{Call: id, Step: "0"}, Call: ivr.Call{ID: id, From: "+8613800000001", Began: began, At: began, EndedAt: began}, Reply: []byte("<Response/>"),
		}))
	}
	require.NoError(t, s.Close())
	spoilFirst(t, path, "calls")
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	for _, f := range []store.CallFilter{{}, {Ending: "0001"}, {Limit: 2}} {
		var found, recorded []string
		for c, err := range s.ListCalls(t.Context(), f) {
			require.NoError(t, err)
			found = append(found, c.ID)
		}
		for c, err := range s.Journals(t.Context(), f) {
			require.NoError(t, err)
			recorded = append(recorded, c.Call)
		}
		require.Equal(t, []string{"CA3", "CA2"}, found)
		require.Equal(t, found, recorded)
		f.MustRead, f.Limit = true, 0
		var failed error
		for _, err := range s.ListCalls(t.Context(), f) {
			failed = err
		}
		require.ErrorIs(t, failed, store.ErrDamaged)
	}
	_, _, err = s.Call(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrDamaged, "it is where it was")
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
	_, err = bolt.Salvage(t.Context(), path, to)
	require.ErrorIs(t, err, bolt.ErrInUse)
	_, err = bolt.Salvage(t.Context(), filepath.Join(folder, "missing.db"), to)
	require.ErrorIs(t, err, fs.ErrNotExist)
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestCheckNamesWhatIsDamagedAndSalvageLeavesItOut(t *testing.T) {
	t.Parallel()
	path := kept(t)
	found, err := bolt.Check(t.Context(), path)
	require.NoError(t, err)
	require.Empty(t, found)
	spoilFirst(t, path, "waiting", "tickets")
	found, err = bolt.Check(t.Context(), path)
	require.NoError(t, err)
	require.Len(t, found, 2)
	require.Equal(t, "waiting", found[0].Bucket)
	require.Equal(t, "tickets", found[1].Bucket)
	require.ErrorIs(t, bolt.Verify(t.Context(), path), store.ErrDamaged)

	to := filepath.Join(t.TempDir(), "salvaged.db")
	left, err := bolt.Salvage(t.Context(), path, to)
	require.NoError(t, err)
	require.Equal(t, found, left)
	require.NoError(t, bolt.Verify(t.Context(), to))
	_, err = bolt.Salvage(t.Context(), path, to)
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
