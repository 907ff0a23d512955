package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func agentsByName(t *testing.T, s store.Store) {
	ctx := t.Context()
	want := store.Agent{
		Name: "an", Number: "+861550000001", Languages: []string{"zh-CN"}, Role: store.RoleAdmin, Softphone: true,
		Password: "$argon2id$invented", PIN: "$argon2id$invented too",
		Invite: store.Invite{Hash: "invented", Expires: noon}, Email: "an@example.com", Subject: "s-1",
		Second: store.SecondFactor{Secret: "INVENTED", Since: noon, Used: 7, Recovery: []store.Hash{"r1", "r2"}},
	}
	require.NoError(t, s.PutAgent(ctx, want))
	got, err := s.Agent(ctx, "an")
	require.NoError(t, err)
	want.Version = 1
	require.Equal(t, want, got)
	_, err = s.Agent(ctx, "bo")
	require.ErrorIs(t, err, store.ErrNotFound)
}

// agentsChangeOnce lets many change one person: each change is built on what
// the one before wrote.
func agentsChangeOnce(t *testing.T, s store.Store) {
	const changes = 16
	var all sync.WaitGroup
	for i := range changes {
		all.Go(func() {
			for errors.Is(addDepartment(s, "an", fmt.Sprint(i)), store.ErrConflict) {
			}
		})
	}
	all.Wait()
	a, err := s.Agent(t.Context(), "an")
	require.NoError(t, err)
	require.Len(t, a.Departments, changes)
	require.Equal(t, changes, a.Version)
	require.ErrorIs(t, s.PutAgent(t.Context(), store.Agent{Name: "an"}), store.ErrConflict)
	require.ErrorIs(t, s.PutAgent(t.Context(), store.Agent{Name: "bo", Version: 1}), store.ErrConflict)
}

func addDepartment(s store.Store, name, department string) error {
	a, err := s.Agent(context.Background(), name)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	a.Name, a.Departments = name, append(a.Departments, department)
	return s.PutAgent(context.Background(), a)
}

func session(id, name string, lasts time.Duration) store.Session {
	return store.Session{ID: id, Name: name, Key: "k", Began: noon, Expires: noon.Add(lasts)}
}

// signedIn are two sessions of an, and one of bo.
func signedIn(t *testing.T, s store.Store) {
	t.Helper()
	for _, in := range []store.Session{session("1", "an", time.Hour), session("2", "an", 2*time.Hour), session("3", "bo", 3*time.Hour)} {
		require.NoError(t, s.PutSession(t.Context(), in))
	}
}

func requireSessions(t *testing.T, s store.Store, want ...string) {
	t.Helper()
	var found []string
	for _, id := range []string{"1", "2", "3"} {
		if _, err := s.Session(t.Context(), id); err == nil {
			found = append(found, id)
		} else {
			require.ErrorIs(t, err, store.ErrNotFound)
		}
	}
	require.Equal(t, want, found)
}

func sessionsBeginAndEnd(t *testing.T, s store.Store) {
	ctx := t.Context()
	signedIn(t, s)
	got, err := s.Session(ctx, "1")
	require.NoError(t, err)
	require.Equal(t, session("1", "an", time.Hour), got)
	require.NoError(t, s.ProlongSession(ctx, "1", noon.Add(9*time.Hour)))
	got, err = s.Session(ctx, "1")
	require.NoError(t, err)
	require.Equal(t, session("1", "an", 9*time.Hour), got)
	for range 2 {
		require.NoError(t, s.EndSession(ctx, "1"))
	}
	require.ErrorIs(t, s.ProlongSession(ctx, "1", noon.Add(9*time.Hour)), store.ErrNotFound, "an ended session stays ended")
	requireSessions(t, s, "2", "3")
	require.Error(t, s.PutSession(ctx, store.Session{Name: "an"}))
	require.Error(t, s.PutSession(ctx, store.Session{ID: "4"}))
}

