package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// Everything that a store in a file keeps is in the database that it was copied into,
// record by record, and is found and goes on there.
func TestLoadOfAFile(t *testing.T) {
	t.Parallel()
	ctx, url := t.Context(), postgrestest.Start(t).Database(t)
	from := openFull(t)
	kinds := map[store.Kind]int{}
	for r, err := range from.Records(ctx) {
		require.NoError(t, err)
		kinds[r.Kind]++
	}
	require.Len(t, kinds, 27, "a record of every kind is copied: %v", kinds)
	require.Equal(t, 12, kinds[store.KindClaim], "an answer of every step")

	to, err := postgres.Open(ctx, url, postgres.Options{Fill: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, to.Close()) })
	require.NoError(t, to.Load(ctx, from.Records(ctx), func(int) {}))
	compared := 0
	require.NoError(t, store.Same(ctx, from, to, func() { compared++ }))
	require.Greater(t, compared, 60)
	_, err = postgres.Open(ctx, url, postgres.Options{})
	require.ErrorContains(t, err, "was broken off", "until it is known to be the same")
	require.NoError(t, to.Loaded(ctx))
	require.ErrorContains(t, to.Load(ctx, from.Records(ctx), func(int) {}), "not empty")

	goesOn(t, open(t, url))
}

// goesOn does in the copy what would be done in the original.
func goesOn(t *testing.T, s *postgres.Store) {
	t.Helper()
	ctx := t.Context()
	commit := step("CA0", 3)
	var claimed *store.Claimed
	again := step("CA0", 2)
	again.Claim.Token = "token-2"
	require.ErrorAs(t, s.Commit(ctx, again), &claimed)
	require.Equal(t, "answer 2", string(claimed.Reply))
	require.NoError(t, s.Commit(ctx, commit))
	left, err := s.Unfinished(ctx)
	require.NoError(t, err)
	require.Len(t, left, 1)
	batch, err := s.TakeOutgoing(ctx, 0)
	require.NoError(t, err)
	require.Len(t, batch, 3)
	found, err := s.AccountsByPhone(ctx, "+861550000001", 0)
	require.NoError(t, err)
	require.Len(t, found, 1)
	stats, err := s.Stats(ctx)
	require.NoError(t, err)
	require.Equal(t, store.Stats{Accounts: 1, Transactions: 1, Refunds: 1}, stats)
	_, version, err := s.ACD(ctx)
	require.NoError(t, err)
	require.Equal(t, store.WholeAt(0), version, "versions begin anew")
	for call, err := range s.ListCalls(ctx, store.CallFilter{Queue: "general"}) {
		require.NoError(t, err)
		require.Equal(t, "CA1", call.ID)
	}
}

// A copy of which one record is another is not the same.
func TestSameFindsADifference(t *testing.T) {
	t.Parallel()
	from := openFull(t)
	ctx := t.Context()
	require.NoError(t, store.Same(ctx, from, from, func() {}))
	for name, change := range map[string]func(int, store.Record) []store.Record{
		"another value": func(n int, r store.Record) []store.Record {
			if n == 1 {
				r.Value = ivr.Account{}
			}
			return []store.Record{r}
		},
		"one less": func(n int, r store.Record) []store.Record { return []store.Record{r}[min(n/20, 1):] },
		"one twice": func(n int, r store.Record) []store.Record {
			if n == 20 {
				return []store.Record{r, r}
			}
			return []store.Record{r}
		},
	} {
		require.Error(t, store.Same(ctx, from, altered{from, change}, func() {}), name)
		require.Error(t, store.Same(ctx, altered{from, change}, from, func() {}), name)
	}
	broken := altered{from, func(int, store.Record) []store.Record { return nil }}
	require.Error(t, store.Same(ctx, from, broken, func() {}))
}

// altered is a store whose records are changed as they are read.
type altered struct {
	of     store.Records
	change func(n int, r store.Record) []store.Record
}

func (a altered) Records(ctx context.Context) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		n := 0
		for r, err := range a.of.Records(ctx) {
			n++
			for _, changed := range a.change(n, r) {
				if !yield(changed, err) {
					return
				}
			}
		}
	}
}

