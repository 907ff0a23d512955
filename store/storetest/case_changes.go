package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

func casesAssigned(t *testing.T, s store.Store) {
	openFour(t, s)
	ctx := t.Context()
	c, err := s.AssignCase(ctx, "C-1", "an", "bo", noon)
	require.NoError(t, err)
	require.Equal(t, "an", c.Assignee)
	mine := collect(t, s.ListCases(ctx, store.CaseFilter{Assignee: "an"}))
	require.Equal(t, []store.Case{c}, mine)
	c, err = s.AssignCase(ctx, "C-1", "", "an", noon)
	require.NoError(t, err)
	require.Empty(t, c.Assignee)

	_, err = s.CloseCase(ctx, "C-1", "an", "paid", noon)
	require.NoError(t, err)
	_, err = s.AssignCase(ctx, "C-1", "bo", "an", noon)
	require.ErrorIs(t, err, store.ErrConflict)
	_, err = s.AssignCase(ctx, "C-9", "bo", "an", noon)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// casesNoted sends one note twice, and adds another to the closed case.
func casesNoted(t *testing.T, s store.Store) {
	openFour(t, s)
	ctx := t.Context()
	first := store.Note{At: noon, By: "an", Text: "rang, nobody there", Key: "k1"}
	for range 2 {
		c, err := s.NoteCase(ctx, "C-2", first)
		require.NoError(t, err)
		require.Equal(t, []store.Note{first}, c.Notes)
	}
	_, err := s.CloseCase(ctx, "C-2", "an", "done", noon)
	require.NoError(t, err)
	later := store.Note{At: noon.Add(time.Hour), By: "bo", Text: "they thanked us"}
	for range 2 {
		_, err = s.NoteCase(ctx, "C-2", later)
		require.NoError(t, err)
	}
	c, err := s.Case(ctx, "C-2")
	require.NoError(t, err)
	require.Equal(t, []store.Note{first, later, later}, c.Notes)
}

// listsUntil begins lists at an instant, inclusive.
func listsUntil(t *testing.T, s store.Store) {
	openFour(t, s)
	ctx := t.Context()
	at := noon.Add(2 * time.Hour)
	var numbers []string
	for _, c := range collect(t, s.ListCases(ctx, store.CaseFilter{Caller: "+861550000001", Until: at.Add(-time.Second)})) {
		numbers = append(numbers, c.Number)
	}
	require.Equal(t, []string{"C-2", "C-1"}, numbers)
	require.Len(t, collect(t, s.ListCases(ctx, store.CaseFilter{Until: at})), 3)
	require.Len(t, collect(t, s.ListCalls(ctx, store.CallFilter{Until: noon})), 4)
	require.Empty(t, collect(t, s.ListCalls(ctx, store.CallFilter{Until: noon.Add(-1)})))
	for i := range 3 {
		require.NoError(t, s.AppendAudit(ctx, store.AuditEntry{At: noon.Add(time.Duration(i))}))
	}
	require.Len(t, collect(t, s.ListAudit(ctx, store.AuditFilter{Until: noon.Add(1)})), 2)
}
