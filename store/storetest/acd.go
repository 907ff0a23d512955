package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

var openQueues = acd.Rules{Open: map[string]bool{"general": true}}

// happens takes the stored ACD through an event, again when somebody else
// was faster, as a shell would.
func happens(ctx context.Context, s store.Store, e acd.Event, out ...store.Outgoing) error {
	for {
		f, version, err := s.ACD(ctx)
		if err != nil {
			return err
		}
		change, err := f.Step(e, noon, openQueues)
		if err != nil {
			return err
		}
		err = s.CommitACD(ctx, store.ACDCommit{Read: version, Change: change, Outgoing: out})
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// floorReadsBack: what Step made is what is read, whatever came and went.
func floorReadsBack(t *testing.T, s store.Store) {
	ctx := t.Context()
	want, version, err := s.ACD(ctx)
	require.NoError(t, err)
	require.Equal(t, acd.State{}, want)
	require.Equal(t, store.WholeAt(0), version)
	for i, e := range []acd.Event{
		acd.Enqueued{Call: "CA1", Queue: "general", Language: "zh-CN", Step: 3, Carrier: "QU1", There: true},
		acd.CallBack{Case: "10000001", Queue: "general", Language: "en-US", Number: "+861390000009", Since: noon.Add(-time.Hour)},
		acd.SignIn{Agent: acd.Agent{Name: "an", Address: "client:an", Queues: []string{"general"}, Languages: []string{"zh-CN"}}},
		acd.Ready{Agent: "an"},
		acd.Accepted{Offer: "o3", Leg: "CA9"},
		acd.Joined{Call: "CA7", Interaction: "callback-10000001", Step: 1},
		acd.Left{Call: "CA1"},
		acd.EndCall{Agent: "an"},
	} {
		change, err := want.Step(e, noon, openQueues)
		require.NoError(t, err, "%T", e)
		require.NoError(t, s.CommitACD(ctx, store.ACDCommit{Read: store.WholeAt(i), Change: change}))
		want = change.State
		got, version, err := s.ACD(ctx)
		require.NoError(t, err)
		require.Equal(t, store.WholeAt(i+1), version)
		if _, shared := s.(store.Shared); shared {
			got.Serial = want.Serial // ids are drawn from a series for each change
		}
		require.Equal(t, want, got, "%T", e)
	}
	require.Len(t, collect(t, s.QueueRecords(ctx, time.Time{}, time.Time{})), 2)
}

// floorChangesOnce: of many who change the ACD at once, none is lost, and an
// old version is not written over a new one.
func floorChangesOnce(t *testing.T, s store.Store) {
	const callers = 24
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			call := fmt.Sprintf("CA%d", i)
			_ = happens(context.Background(), s, acd.Enqueued{Call: call, Queue: "general"}, store.Outgoing{ID: call, Task: store.SendText{}})
		})
	}
	all.Wait()
	f, version, err := s.ACD(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.WholeAt(callers), version)
	require.Equal(t, callers, f.Interactions.Len())
	require.ErrorIs(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(callers - 1), Change: acd.Change{State: f}}), store.ErrConflict)
	out, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, callers, "what a change wants done is written with it, once")
	require.Error(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(callers), Change: acd.Change{State: f, Interactions: []string{""}}}))
}

// floorOpensCases: a case is opened with the change of the ACD that wants it, or
// neither is written.
func floorOpensCases(t *testing.T, s store.Store) {
	opens := func(read int, number string) error {
		return s.CommitACD(t.Context(), store.ACDCommit{
			Read: store.WholeAt(read), Change: acd.Change{},
			Cases: []store.CaseChange{{Open: &store.Case{Number: number, Kind: ivr.CaseFollowUp, Assignee: "amy", Opened: noon}}},
		})
	}
	require.NoError(t, opens(0, "10000001"))
	require.ErrorIs(t, opens(1, "10000001"), store.ErrConflict, "the number is taken")
	require.ErrorIs(t, opens(0, "10000002"), store.ErrConflict, "the floor has changed")
	require.Error(t, opens(1, ""))
	require.Len(t, collect(t, s.ListCases(t.Context(), store.CaseFilter{Assignee: "amy", OpenOnly: true})), 1)
	_, version, err := s.ACD(t.Context())
	require.NoError(t, err)
	require.Equal(t, store.WholeAt(1), version)
}

