package desk

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCallHandedOverWithinOneQueueIsOneAnsweredCall(t *testing.T) {
	t.Parallel()
	h := newHouse(t).agent("amy").caller("CA1", 0).later(5 * time.Second).takes("amy").later(time.Minute)
	h.agent("bo").does(Transfer{Agent: "amy", Colleague: "bo"})
	h.does(Entering{Call: "CA1", Queue: "general", Step: 3, There: true}).later(10 * time.Second).takes("bo")
	f := Count(h.floor.WithTalks(h.kept, time.Time{}, time.Time{}), 20*time.Second)
	require.Equal(t, 1, f.Answered, "while the colleague talks")
	h.later(time.Minute).does(Left{Call: "CA1"})
	h.caller("CA2", 0).later(30 * time.Second).does(Left{Call: "CA2"})
	kept := map[string]Visit{}
	for _, v := range h.kept {
		kept[v.ID] = v
	}
	require.Len(t, kept, 3, "two stays of one call, and one of the other")
	f = Count(h.floor.WithTalks(slices.Collect(maps.Values(kept)), time.Time{}, time.Time{}), 20*time.Second)
	require.Equal(t, 2, f.Waited)
	require.Equal(t, 1, f.Answered)
	require.Equal(t, 1, f.Abandoned)
	require.Equal(t, []time.Duration{5 * time.Second}, f.Waits)
	level, some := f.Level()
	require.True(t, some)
	require.InDelta(t, 0.5, level, 0)
}

func TestCallHandedOverToAnotherQueueIsAnsweredInEach(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return noon.Add(time.Duration(s) * time.Second) }
	f := Count([]Visit{
		{ID: "v2", Ticket: "CA1", Queue: "fraud", Entered: at(60), Answered: at(70), Ended: at(90), Result: Answered},
		{ID: "v1", Ticket: "CA1", Queue: "general", Entered: at(0), Answered: at(10), Ended: at(60), Result: HandedOn},
	}, 20*time.Second)
	require.Equal(t, 2, f.Answered)
}

func TestCallbackThatWasNotReachedIsNotCounted(t *testing.T) {
	t.Parallel()
	f := Count([]Visit{{Ticket: "callback-1", Entered: noon, Ended: noon.Add(time.Minute), Result: Unreached}}, time.Minute)
	require.Zero(t, f.Waited)
	_, some := f.Level()
	require.False(t, some)
}
