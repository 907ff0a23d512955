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
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/store"
)

var openQueues = desk.Rules{Open: map[string]bool{"general": true}}

// happens takes the stored floor through an event, again when somebody else
// was faster, as a shell would.
func happens(ctx context.Context, s store.Store, e desk.Event, out ...store.Outgoing) error {
	for {
		f, version, err := s.Floor(ctx)
		if err != nil {
			return err
		}
		change, err := f.Step(e, noon, openQueues)
		if err != nil {
			return err
		}
		err = s.CommitFloor(ctx, store.FloorCommit{Read: version, Change: change, Outgoing: out})
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// floorReadsBack: what Step made is what is read, whatever came and went.
func floorReadsBack(t *testing.T, s store.Store) {
	ctx := t.Context()
	want, version, err := s.Floor(ctx)
	require.NoError(t, err)
	require.Equal(t, desk.New(), want)
	require.Zero(t, version)
	for i, e := range []desk.Event{
		desk.Entering{Call: "CA1", Queue: "general", Language: "zh-CN", Step: 3, Carrier: "QU1", There: true},
		desk.CallBack{Case: "10000001", Queue: "general", Language: "en-US", Number: "+861390000009", Since: noon.Add(-time.Hour)},
		desk.SignIn{Agent: desk.Agent{Name: "an", Address: "client:an", Queues: []string{"general"}, Languages: []string{"zh-CN"}}},
		desk.Ready{Agent: "an"},
		desk.Accepted{Offer: "o3", Leg: "CA9"},
		desk.Arrived{Call: "CA7", Ticket: "callback-10000001", Step: 1},
		desk.Left{Call: "CA1"},
		desk.Finish{Agent: "an"},
	} {
		change, err := want.Step(e, noon, openQueues)
		require.NoError(t, err, "%T", e)
		require.NoError(t, s.CommitFloor(ctx, store.FloorCommit{Read: i, Change: change}))
		want = change.Floor
		got, version, err := s.Floor(ctx)
		require.NoError(t, err)
		require.Equal(t, i+1, version)
		require.Equal(t, want, got, "%T", e)
	}
	require.Len(t, collect(t, s.Visits(ctx, time.Time{}, time.Time{})), 2)
}

// floorChangesOnce: of many who change the floor at once, none is lost, and an
// old version is not written over a new one.
func floorChangesOnce(t *testing.T, s store.Store) {
	const callers = 24
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			call := fmt.Sprintf("CA%d", i)
			_ = happens(context.Background(), s, desk.Entering{Call: call, Queue: "general"}, store.Outgoing{ID: call})
		})
	}
	all.Wait()
	f, version, err := s.Floor(t.Context())
	require.NoError(t, err)
	require.Equal(t, callers, version)
	require.Len(t, f.Tickets, callers)
	require.ErrorIs(t, s.CommitFloor(t.Context(), store.FloorCommit{Read: callers - 1, Change: desk.Change{Floor: f}}), store.ErrConflict)
	out, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, callers, "what a change wants done is written with it, once")
	require.Error(t, s.CommitFloor(t.Context(), store.FloorCommit{Read: callers, Change: desk.Change{Floor: f, Tickets: []string{""}}}))
}

// floorOpensCases: a case is opened with the change of the floor that wants it, or
// neither is written.
func floorOpensCases(t *testing.T, s store.Store) {
	opens := func(read int, number string) error {
		return s.CommitFloor(t.Context(), store.FloorCommit{
			Read: read, Change: desk.Change{Floor: desk.New()},
			Cases: []store.CaseChange{{Open: &store.Case{Number: number, Kind: ivr.CaseFollowUp, Assignee: "amy", Opened: noon}}},
		})
	}
	require.NoError(t, opens(0, "10000001"))
	require.ErrorIs(t, opens(1, "10000001"), store.ErrConflict, "the number is taken")
	require.ErrorIs(t, opens(0, "10000002"), store.ErrConflict, "the floor has changed")
	require.Error(t, opens(1, ""))
	require.Len(t, collect(t, s.ListCases(t.Context(), store.CaseFilter{Assignee: "amy", OpenOnly: true})), 1)
	_, version, err := s.Floor(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, version)
}