// visitsOfACall: a stay is found by its call and by the call in which a callback was
// asked for, as it was written last.
func visitsOfACall(t *testing.T, s store.Store) {
	first := acd.QueueRecord{ID: "v1", Call: "CA1", Entered: noon}
	unreached := acd.QueueRecord{ID: "v2", Origin: "CA1", Entered: noon.Add(time.Minute), Result: acd.Unreached}
	reached := acd.QueueRecord{ID: "v3", Call: "CA2", Origin: "CA1", Entered: noon.Add(time.Hour)}
	filed := reached
	filed.Disposition, filed.Note = acd.Resolved, "called back"
	other := acd.QueueRecord{ID: "v4", Call: "CA12", Entered: noon}
	for i, v := range []acd.QueueRecord{first, unreached, reached, other, filed} {
		require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(i), Change: acd.Change{Records: []acd.QueueRecord{v}}}))
	}
	require.Equal(t, []acd.QueueRecord{filed, unreached, first}, collect(t, s.QueueRecordsOf(t.Context(), "CA1")))
	require.Equal(t, []acd.QueueRecord{filed}, collect(t, s.QueueRecordsOf(t.Context(), "CA2")))
	require.Empty(t, collect(t, s.QueueRecordsOf(t.Context(), "CA3")))
}

func visitsByTime(t *testing.T, s store.Store) {
	visit := func(n int, result acd.Result) acd.QueueRecord {
		return acd.QueueRecord{ID: fmt.Sprint("v", n), Queue: "general", Entered: noon.Add(time.Duration(n) * time.Hour), Result: result}
	}
	for i, v := range []acd.QueueRecord{visit(1, acd.Answered), visit(2, acd.Abandoned), visit(3, acd.Answered), visit(2, acd.Broken)} {
		require.NoError(t, s.CommitACD(t.Context(), store.ACDCommit{Read: store.WholeAt(i), Change: acd.Change{Records: []acd.QueueRecord{v}}}))
	}
	between := func(since, until time.Time) []acd.QueueRecord {
		return collect(t, s.QueueRecords(t.Context(), since, until))
	}
	require.Equal(t, []acd.QueueRecord{visit(3, acd.Answered), visit(2, acd.Broken), visit(1, acd.Answered)}, between(time.Time{}, time.Time{}),
		"newest first; one told again replaces the earlier")
	require.Equal(t, []acd.QueueRecord{visit(2, acd.Broken)}, between(noon.Add(2*time.Hour), noon.Add(3*time.Hour)))
}