func sessionsEndTogether(t *testing.T, s store.Store) {
	signedIn(t, s)
	ended, err := s.EndSessions(t.Context(), "an")
	require.NoError(t, err)
	require.Equal(t, 2, ended)
	requireSessions(t, s, "3")
	ended, err = s.EndSessions(t.Context(), "nobody")
	require.NoError(t, err)
	require.Zero(t, ended)
}

func sessionsSwept(t *testing.T, s store.Store) {
	signedIn(t, s)
	swept, err := s.SweepSessions(t.Context(), noon.Add(2*time.Hour))
	require.NoError(t, err)
	require.Equal(t, 2, swept)
	requireSessions(t, s, "3")
}

func removedAgentsAreSignedOut(t *testing.T, s store.Store) {
	require.NoError(t, s.PutAgent(t.Context(), store.Agent{Name: "an"}))
	signedIn(t, s)
	require.NoError(t, s.RemoveAgent(t.Context(), "an"))
	requireSessions(t, s, "3")
	require.ErrorIs(t, s.RemoveAgent(t.Context(), "bo"), store.ErrNotFound)
	requireSessions(t, s, "3")
}

func auditByFilter(t *testing.T, s store.Store) {
	for i, e := range []store.AuditEntry{
		{Who: "an", Role: store.RoleAgent, Action: "case.view", Object: "C-1", Detail: "****0001", Address: "192.0.2.1"},
		{Who: "bo", Role: store.RoleAdmin, Action: "case.close", Object: "C-1"},
		{Who: "an", Action: "case.view", Object: "C-2"},
		{Who: "bo", Action: "case.view", Object: "C-2"},
	} {
		e.At = noon.Add(time.Duration(i/2) * time.Hour) // two at each instant
		require.NoError(t, s.AppendAudit(t.Context(), e))
	}
	for name, test := range map[string]struct {
		filter store.AuditFilter
		want   []string
	}{
		"all":           {store.AuditFilter{}, []string{"bo case.view C-2", "an case.view C-2", "bo case.close C-1", "an case.view C-1"}},
		"the newest":    {store.AuditFilter{Limit: 1}, []string{"bo case.view C-2"}},
		"of one":        {store.AuditFilter{Who: "an"}, []string{"an case.view C-2", "an case.view C-1"}},
		"one's newest":  {store.AuditFilter{Who: "an", Limit: 1}, []string{"an case.view C-2"}},
		"an action":     {store.AuditFilter{Action: "case.close"}, []string{"bo case.close C-1"}},
		"of an object":  {store.AuditFilter{Object: "C-1"}, []string{"bo case.close C-1", "an case.view C-1"}},
		"since":         {store.AuditFilter{Since: noon.Add(time.Hour)}, []string{"bo case.view C-2", "an case.view C-2"}},
		"since, of one": {store.AuditFilter{Since: noon.Add(time.Minute), Who: "bo"}, []string{"bo case.view C-2"}},
		"of nobody":     {store.AuditFilter{Who: "cy"}, nil},
	} {
		var found []string
		for _, e := range collect(t, s.ListAudit(t.Context(), test.filter)) {
			found = append(found, e.Who+" "+e.Action+" "+e.Object)
		}
		require.Equal(t, test.want, found, name)
	}
	first := collect(t, unlinked(s.ListAudit(t.Context(), store.AuditFilter{})))[3]
	require.Equal(t, store.AuditEntry{
		At: noon, Who: "an", Role: store.RoleAgent, Action: "case.view", Object: "C-1", Detail: "****0001", Address: "192.0.2.1",
	}, first)
}

// auditLosesNothing appends from many sides at one instant.
func auditLosesNothing(t *testing.T, s store.Store) {
	const entries = 200
	var all sync.WaitGroup
	for i := range entries {
		all.Go(func() { _ = s.AppendAudit(context.Background(), store.AuditEntry{At: noon, Object: fmt.Sprint(i)}) })
	}
	all.Wait()
	found := map[string]bool{}
	for _, e := range collect(t, s.ListAudit(t.Context(), store.AuditFilter{})) {
		found[e.Object] = true
	}
	require.Len(t, found, entries)
	requireChained(t, s, entries)
}
