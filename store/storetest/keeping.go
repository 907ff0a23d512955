package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// keptCall is a call with a code, a stay in a queue and a case.
func keptCall(t *testing.T, s store.Store, n int, ended bool) string {
	t.Helper()
	id, number := fmt.Sprint("CA", n), fmt.Sprint(10_000_000+n)
	c := step(id, 0)
	c.Call.From, c.Call.Case, c.Call.Began = "+8613900000001", number, noon.Add(time.Duration(n)*time.Minute)
	c.Claim.Token = "token " + id
	if ended {
		c.Call.EndedAt = noon
	}
	c.Code = &store.Code{Call: id, Hash: []byte("hash")}
	c.Cases = []store.CaseChange{{Open: &store.Case{
		Number: number, Kind: ivr.CaseRefund, Call: id, Account: "100", Transaction: "20000001", Caller: "+8613900000001", Opened: noon,
		Recordings: []store.Recording{{URL: "https://api.twilio.com/r1", At: noon}, {URL: "https://api.twilio.com/r2", At: noon}},
	}}}
	commit(t, s, c)
	_, version, err := s.ACD(t.Context())
	require.NoError(t, err)
	stay := acd.QueueRecord{ID: "v" + id, Call: id, Queue: "general", Entered: noon.Add(time.Duration(n) * time.Second), Note: "a private word"}
	require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Read: version, Change: acd.Change{Records: []acd.QueueRecord{stay}}}))
	return id
}