// statsAddUp: figures are added to by commits, read by day, and begun once.
func statsAddUp(t *testing.T, s store.Store) {
	ctx := t.Context()
	of := func(day string) acd.DayOf { return acd.DayOf{Day: day, Queue: "general"} }
	commit := func(read int, days acd.Days) error {
		return s.CommitACD(ctx, store.ACDCommit{Read: store.WholeAt(read), Change: acd.Change{Days: days}})
	}
	_, begun, err := s.StatsSince(ctx)
	require.NoError(t, err)
	require.False(t, begun)
	require.NoError(t, commit(0, acd.Days{of("2026-03-02"): {Offered: 7}}))
	require.ErrorIs(t, s.BeginStats(ctx, store.StatsBegin{Read: store.WholeAt(0), Since: noon}), store.ErrConflict, "the floor has changed since")
	before := acd.Days{of("2026-03-02"): {Offered: 1}, of("2026-03-01"): {Offered: 1, Waits: acd.Histogram{5: 1}}}
	require.NoError(t, s.BeginStats(ctx, store.StatsBegin{Read: store.WholeAt(1), Since: noon, Days: before}))
	since, begun, err := s.StatsSince(ctx)
	require.NoError(t, err)
	require.True(t, begun)
	require.True(t, noon.Equal(since))
	require.ErrorIs(t, s.BeginStats(ctx, store.StatsBegin{Read: store.WholeAt(1), Since: noon}), store.ErrConflict, "once")
	amy := acd.DayOf{Day: "2026-03-02", Agent: "amy"}
	require.NoError(t, commit(1, acd.Days{
		of("2026-03-02"): {Answered: 1, Talk: time.Minute, Waits: acd.Histogram{5: 1}}, amy: {Answered: 1}, of("2026-03-03"): {Offered: 1},
	}))
	require.ErrorIs(t, commit(1, acd.Days{amy: {Answered: 1}}), store.ErrConflict)
	require.Error(t, commit(2, acd.Days{{Day: "2026-03-02"}: {Offered: 1}}), "of nothing")
	require.Equal(t, []acd.DayStats{
		{DayOf: of("2026-03-01"), Stats: acd.Stats{Offered: 1, Waits: acd.Histogram{5: 1}}},
		{DayOf: amy, Stats: acd.Stats{Answered: 1}},
		{DayOf: of("2026-03-02"), Stats: acd.Stats{Offered: 1, Answered: 1, Talk: time.Minute, Waits: acd.Histogram{5: 1}}},
	}, collect(t, s.DayStats(ctx, "2026-03-01", "2026-03-02")))
	require.Empty(t, collect(t, s.DayStats(ctx, "2026-03-04", "2027-01-01")))
}

// acdInbox: what a step brings the ACD is there with the step, in order, until a
// change of the ACD has taken it; a step that is not written brings nothing.
func acdInbox(t *testing.T, s store.Store) {
	ctx := t.Context()
	facts := []acd.Event{
		acd.Enqueued{Call: "CA1", Queue: "general", Language: "zh-CN", Priority: 3, Senior: true, Waited: time.Second, Carrier: "QU1", Step: 2, There: true},
		acd.CallBack{Case: "C-1", Call: "CA1", Queue: "general", Language: "zh-CN", Number: "+861390000009", Since: noon, Tried: true},
		acd.Joined{Call: "CA1", Interaction: "k", Step: 4},
		acd.Left{Call: "CA1", Why: acd.Abandoned},
		acd.SignIn{Agent: acd.Agent{Name: "an", Address: "client:an", Queues: []string{"general"}}, Leg: "CA9"},
	}
	first := step("CA1", 0)
	first.ACD = facts[:2]
	commit(t, s, first)
	require.Error(t, s.Commit(ctx, first), "the step was written before")
	second := step("CA1", 1)
	second.ACD = facts[2:]
	commit(t, s, second)
	inbox, err := s.Inbox(ctx, 0)
	require.NoError(t, err)
	require.Len(t, inbox, len(facts))
	var seqs []uint64
	for i, e := range inbox {
		require.Equal(t, facts[i], e.Event)
		seqs = append(seqs, e.Seq)
	}
	require.IsIncreasing(t, seqs)

	stale := store.ACDCommit{Read: store.WholeAt(7), Change: acd.Change{}, Taken: seqs}
	require.ErrorIs(t, s.CommitACD(ctx, stale), store.ErrConflict)
	require.NoError(t, s.CommitACD(ctx, store.ACDCommit{Read: store.WholeAt(0), Change: acd.Change{}, Taken: seqs[:3]}))
	inbox, err = s.Inbox(ctx, 0)
	require.NoError(t, err)
	written := second.Call.At
	require.Equal(t, []store.InboxEvent{{Seq: seqs[3], At: written, Event: facts[3]}, {Seq: seqs[4], At: written, Event: facts[4]}}, inbox)
	inbox, err = s.Inbox(ctx, seqs[3])
	require.NoError(t, err)
	require.Equal(t, []store.InboxEvent{{Seq: seqs[4], At: written, Event: facts[4]}}, inbox, "behind the one before")
}
