package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

func outgoingInOrder(t *testing.T, s store.Store) {
	ctx := t.Context()
	none, err := s.TakeOutgoing(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, none)
	for i := range 3 {
		c := step("CA1", i)
		c.Outgoing = []store.Outgoing{
			{ID: fmt.Sprint("z", i), Call: "CA1", Task: store.SendText{To: "+861550000000", Body: "正文"}, Created: noon},
			{ID: fmt.Sprint("a", i), Call: "CA1", Task: store.SendCode{Nonce: []byte{9}}, Created: noon},
		}
		commit(t, s, c)
	}
	backlog, err := s.Backlog(ctx)
	require.NoError(t, err)
	require.Equal(t, 6, backlog.Waiting)
	require.True(t, noon.Equal(backlog.Oldest))
	var ids []string
	for range 2 {
		batch, err := s.TakeOutgoing(ctx, 4)
		require.NoError(t, err)
		for _, o := range batch {
			ids = append(ids, o.ID)
			require.NoError(t, s.FinishOutgoing(ctx, o.ID))
		}
	}
	require.Equal(t, []string{"z0", "a0", "z1", "a1", "z2", "a2"}, ids)
	backlog, err = s.Backlog(ctx)
	require.NoError(t, err)
	require.Equal(t, store.Backlog{}, backlog)
	usage, err := s.Usage(ctx)
	require.NoError(t, err)
	if usage.DiskFree >= 0 { // a database is watched by tools of its own
		require.Positive(t, usage.Bytes)
	}
	require.ErrorIs(t, s.FinishOutgoing(ctx, "z0"), store.ErrNotFound)
}

// outgoingAtMostOnce lets many senders fetch while calls go on.
func outgoingAtMostOnce(t *testing.T, s store.Store) {
	const messages, senders = 60, 8
	var mu sync.Mutex
	sent := map[string]int{}
	var calls, all sync.WaitGroup
	for i := range messages {
		calls.Go(func() {
			c := step(fmt.Sprint("CA", i), 0)
			c.Outgoing = []store.Outgoing{{ID: fmt.Sprint("SM", i), Task: store.SendText{}}}
			_ = s.Commit(context.Background(), c)
		})
	}
	fetch := func() {
		batch, _ := s.TakeOutgoing(context.Background(), 3)
		mu.Lock()
		defer mu.Unlock()
		for _, o := range batch {
			sent[o.ID]++
		}
	}
	for range senders {
		all.Go(func() {
			for range 5 {
				fetch()
			}
		})
	}
	calls.Wait()
	all.Wait()
	for range messages {
		fetch()
	}
	require.Len(t, sent, messages)
	for id, times := range sent {
		require.Equal(t, 1, times, id)
	}
}

// openFour opens four cases, an hour apart, that share some traits.
func openFour(t *testing.T, s store.Store) {
	t.Helper()
	for i, c := range []store.Case{
		{Number: "C-1", Kind: ivr.CaseRefund, Account: "acct-0001", Transaction: "90000001", Caller: "+861550000001"},
		{Number: "C-2", Kind: ivr.CaseFraud, Account: "acct-0001", Caller: "+861550000001"},
		{Number: "C-3", Kind: ivr.CaseRefund, Account: "acct-0002", Transaction: "90000002", Caller: "+861550000001"},
		{Number: "C-4", Kind: ivr.CaseFeedback, Score: 5},
	} {
		c.Opened = noon.Add(time.Duration(i) * time.Hour)
		step := step("CA"+c.Number, 0)
		step.Cases = []store.CaseChange{{Open: &c}}
		commit(t, s, step)
	}
}

func casesByTrait(t *testing.T, s store.Store) {
	openFour(t, s)
	_, err := s.CloseCase(t.Context(), "C-3", "bo", "done", noon)
	require.NoError(t, err)
	for name, test := range map[string]struct {
		filter store.CaseFilter
		want   []string
	}{
		"all":                 {store.CaseFilter{}, []string{"C-4", "C-3", "C-2", "C-1"}},
		"the newest two":      {store.CaseFilter{Limit: 2}, []string{"C-4", "C-3"}},
		"open":                {store.CaseFilter{OpenOnly: true}, []string{"C-4", "C-2", "C-1"}},
		"of a kind":           {store.CaseFilter{Kind: ivr.CaseRefund}, []string{"C-3", "C-1"}},
		"open of a kind":      {store.CaseFilter{Kind: ivr.CaseRefund, OpenOnly: true}, []string{"C-1"}},
		"of an account":       {store.CaseFilter{Account: "acct-0001"}, []string{"C-2", "C-1"}},
		"its fraud":           {store.CaseFilter{Account: "acct-0001", Kind: ivr.CaseFraud}, []string{"C-2"}},
		"of a transaction":    {store.CaseFilter{Transaction: "90000002"}, []string{"C-3"}},
		"open of it":          {store.CaseFilter{Transaction: "90000002", OpenOnly: true}, nil},
		"of a caller, newest": {store.CaseFilter{Caller: "+861550000001", Limit: 1}, []string{"C-3"}},
		"of nobody":           {store.CaseFilter{Caller: "+86155"}, nil},
	} {
		var numbers []string
		for _, c := range collect(t, s.ListCases(t.Context(), test.filter)) {
			numbers = append(numbers, c.Number)
		}
		require.Equal(t, test.want, numbers, name)
	}
}