// requireNoCall proves that nothing of a call is found in any way.
func requireNoCall(t *testing.T, s store.Store, id string) {
	t.Helper()
	ctx := t.Context()
	_, _, err := s.Call(ctx, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.Journal(ctx, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	for _, token := range []string{"", "token " + id} {
		_, err = s.Reply(ctx, store.StepKey{Call: id, Step: "0", Token: token})
		require.ErrorIs(t, err, store.ErrNotFound)
	}
	_, err = s.Code(ctx, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	for _, f := range []store.CallFilter{{}, {Ending: "0001"}, {Queue: "general"}} {
		require.NotContains(t, ids(t, s, f), id)
	}
	for record, err := range s.Journals(ctx, store.CallFilter{}) {
		require.NoError(t, err)
		require.NotEqual(t, id, record.Call)
	}
}

func callsForgotten(t *testing.T, s store.Store) {
	ctx := t.Context()
	first, live, third, second := keptCall(t, s, 1, true), keptCall(t, s, 2, false), keptCall(t, s, 3, true), keptCall(t, s, 4, true)
	for _, want := range []int{1, 1, 0} {
		removed, err := s.PruneCalls(ctx, noon.Add(4*time.Minute), 1)
		require.NoError(t, err)
		require.Equal(t, want, removed)
	}
	requireNoCall(t, s, first)
	requireNoCall(t, s, third)
	require.Equal(t, []string{second, live}, ids(t, s, store.CallFilter{Ending: "0001"}), "others stay")
	require.Empty(t, collect(t, s.QueueRecordsOf(ctx, first)))
	require.Len(t, collect(t, s.QueueRecords(ctx, time.Time{}, time.Time{})), 2)

	removed, err := s.EraseCalls(ctx, []string{second, first, live, "CA9"})
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	requireNoCall(t, s, second)
	stays := collect(t, s.QueueRecordsOf(ctx, second))
	require.Len(t, stays, 1, "figures are counted from stays")
	require.Empty(t, stays[0].Note)
	require.NoError(t, s.Commit(ctx, step(first, 0)), "an id that is free again")
}

func casesForgotten(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	keptCall(t, s, 1, true)
	keptCall(t, s, 2, true)
	closed, open := "10000001", "10000002"
	_, err := s.CloseCase(ctx, closed, "an", "done", noon)
	require.NoError(t, err)
	removed, err := s.ForgetCases(ctx, []string{closed, open, "99999999"})
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	for _, f := range []store.CaseFilter{{}, {Caller: "+8613900000001"}, {Account: "100"}, {Transaction: "20000001"}, {Kind: ivr.CaseRefund}, {OpenOnly: true}} {
		found := collect(t, s.ListCases(ctx, f))
		require.Len(t, found, 1)
		require.Equal(t, open, found[0].Number)
	}
	for d, err := range s.ListDeliveries(ctx, false) {
		require.NoError(t, err)
		require.Equal(t, open, d.Case.Number)
	}
}

func caseErased(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	keptCall(t, s, 1, true)
	_, err := s.NoteCase(ctx, "10000001", store.Note{At: noon, By: "an", Text: "a private word"})
	require.NoError(t, err)
	erased, err := s.EraseCase(ctx, "10000001", "bo", noon.Add(time.Hour))
	require.NoError(t, err)
	want := store.Case{
		Number: "10000001", Kind: ivr.CaseRefund, Opened: noon, Closed: noon.Add(time.Hour), ClosedBy: "bo", Erased: noon.Add(time.Hour),
	}
	require.Equal(t, want, erased)
	require.Equal(t, []store.Case{want}, collect(t, s.ListCases(ctx, store.CaseFilter{})))
	require.Equal(t, []store.Case{want}, collect(t, s.ListCases(ctx, store.CaseFilter{Kind: ivr.CaseRefund})))
	for _, f := range []store.CaseFilter{{Caller: "+8613900000001"}, {Account: "100"}, {Transaction: "20000001"}, {OpenOnly: true}} {
		require.Empty(t, collect(t, s.ListCases(ctx, f)))
	}
	told := collect(t, s.ListDeliveries(ctx, false))
	require.Len(t, told, 1, "that it was closed, and nothing from before")
	require.Equal(t, store.CaseClosed, told[0].News)
	require.Equal(t, want, told[0].Case)
	_, err = s.EraseCase(ctx, "10000001", "bo", noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Empty(t, collect(t, s.ListDeliveries(ctx, false)), "it is closed already")
	_, err = s.EraseCase(ctx, "99999999", "bo", noon)
	require.ErrorIs(t, err, store.ErrNotFound)
}

func recordingRemoved(t *testing.T, s store.Store) {
	keptCall(t, s, 1, true)
	require.NoError(t, s.RemoveRecording(t.Context(), "10000001", "https://api.twilio.com/r1"))
	require.NoError(t, s.RemoveRecording(t.Context(), "99999999", "https://api.twilio.com/r1"))
	found, err := s.Case(t.Context(), "10000001")
	require.NoError(t, err)
	require.Len(t, found.Recordings, 1)
	require.Equal(t, "https://api.twilio.com/r2", found.Recordings[0].URL)
}

// auditPruned: the oldest entries go, and the chain of the others holds.
func auditPruned(t *testing.T, s store.Store) {
	ctx := t.Context()
	for i := range 10 {
		at := noon.Add(time.Duration(i) * time.Hour)
		if i == 3 {
			at = noon // a clock that was behind
		}
		require.NoError(t, s.AppendAudit(ctx, store.AuditEntry{At: at, Object: fmt.Sprint(i)}))
	}
	for _, want := range []int{4, 2, 0} {
		removed, err := s.PruneAudit(ctx, noon.Add(6*time.Hour), 4)
		require.NoError(t, err)
		require.Equal(t, want, removed)
		requireChained(t, s, 10)
	}
	require.Len(t, collect(t, s.ListAudit(ctx, store.AuditFilter{})), 4)
	require.NoError(t, s.AppendAudit(ctx, store.AuditEntry{At: noon}))
	requireChained(t, s, 11)
	_, err := s.PruneAudit(ctx, noon.Add(24*time.Hour), 100)
	require.NoError(t, err)
	requireChained(t, s, 11)
	require.Empty(t, collect(t, s.ListAudit(ctx, store.AuditFilter{})))
	require.NoError(t, s.AppendAudit(ctx, store.AuditEntry{At: noon}))
	requireChained(t, s, 12)
}

func locksPruned(t *testing.T, s store.Store) {
	c := step("CA1", 0)
	for i := range 6 {
		at := noon.Add(time.Duration(i) * time.Hour)
		c.Locks = append(c.Locks, store.LockChange{Key: fmt.Sprint("k", i), Lock: store.Lock{Count: 1, Since: at}})
	}
	c.Locks[0].Lock.Until = noon.Add(24 * time.Hour) // still locked
	commit(t, s, c)
	for _, want := range []int{2, 1, 0} {
		removed, err := s.PruneLocks(t.Context(), noon.Add(4*time.Hour), 2)
		require.NoError(t, err)
		require.Equal(t, want, removed)
	}
	for i, failures := range []int{1, 0, 0, 0, 1, 1} {
		lock, err := s.Lock(t.Context(), fmt.Sprint("k", i))
		require.NoError(t, err)
		require.Equal(t, failures, lock.Count, i)
	}
}
