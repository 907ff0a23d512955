package dispatch_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
)

// A store of an earlier release holds stays and no figures.
func TestFiguresOfBeforeAreCountedOnceFromTheStays(t *testing.T) {
	t.Parallel()
	s, c := kept(t), &clock{now: noon}
	visit := func(id string, v acd.QueueRecord) acd.QueueRecord {
		v.ID, v.Interaction, v.Call, v.Queue, v.Entered = id, "CA"+id, "CA"+id, "general", noon.Add(-time.Hour)
		return v
	}
	waits := visit("3", acd.QueueRecord{})
	var state acd.State
	state = state.With(acd.Interaction{ID: "CA3", Call: "CA3", Queue: "general", State: acd.Waiting, Since: noon, Entered: waits.Entered, Record: waits})
	require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Change: acd.Change{
		State: state, Interactions: []string{"CA3"}, Records: []acd.QueueRecord{
			visit("1", acd.QueueRecord{Answered: noon.Add(-time.Hour + 5*time.Second), Ended: noon, Agent: "amy", Result: acd.Answered}),
			visit("2", acd.QueueRecord{Ended: noon, Result: acd.Abandoned}),
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
	require.NoError(t, f.Do(t.Context(), acd.Left{Call: "CA3"}))
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
	rules := func(time.Time) acd.Rules { return acd.Rules{} }
	require.NoError(t, dispatch.BeginStats(t.Context(), s, noon, rules))
	since, _, err := s.StatsSince(t.Context())
	require.NoError(t, err)
	require.True(t, since.IsZero())
}
