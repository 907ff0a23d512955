package storetest

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Spoilable is a store whose records can be spoilt.
type Spoilable struct {
	Open  func(t *testing.T) store.Store    // the store, as it is since the last Spoil
	Spoil func(t *testing.T, of store.Kind) // spoils one record of a kind
}

// RunDamaged proves that a damaged record of any kind keeps nobody from the others: every list has them, every step and
// change is written, and who must read all is told. begin gives an empty store.
func RunDamaged(t *testing.T, begin func(t *testing.T) Spoilable) {
	t.Helper()
	d := begin(t)
	Threes(t, d.Open(t))
	whole := map[string][]string{}
	for _, r := range Readings() {
		found, err := r.Read(t.Context(), d.Open(t))
		require.NoError(t, err, r.Name)
		require.NotEmpty(t, found, r.Name)
		whole[r.Name] = found
	}
	spoilt := map[store.Kind]bool{}
	for _, kind := range kindsRead() {
		d.Spoil(t, kind)
		spoilt[kind] = true
		s := d.Open(t)
		requireNoCopy(t, s)
		if checked, is := s.(interface {
			Check(ctx context.Context) ([]store.Record, error)
		}); is {
			found, err := checked.Check(t.Context())
			require.NoError(t, err)
			require.True(t, slices.ContainsFunc(found, func(r store.Record) bool { return r.Kind == kind }), "%s is told", kind)
		}
		for range 2 { // it stays so
			for _, r := range Readings() {
				r.require(t, s, whole[r.Name], spoilt[r.Kind])
			}
			RequireShared(t, s)
		}
	}
	d.Spoil(t, store.KindOutgoing)
	s := d.Open(t)
	GoOn(t, s)
	requireGone(t, s)
}

// require reads from a store of which one record that the reading needs may be spoilt.
func (r Reading) require(t *testing.T, s store.Store, whole []string, spoilt bool) {
	t.Helper()
	found, err := r.Read(t.Context(), s)
	switch {
	case r.Complete && spoilt:
		require.ErrorIs(t, err, store.ErrDamaged, r.Name)
	case spoilt:
		require.NoError(t, err, r.Name)
		require.GreaterOrEqual(t, len(found), len(whole)-1, r.Name) // a column may tell what the record does not
		require.Subset(t, whole, found, r.Name)
	default:
		require.NoError(t, err, r.Name)
		require.Equal(t, whole, found, r.Name)
	}
}

// requireNoCopy proves that a store in which a record is damaged is not copied as if it were whole.
func requireNoCopy(t *testing.T, s store.Store) {
	t.Helper()
	var failed error
	for _, err := range s.(interface {
		Records(ctx context.Context) iter.Seq2[store.Record, error]
	}).Records(t.Context()) {
		failed = err
	}
	require.ErrorIs(t, failed, store.ErrDamaged)
}

// RequireShared proves that a number that is on two accounts identifies neither of them, though one may be damaged.
func RequireShared(t *testing.T, s store.Store) {
	t.Helper()
	for n := 1; n <= 3; n++ {
		found, err := s.AccountsByPhone(t.Context(), fmt.Sprint("+861380000000", n), 2)
		if err == nil {
			require.Len(t, found, 2)
			continue
		}
		require.ErrorIs(t, err, store.ErrDamaged)
	}
}

// kindsRead lists the kinds that something reads.
func kindsRead() []store.Kind {
	var kinds []store.Kind
	seen := map[store.Kind]bool{}
	for _, r := range Readings() {
		if !seen[r.Kind] {
			seen[r.Kind] = true
			kinds = append(kinds, r.Kind)
		}
	}
	return kinds
}

// Threes writes three of everything into an empty store, each for another caller, whose names end in 1, 2 and 3.
func Threes(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	var rows []store.Row
	for n := 1; n <= 3; n++ {
		phone, at := fmt.Sprint("+861380000000", n), noon.Add(time.Duration(n)*time.Minute)
		id, transfer := fmt.Sprint("A000000", n), fmt.Sprint("T000000", n)
		rows = append(rows, account(id, phone), account(id+"b", phone), transaction(transfer, id, at), refund("R"+transfer, transfer, at))
	}
	importRows(t, s, rows...)
	var state acd.State
	for n := 1; n <= 3; n++ {
		state = threeth(t, s, n, state)
	}
	later := step("CA4", 0) // what it brings the ACD has not been taken yet
	later.Call.EndedAt = noon
	for n := 1; n <= 3; n++ {
		later.ACD = append(later.ACD, acd.Left{Call: fmt.Sprint("CA", n)})
		later.Outgoing = append(later.Outgoing, store.Outgoing{ID: fmt.Sprint("m", n), Task: store.SendText{}})
	}
	commit(t, s, later)
}

