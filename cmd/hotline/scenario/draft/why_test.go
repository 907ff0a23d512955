package draft

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/demo"
	"github.com/okpay/hotline/cmd/hotline/scenario"
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
)

// passing is a call that leaves nodes by exits in one step.
func passing(exits ...check.Exit) trace.Call {
	var s trace.Step
	for _, x := range exits {
		s.Result.Passed = append(s.Result.Passed, ivr.Transition{Node: x.Node, Exit: x.Name})
	}
	return trace.Call{Steps: []trace.Step{s}}
}

func TestACallThatGoesElsewhereSaysWhere(t *testing.T) {
	t.Parallel()
	one, two, other := check.Exit{Node: "a", Name: "1"}, check.Exit{Node: "b", Name: "done"}, check.Exit{Node: "b", Name: "failed"}
	wanted := passing(one, two)
	require.Equal(t, "the call that should lead there leaves b by failed, not by done", otherwise(wanted, []check.Exit{one, other}))
	require.Equal(t, "the call that should lead there is over before b", otherwise(wanted, []check.Exit{one}))
	wanted.After = []trace.Call{passing(one)}
	require.Equal(t, "the call that should lead there is over before a", otherwise(wanted, []check.Exit{one}))
}

// What no script can say of a call is said of its exit.
func TestWhatNoScriptSays(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	begun := trace.Step{At: at, Event: ivr.Started{}}
	code := func(r ivr.Result) trace.Step {
		return trace.Step{At: at, Event: ivr.Input{Digits: "123456"}, Queries: []ivr.Query{ivr.CheckCode{}}, Answers: []ivr.Answered{{Result: r}}}
	}
	looked := func(q ivr.Query, a ivr.Answered) trace.Step {
		return trace.Step{At: at, Event: ivr.Started{From: explore.Caller}, Queries: []ivr.Query{q}, Answers: []ivr.Answered{a}}
	}
	shown := ivr.Started{From: explore.Caller}
	for _, tt := range []struct {
		call trace.Call
		want error
	}{
		{trace.Call{}, errNothing},
		{trace.Call{Start: ivr.Started{Callback: "general"}, Steps: []trace.Step{begun}}, errCalledBack},
		{trace.Call{Steps: []trace.Step{begun, {At: at.Add(time.Hour), Event: ivr.Input{Digits: "1"}}}}, errTime},
		{trace.Call{Steps: []trace.Step{begun, code(ivr.Expired)}}, errCode},
		{trace.Call{Steps: []trace.Step{begun, code(ivr.Locked)}}, errLocked},
		{trace.Call{Start: shown, Steps: []trace.Step{looked(ivr.FindStaff{}, ivr.Answered{Result: ivr.OK})}}, errAgent},
		{trace.Call{Start: shown, Steps: []trace.Step{looked(ivr.CheckLock{}, ivr.Answered{Result: ivr.Locked})}}, errLocked},
		{trace.Call{Start: shown, Steps: []trace.Step{looked(ivr.FindTransaction{}, ivr.Answered{Result: ivr.OK})}}, errNobody},
	} {
		_, err := read(tt.call, time.UTC)
		require.Equal(t, tt.want, err)
	}
	_, err := read(trace.Call{Steps: []trace.Step{begun, {At: at, Event: ivr.Entered{}}}}, time.UTC)
	require.ErrorContains(t, err, "no caller does ivr.Entered")
}

// A customer's call says what it needs: another call before it, and a transaction that is gone.
func TestACustomersCallIsAScript(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	by := customers()[0]
	require.Equal(t, demo.Caller, by.Phone)
	press := func(keys string, q ivr.Query, a ivr.Answered) trace.Step {
		return trace.Step{At: at, Event: ivr.Input{Digits: ivr.Masked(keys), Finish: "#"}, Queries: []ivr.Query{q}, Answers: []ivr.Answered{a}, Result: engine.Result{}}
	}
	begun := trace.Step{At: at, Event: ivr.Started{From: explore.Caller}}
	id := ivr.Masked(by.Transactions[0])
	first := trace.Call{Start: ivr.Started{From: explore.Caller}, By: &by, Steps: []trace.Step{begun, press("1", ivr.NewCase{}, ivr.Answered{Result: ivr.OK})}}
	second := trace.Call{Start: ivr.Started{From: explore.Caller}, By: &by, After: []trace.Call{first}, Steps: []trace.Step{
		begun,
		press("13000000001", ivr.CheckLock{}, ivr.Answered{Result: ivr.OK}),
		press("2", ivr.FindTransaction{ID: id}, ivr.Answered{Result: ivr.Broken}),
		press("3", ivr.FindTransaction{ID: id}, ivr.Answered{Result: ivr.NotFound}),
		press("4", ivr.FindCase{}, ivr.Answered{Result: ivr.Broken}),
	}}
	script, err := read(second, time.UTC)
	require.NoError(t, err)
	require.Equal(t, demo.Caller, script.From)
	require.Equal(t, "2026-03-02 10:00", script.At)
	require.Equal(t, "1# call-again 13800000001# fail-once:lookups 2# gone:"+id.Reveal()+" 3# fail:cases 4#", scenario.Keys(script.Steps))
}
