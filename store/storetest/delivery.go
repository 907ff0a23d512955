package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// newsOf lists what waits, as the case and what happened to it.
func newsOf(t *testing.T, list []store.Delivery) []string {
	t.Helper()
	var all []string
	for _, d := range list {
		all = append(all, d.Case.Number+" "+string(d.News))
	}
	return all
}

func due(t *testing.T, s store.Store, now time.Time) []store.Delivery {
	t.Helper()
	list, err := s.DueDeliveries(t.Context(), now, 0)
	require.NoError(t, err)
	return list
}

// deliveriesAnnounced makes every change twice: those that change nothing are
// no news.
func deliveriesAnnounced(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	c := step("CA1", 0)
	c.Cases = []store.CaseChange{
		{Open: &store.Case{Number: "C-1", Kind: ivr.CaseMessage, Opened: noon}},
		{Number: "C-1", Recording: &store.Recording{URL: "https://example.com/1", At: noon}},
	}
	commit(t, s, c)
	require.Error(t, s.Commit(ctx, c), "the step was taken, and its news with it")
	for range 2 {
		_, err := s.AssignCase(ctx, "C-1", "an", "bo", noon)
		require.NoError(t, err)
		_, err = s.NoteCase(ctx, "C-1", store.Note{At: noon, By: "an", Text: "rang", Key: "k"})
		require.NoError(t, err)
	}
	for range 2 {
		_, err := s.CloseCase(ctx, "C-1", "an", "done", noon)
		require.NoError(t, err)
	}
	list := collect(t, s.ListDeliveries(ctx, false))
	require.Equal(t, []string{
		"C-1 case.opened", "C-1 case.recording_added", "C-1 case.assigned", "C-1 case.noted", "C-1 case.closed",
	}, newsOf(t, list))
	require.Empty(t, list[0].Case.Recordings, "each tells of the case as it was then")
	require.Len(t, list[1].Case.Recordings, 1)
	require.Equal(t, "bo", list[2].By)

	require.NoError(t, s.Announce(ctx, false))
	_, err := s.NoteCase(ctx, "C-1", store.Note{Text: "to nobody"})
	require.NoError(t, err)
	pending, dead, err := s.CountDeliveries(ctx)
	require.NoError(t, err)
	require.Equal(t, [2]int{5, 0}, [2]int{pending, dead})
}

// deliveriesInOrder takes the news of a case one after the other.
func deliveriesInOrder(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	openFour(t, s)
	_, err := s.CloseCase(ctx, "C-1", "an", "", noon)
	require.NoError(t, err)
	list := due(t, s, noon)
	require.Equal(t, []string{"C-1 case.opened", "C-2 case.opened", "C-3 case.opened", "C-4 case.opened"}, newsOf(t, list))
	require.NoError(t, s.RemoveDelivery(ctx, list[0].ID))
	require.ErrorIs(t, s.RemoveDelivery(ctx, list[0].ID), store.ErrNotFound)

	later := list[1]
	later.Attempts, later.First, later.Due, later.Failure = 1, noon, noon.Add(time.Minute), "503"
	require.NoError(t, s.NoteAttempt(ctx, later))
	require.ErrorIs(t, s.NoteAttempt(ctx, later), store.ErrConflict, "an attempt counts once")
	_, err = s.NoteCase(ctx, "C-2", store.Note{Text: "waits behind"})
	require.NoError(t, err)
	require.Equal(t, []string{"C-3 case.opened", "C-4 case.opened", "C-1 case.closed"}, newsOf(t, due(t, s, noon)))
	require.Contains(t, newsOf(t, due(t, s, noon.Add(time.Minute))), "C-2 case.opened")
	two, err := s.DueDeliveries(ctx, noon, 2)
	require.NoError(t, err)
	require.Len(t, two, 2)
}

// deliveriesDie are kept apart until they are retried or dropped.
func deliveriesDie(t *testing.T, s store.Store) {
	ctx := t.Context()
	require.NoError(t, s.Announce(ctx, true))
	openFour(t, s)
	d := due(t, s, noon)[0]
	d.Attempts, d.First, d.Failure, d.Died = 1, noon, "410", noon
	require.NoError(t, s.NoteAttempt(ctx, d))
	require.Len(t, due(t, s, noon), 3)
	require.Equal(t, []store.Delivery{d}, collect(t, s.ListDeliveries(ctx, true)))
	found, err := s.Delivery(ctx, d.ID)
	require.NoError(t, err)
	require.Equal(t, d, found)

	again, err := s.RetryDelivery(ctx, d.ID)
	require.NoError(t, err)
	require.True(t, again.Died.IsZero() && again.First.IsZero())
	require.Equal(t, d.ID, due(t, s, noon)[0].ID)
	for _, id := range []string{"", "0000000000000001" + "0000000000000000", d.ID + "0", "zz" + d.ID[2:]} {
		_, err = s.Delivery(ctx, id)
		require.ErrorIs(t, err, store.ErrNotFound, id)
		require.ErrorIs(t, s.RemoveDelivery(ctx, id), store.ErrNotFound, id)
	}
}