// threeth writes the n-th of everything.
func threeth(t *testing.T, s store.Store, n int, state acd.State) acd.State {
	t.Helper()
	ctx, name, at := t.Context(), fmt.Sprint("amy", n), noon.Add(time.Duration(n)*time.Minute)
	call, number := fmt.Sprint("CA", n), fmt.Sprint("1000000", n)
	c := step(call, 0)
	c.Claim.Token = "token"
	c.Call.Began, c.Call.EndedAt, c.Call.From, c.Call.Queue, c.Call.Case = at, at, "+8613800000001", "general", number
	c.Call.Account = &ivr.Account{ID: "A0000001"}
	c.Code = &store.Code{Call: call}
	c.Locks = []store.LockChange{{Key: "codes of " + call, Lock: store.Lock{Count: 1}}}
	c.Cases = []store.CaseChange{{Open: &store.Case{
		Number: number, Kind: ivr.CaseCallback, Call: call, Caller: "+8613800000001", Account: "A0000001", Transaction: "T0000001", Opened: at,
	}}}
	commit(t, s, c)

	require.NoError(t, s.PutAgent(ctx, store.Agent{Name: name, Number: "+8613900000001"}))
	require.NoError(t, s.SetClosure(ctx, "line of "+name, at))
	require.NoError(t, s.PutSession(ctx, store.Session{ID: "session of " + name, Name: name, Expires: at}))
	_, err := s.SigningKey(ctx, "key of "+name, "first")
	require.NoError(t, err)
	require.NoError(t, s.AddToken(ctx, store.Token{Name: name, Hash: store.Hash("hash of " + name)}))
	require.NoError(t, s.AppendAudit(ctx, store.AuditEntry{At: at, Who: name, Action: "look"}))
	_, err = s.PublishVersion(ctx, store.Publication{Revision: store.Revision{ID: "menu of " + name}, Audit: store.AuditEntry{At: at, Who: "publisher"}})
	require.NoError(t, err)

	for _, e := range []acd.Event{acd.Enqueued{Call: call, Queue: fmt.Sprint("queue", n)}, acd.SignIn{Agent: acd.Agent{Name: name, Queues: []string{"general"}}}} {
		_, version, err := s.ACD(ctx)
		require.NoError(t, err)
		change, err := state.Step(e, at, acd.Rules{Open: map[string]bool{fmt.Sprint("queue", n): true}})
		require.NoError(t, err)
		change.Queues = append(change.Queues, fmt.Sprint("queue", n))
		change.State = change.State.WithQueue(fmt.Sprint("queue", n), acd.QueueStats{})
		if _, enqueued := e.(acd.Enqueued); enqueued {
			change.Records = []acd.QueueRecord{{ID: fmt.Sprint("v", n), Call: call, Queue: "general", Entered: at, Result: acd.Answered}}
			change.Days = acd.Days{{Day: fmt.Sprint("2026-10-0", n), Queue: "general"}: {Offered: n}}
		}
		require.NoError(t, s.CommitACD(ctx, store.ACDCommit{Read: version, Change: change}))
		state = change.State
	}
	return state
}

// requireGone takes what waits out of a store in which one record of each kind is damaged, and has retention remove the
// rest, after GoOn.
func requireGone(t *testing.T, s store.Store) {
	t.Helper()
	ctx, late := t.Context(), noon.Add(24*time.Hour)
	out, err := s.TakeOutgoing(ctx, 0)
	require.NoError(t, err)
	require.Len(t, out, 3, "the message behind the damaged one leaves")
	for n := 1; n <= 3; n++ {
		_, err := s.Account(ctx, fmt.Sprint("A000000", n))
		require.NoError(t, err, "an import replaces what is damaged")
		_, err = s.Revision(ctx, fmt.Sprint("menu of amy", n))
		require.NoError(t, err, "so does who publishes the same")
		_, err = s.SigningKey(ctx, fmt.Sprint("key of amy", n), "next")
		require.NoError(t, err, "who needs a key gets one")
	}
	removed, err := s.PruneCalls(ctx, late, 10)
	require.NoError(t, err)
	require.Equal(t, 5, removed, "a damaged call, too")
	_, err = s.PruneLocks(ctx, late, 10)
	require.NoError(t, err)
	removed, err = s.PruneAudit(ctx, late, 100)
	require.NoError(t, err)
	require.NotZero(t, removed)
	require.Empty(t, collect(t, s.ListAudit(ctx, store.AuditFilter{})), "a damaged entry ends nothing")
}

// GoOn writes what a store takes at any time, also into one in which something is damaged that Threes has written.
func GoOn(t *testing.T, s store.Store) {
	t.Helper()
	ctx := t.Context()
	next := step("CA5", 0)
	next.Call.EndedAt = noon
	next.Cases = []store.CaseChange{{Open: &store.Case{Number: "10000005", Kind: ivr.CaseCallback, Caller: "+8613800000001", Opened: noon}}}
	next.Outgoing = []store.Outgoing{{ID: "m5", Task: store.SendText{}}}
	for n := 1; n <= 3; n++ {
		key := fmt.Sprint("codes of CA", n)
		lock, err := s.Lock(ctx, key)
		require.NoError(t, err)
		next.Locks = append(next.Locks, store.LockChange{Key: key, Read: lock.Version, Lock: lock.Counted(noon)})
	}
	commit(t, s, next)
	state, version, err := s.ACD(ctx)
	require.NoError(t, err)
	days := acd.Days{}
	for n := 1; n <= 3; n++ {
		days[acd.DayOf{Day: fmt.Sprint("2026-10-0", n), Queue: "general"}] = acd.Stats{Offered: 1}
	}
	require.NoError(t, s.CommitACD(ctx, store.ACDCommit{Read: version, Change: acd.Change{State: state, Days: days}}))
	for n := 1; n <= 3; n++ {
		_, err = s.PublishVersion(ctx, store.Publication{Revision: store.Revision{ID: fmt.Sprint("menu of amy", n)}, Audit: store.AuditEntry{At: noon}})
		require.NoError(t, err)
	}
	require.NoError(t, s.PutAgent(ctx, store.Agent{Name: "di"}))
	_, err = s.EndSessions(ctx, "amy1")
	require.NoError(t, err)
	var rows []store.Row
	for n := 1; n <= 3; n++ {
		phone := fmt.Sprint("+861380000000", n)
		rows = append(rows, account(fmt.Sprint("A000000", n), phone), account(fmt.Sprint("A000000", n, "b"), phone))
	}
	importRows(t, s, rows...)
	importRows(t, s, rows...) // the next clears away what the last has replaced
}