// openFull opens a store in a file that has records of every kind.
func openFull(t *testing.T) *bolt.Store {
	t.Helper()
	ctx := t.Context()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	require.NoError(t, s.Announce(ctx, true))
	rows := func(yield func(store.Row, error) bool) {
		_ = yield(store.Row{Account: &ivr.Account{ID: "acct-1", Phone: "+861550000001", Language: "zh-CN"}}, nil) &&
			yield(store.Row{Transaction: &ivr.Transaction{ID: "90000001", Account: "acct-1", Time: noon}}, nil) &&
			yield(store.Row{Refund: &ivr.Refund{ID: "R1", Transaction: "90000001", Submitted: noon}}, nil)
	}
	require.NoError(t, s.Import(ctx, rows, nil))
	require.NoError(t, s.Import(ctx, rows, nil), "an older version of a row is no record")
	for n := range 12 {
		c := step(fmt.Sprint("CA", n/3), n%3)
		c.Claim.Token = fmt.Sprint("token-", n%3)
		c.Call.Queue = "fraud"
		c.ACD = []acd.Event{acd.Left{Call: c.Call.ID}}
		if n%3 == 0 {
			c.Code = &store.Code{Call: c.Call.ID, Hash: []byte{1}}
			c.Locks = []store.LockChange{{Key: c.Call.ID, Lock: store.Lock{Count: 1}}}
			c.Outgoing = []store.Outgoing{{ID: fmt.Sprint("m", n), Task: store.SendText{To: "+861550000001"}}}
			c.Cases = []store.CaseChange{{Open: &store.Case{Number: fmt.Sprint(10000000 + n), Kind: ivr.CaseMessage, Opened: noon}}}
		}
		require.NoError(t, s.Commit(ctx, c))
	}
	_, err = s.TakeOutgoing(ctx, 1)
	require.NoError(t, err)
	fillHouse(t, s)
	fillACD(t, s)
	return s
}

func fillHouse(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := t.Context()
	_, err := s.PublishVersion(ctx, store.Publication{Revision: store.Revision{ID: "a1", Loaded: noon}, Version: store.Version{Folder: "a1", At: noon}, Audit: store.AuditEntry{At: noon}})
	require.NoError(t, err)
	due, err := s.DueDeliveries(ctx, noon, 1)
	require.NoError(t, err)
	due[0].Attempts, due[0].Died = 1, noon
	require.NoError(t, errors.Join(
		s.NoteAttempt(ctx, due[0]),
		s.PutAgent(ctx, store.Agent{Name: "amy", Number: "+8613700000001", Password: "h"}),
		s.PutSession(ctx, store.Session{ID: "s1", Name: "amy", Expires: noon}),
		s.SetClosure(ctx, "support", noon),
		s.AppendAudit(ctx, store.AuditEntry{At: noon, Who: "amy", Action: "case.close"}),
		s.AddToken(ctx, store.Token{Name: "billing", Hash: "b1"}),
		s.ReplaceSigningKey(ctx, "browsers", "k1"),
		s.ChangeTries(ctx, []string{"name x"}, func(tries []store.Tries) { tries[0] = store.Tries{Count: 1, Last: noon} }),
	))
}

func fillACD(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, s.BeginStats(ctx, store.StatsBegin{Since: noon}))
	var state acd.State
	rules := acd.Rules{Open: map[string]bool{"general": true}}
	for i, e := range []acd.Event{
		acd.Enqueued{Call: "CA1", Queue: "general", There: true}, acd.Enqueued{Call: "CA2", Queue: "general", There: true},
		acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}}},
	} {
		change, err := state.Step(e, noon, rules)
		require.NoError(t, err)
		if i == 2 {
			change.Records = []acd.QueueRecord{{ID: "v9", Call: "CA1", Queue: "general", Entered: noon.Add(-time.Hour)}}
			change.Days = acd.Days{{Day: "2026-10-09", Queue: "general"}: {Offered: 1}}
			change.Queues = []string{"general"}
			change.State = change.State.WithQueue("general", acd.QueueStats{})
		}
		require.NoError(t, s.CommitACD(ctx, store.ACDCommit{Read: store.WholeAt(i), Change: change}))
		state = change.State
	}
}