func casesClosedOnce(t *testing.T, s store.Store) {
	openFour(t, s)
	for _, note := range []string{"called back", "another note"} {
		c, err := s.CloseCase(t.Context(), "C-2", "an", note, noon)
		require.NoError(t, err)
		require.Equal(t, "called back", c.Note)
	}
	c, err := s.Case(t.Context(), "C-2")
	require.NoError(t, err)
	require.Equal(t, noon, c.Closed)
	require.Equal(t, "an", c.ClosedBy)
	_, err = s.CloseCase(t.Context(), "C-9", "an", "", noon)
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.Case(t.Context(), "C-9")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// caseDepartments adds each department once, and not the case's own.
func caseDepartments(t *testing.T, s store.Store) {
	first := step("CA1", 0)
	opened := store.Case{Number: "C-1", Kind: ivr.CaseCallback, Department: "general", Call: "CA1", Opened: noon}
	first.Cases = []store.CaseChange{{Open: &opened}}
	for _, department := range []string{"fraud", "general", "fraud", "refunds"} {
		first.Cases = append(first.Cases, store.CaseChange{Number: "C-1", Department: department})
	}
	commit(t, s, first)
	c, err := s.Case(t.Context(), "C-1")
	require.NoError(t, err)
	require.Equal(t, "general", c.Department)
	require.Equal(t, []string{"fraud", "refunds"}, c.Also)
}

// caseRecordings adds one recording with the opening, and one later.
func caseRecordings(t *testing.T, s store.Store) {
	recordings := []store.Recording{{URL: "https://example.com/1", Seconds: 3, At: noon}, {URL: "https://example.com/2", At: noon}}
	first := step("CA1", 0)
	first.Cases = []store.CaseChange{
		{Open: &store.Case{Number: "C-1", Kind: ivr.CaseMessage, Opened: noon}},
		{Number: "C-1", Recording: &recordings[0]},
	}
	commit(t, s, first)
	second := step("CA1", 1)
	second.Cases = []store.CaseChange{{Number: "C-1", Recording: &recordings[1]}}
	commit(t, s, second)
	c, err := s.Case(t.Context(), "C-1")
	require.NoError(t, err)
	require.Equal(t, recordings, c.Recordings)
}

func agents(t *testing.T, s store.Store) {
	ctx := t.Context()
	bo := store.Agent{Name: "bo", Number: "+861550000002", Departments: []string{"fraud"}, OnDuty: true}
	an := store.Agent{Name: "an", Number: "+861550000001"}
	require.NoError(t, s.PutAgent(ctx, bo))
	require.NoError(t, s.PutAgent(ctx, an))
	bo.OnDuty, bo.Version = false, 1
	require.NoError(t, s.PutAgent(ctx, bo))
	all, err := s.Agents(ctx)
	require.NoError(t, err)
	an.Version, bo.Version = 1, 2
	require.Equal(t, []store.Agent{an, bo}, all)
	require.NoError(t, s.RemoveAgent(ctx, "an"))
	require.ErrorIs(t, s.RemoveAgent(ctx, "an"), store.ErrNotFound)
	require.Error(t, s.PutAgent(ctx, store.Agent{}))
	all, err = s.Agents(ctx)
	require.NoError(t, err)
	require.Equal(t, []store.Agent{bo}, all)
}

// agentsByPhone finds those who share a number, and follows changes of it.
func agentsByPhone(t *testing.T, s store.Store) {
	ctx := t.Context()
	const first, second = "+861550000001", "+861550000002"
	at := func(phone string) (names []string) {
		t.Helper()
		found, err := s.AgentsByPhone(ctx, phone)
		require.NoError(t, err)
		for _, a := range found {
			require.Equal(t, phone, a.Number.Reveal())
			names = append(names, a.Name)
		}
		return names
	}
	require.Empty(t, at(first))
	for _, a := range []store.Agent{{Name: "chen", Number: first}, {Name: "an", Number: first}, {Name: "bo", Number: second}, {Name: "di"}} {
		require.NoError(t, s.PutAgent(ctx, a))
	}
	require.Equal(t, []string{"an", "chen"}, at(first))
	require.Equal(t, []string{"bo"}, at(second))
	require.Empty(t, at(""), "who has no number is at none")
	require.NoError(t, s.PutAgent(ctx, store.Agent{Name: "an", Number: second, Version: 1}))
	require.Equal(t, []string{"chen"}, at(first))
	require.Equal(t, []string{"an", "bo"}, at(second))
	_, err := s.EndSessions(ctx, "bo")
	require.NoError(t, err)
	require.Equal(t, []string{"an", "bo"}, at(second), "signed out everywhere, and still there")
	require.NoError(t, s.RemoveAgent(ctx, "bo"))
	require.Equal(t, []string{"an"}, at(second))
}

// closures keeps a closure as it was set, also past its time.
func closures(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.SetClosure(ctx, "support", noon.Add(-time.Hour)))
	require.NoError(t, s.SetClosure(ctx, "fraud", noon))
	require.NoError(t, s.SetClosure(ctx, "fraud", noon.Add(time.Hour)))
	require.NoError(t, s.SetClosure(ctx, "refunds", noon))
	require.NoError(t, s.SetClosure(ctx, "refunds", time.Time{}))
	require.NoError(t, s.SetClosure(ctx, "never closed", time.Time{}))
	all, err := s.Closures(ctx)
	require.NoError(t, err)
	require.Equal(t, map[string]ivr.Closure{
		"support": {Until: noon.Add(-time.Hour)},
		"fraud":   {Until: noon.Add(time.Hour)},
	}, all)
}
