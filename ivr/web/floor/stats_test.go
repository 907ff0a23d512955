package floor_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/web/floor"
	"github.com/okpay/hotline/store"
)

// A store of an earlier release holds stays and no figures.
func TestFiguresOfBeforeAreCountedOnceFromTheStays(t *testing.T) {
	t.Parallel()
	s, c := kept(t), &clock{now: noon}
	visit := func(id string, v desk.Visit) desk.Visit {
		v.ID, v.Ticket, v.Call, v.Queue, v.Entered = id, "CA"+id, "CA"+id, "general", noon.Add(-time.Hour)
		return v
	}
	waits := visit("3", desk.Visit{})
	state := desk.New()
	state.Tickets["CA3"] = desk.Ticket{ID: "CA3", Call: "CA3", Queue: "general", State: desk.Waiting, Since: noon, Entered: waits.Entered, Visit: waits}
	require.NoError(t, s.CommitFloor(t.Context(), store.FloorCommit{Change: desk.Change{
		Floor: state, Tickets: []string{"CA3"}, Visits: []desk.Visit{
			visit("1", desk.Visit{Answered: noon.Add(-time.Hour + 5*time.Second), Ended: noon, Agent: "amy", Result: desk.Answered}),
			visit("2", desk.Visit{Ended: noon, Result: desk.Abandoned}),
		},
	}}))
	f := on(s, c)
	for range 2 {
		queues, err := f.Queues(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, queues[0].Answered)
		require.Equal(t, 1, queues[0].Abandoned)
		require.InDelta(t, 0.5, queues[0].Level, 0)
		f = on(s, c) // a restart
	}
	require.NoError(t, f.Do(t.Context(), desk.Left{Call: "CA3"}))
	queues, err := f.Queues(t.Context())
	require.NoError(t, err)
	require.Equal(t, 2, queues[0].Abandoned, "from then on they are counted as they happen")
	since, _, err := s.StatsSince(t.Context())
	require.NoError(t, err)
	require.True(t, noon.Equal(since))
}

func TestNewStoreHasNothingBeforeItsFigures(t *testing.T) {
	t.Parallel()
	s := kept(t)
	rules := func(time.Time) desk.Rules { return desk.Rules{} }
	require.NoError(t, floor.BeginStats(t.Context(), s, noon, rules))
	since, _, err := s.StatsSince(t.Context())
	require.NoError(t, err)
	require.True(t, since.IsZero())
}