// visitsOfACall: a stay is found by its call and by the call in which a callback was
// asked for, as it was written last.
func visitsOfACall(t *testing.T, s store.Store) {
	first := desk.Visit{ID: "v1", Call: "CA1", Entered: noon}
	unreached := desk.Visit{ID: "v2", Origin: "CA1", Entered: noon.Add(time.Minute), Result: desk.Unreached}
	reached := desk.Visit{ID: "v3", Call: "CA2", Origin: "CA1", Entered: noon.Add(time.Hour)}
	filed := reached
	filed.Disposition, filed.Note = desk.Resolved, "called back"
	other := desk.Visit{ID: "v4", Call: "CA12", Entered: noon}
	for i, v := range []desk.Visit{first, unreached, reached, other, filed} {
		require.NoError(t, s.CommitFloor(t.Context(), store.FloorCommit{Read: i, Change: desk.Change{Floor: desk.New(), Visits: []desk.Visit{v}}}))
	}
	require.Equal(t, []desk.Visit{filed, unreached, first}, collect(t, s.VisitsOf(t.Context(), "CA1")))
	require.Equal(t, []desk.Visit{filed}, collect(t, s.VisitsOf(t.Context(), "CA2")))
	require.Empty(t, collect(t, s.VisitsOf(t.Context(), "CA3")))
}

func visitsByTime(t *testing.T, s store.Store) {
	visit := func(n int, result desk.Result) desk.Visit {
		return desk.Visit{ID: fmt.Sprint("v", n), Queue: "general", Entered: noon.Add(time.Duration(n) * time.Hour), Result: result}
	}
	for i, v := range []desk.Visit{visit(1, desk.Answered), visit(2, desk.Abandoned), visit(3, desk.Answered), visit(2, desk.Broken)} {
		require.NoError(t, s.CommitFloor(t.Context(), store.FloorCommit{Read: i, Change: desk.Change{Floor: desk.New(), Visits: []desk.Visit{v}}}))
	}
	between := func(since, until time.Time) []desk.Visit { return collect(t, s.Visits(t.Context(), since, until)) }
	require.Equal(t, []desk.Visit{visit(3, desk.Answered), visit(2, desk.Broken), visit(1, desk.Answered)}, between(time.Time{}, time.Time{}),
		"newest first; one told again replaces the earlier")
	require.Equal(t, []desk.Visit{visit(2, desk.Broken)}, between(noon.Add(2*time.Hour), noon.Add(3*time.Hour)))
}

// statsAddUp: figures are added to by commits, read by day, and begun once.
func statsAddUp(t *testing.T, s store.Store) {
	ctx := t.Context()
	of := func(day string) desk.DayOf { return desk.DayOf{Day: day, Queue: "general"} }
	commit := func(read int, days desk.Days) error {
		return s.CommitFloor(ctx, store.FloorCommit{Read: read, Change: desk.Change{Floor: desk.New(), Days: days}})
	}
	_, begun, err := s.StatsSince(ctx)
	require.NoError(t, err)
	require.False(t, begun)
	require.NoError(t, commit(0, desk.Days{of("2026-03-02"): {Offered: 7}}))
	require.ErrorIs(t, s.BeginStats(ctx, store.StatsBegin{Since: noon}), store.ErrConflict, "the floor has changed since")
	before := desk.Days{of("2026-03-02"): {Offered: 1}, of("2026-03-01"): {Offered: 1, Waits: desk.Histogram{5: 1}}}
	require.NoError(t, s.BeginStats(ctx, store.StatsBegin{Read: 1, Since: noon, Days: before}))
	since, begun, err := s.StatsSince(ctx)
	require.NoError(t, err)
	require.True(t, begun)
	require.True(t, noon.Equal(since))
	require.ErrorIs(t, s.BeginStats(ctx, store.StatsBegin{Read: 1, Since: noon}), store.ErrConflict, "once")
	amy := desk.DayOf{Day: "2026-03-02", Agent: "amy"}
	require.NoError(t, commit(1, desk.Days{
		of("2026-03-02"): {Answered: 1, Talk: time.Minute, Waits: desk.Histogram{5: 1}}, amy: {Answered: 1}, of("2026-03-03"): {Offered: 1},
	}))
	require.ErrorIs(t, commit(1, desk.Days{amy: {Answered: 1}}), store.ErrConflict)
	require.Error(t, commit(2, desk.Days{{Day: "2026-03-02"}: {Offered: 1}}), "of nothing")
	require.Equal(t, []desk.DayStats{
		{DayOf: of("2026-03-01"), Stats: desk.Stats{Offered: 1, Waits: desk.Histogram{5: 1}}},
		{DayOf: amy, Stats: desk.Stats{Answered: 1}},
		{DayOf: of("2026-03-02"), Stats: desk.Stats{Offered: 1, Answered: 1, Talk: time.Minute, Waits: desk.Histogram{5: 1}}},
	}, collect(t, s.DayStats(ctx, "2026-03-01", "2026-03-02")))
	require.Empty(t, collect(t, s.DayStats(ctx, "2026-03-04", "2027-01-01")))
}
