package rehearse

import (
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

func each[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, one := range list {
			if !yield(one, nil) {
				return
			}
		}
	}
}

func TestProfileIsLearntFromCalls(t *testing.T) {
	t.Parallel()
	m := okpayMenu(t)
	var calls []ivr.Call
	for day := range 2 {
		for i := range 20 {
			c := ivr.Call{
				From: "+8613800000001", Began: time.Date(2026, 11, 23+day, 9+i%2, 0, 0, 0, m.Tree.Zone), Node: "goodbye",
				Path: []ivr.Transition{{Node: "staff", Exit: "caller"}, {Node: "main", Exit: "2"}, {Node: "no_more", Exit: "1"}},
			}
			if i < 5 {
				c.Account = &ivr.Account{BirthDate: seniorBirth}
			}
			if i == 19 {
				c.Path, c.Node = c.Path[:1], "main"
			}
			calls = append(calls, c)
		}
	}
	calls = append(calls, ivr.Call{Callback: "general", Began: calls[0].Began}, ivr.Call{Outcome: ivr.Staff, Began: calls[0].Began})
	var stays []acd.QueueRecord
	at := calls[0].Began
	for i := range 40 {
		v := acd.QueueRecord{Interaction: "CA1", Queue: "refunds", Entered: at, Answered: at.Add(30 * time.Second), Result: acd.Answered}
		v.Ended = v.Answered.Add(time.Duration(100+100*(i%2)) * time.Second)
		switch {
		case i < 10:
			v.Answered, v.Ended, v.Result = time.Time{}, at.Add(30*time.Second), acd.Abandoned
		case i < 14:
			v.Answered, v.Ended, v.Result = time.Time{}, at.Add(30*time.Second), "callback"
		}
		stays = append(stays, v)
	}
	p, err := Learn(each(calls), each(stays), m)
	require.NoError(t, err)
	require.NoError(t, p.Check(m))
	require.Equal(t, 20, p.Calls, "a day, of forty in two")
	require.Equal(t, map[int]float64{9: 20, 10: 20}, p.ByHour)
	require.Equal(t, map[string]float64{"2": 38, HangUp: 2}, p.Choices["main"])
	require.NotContains(t, p.Choices, "no_more", "the menu has no such node")
	require.InDelta(t, 0.25, float64(p.Callers.Known), 1e-9)
	require.InDelta(t, 1, float64(p.Callers.Senior), 1e-9)
	require.InDelta(t, 0.1, float64(p.Callers.Callback), 1e-9)
	require.Equal(t, Exponential(2*time.Minute), p.Callers.Patience, "forty waits of half a minute, ten of which were given up")
	require.Equal(t, 150*time.Second, p.agents("refunds").Talk.Mean())
	require.Equal(t, Usual().Agents.WrapUp, p.Agents.WrapUp)
	require.Equal(t, Usual().Callers.Reached, p.Callers.Reached, "nobody was called back")
}

// What happened less than ten times says nothing: one caller's key is not what everybody presses.
func TestLittleIsNotLearntFrom(t *testing.T) {
	t.Parallel()
	m := okpayMenu(t)
	var calls []ivr.Call
	for i := range 9 {
		calls = append(calls, ivr.Call{
			From: "+8613800000001", Began: time.Date(2026, 11, 23, 3, 0, 0, 0, m.Tree.Zone), Node: "goodbye",
			Path: []ivr.Transition{{Node: "main", Exit: "2"}, {Node: "refunds", Exit: "1"}}[:1+i%2],
		})
	}
	p, err := Learn(each(calls), each([]acd.QueueRecord{}), m)
	require.NoError(t, err)
	require.Equal(t, 9, p.Calls)
	require.Equal(t, Usual().ByHour, p.ByHour)
	require.Empty(t, p.Choices)
	p, err = Learn(each(append(calls, calls[0])), each([]acd.QueueRecord{}), m)
	require.NoError(t, err)
	require.Equal(t, map[int]float64{3: 10}, p.ByHour)
	require.Equal(t, map[string]map[string]float64{"main": {"2": 10}}, p.Choices, "four callers at refunds are few")
}

func TestNothingIsLearntFromNoCalls(t *testing.T) {
	t.Parallel()
	_, err := Learn(each([]ivr.Call{}), each([]acd.QueueRecord{}), okpayMenu(t))
	require.ErrorIs(t, err, ErrNoCalls)
}
