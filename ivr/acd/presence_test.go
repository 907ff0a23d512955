package acd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// talking is an ACD state on which amy talks with a caller, and bo takes calls.
func talking(t *testing.T) *fixture {
	t.Helper()
	h := newFixture(t)
	for _, name := range []string{"amy", "bo"} {
		h.does(SignIn{Agent: Agent{Name: name, Address: "client:a", Queues: queues, Languages: []string{"zh-CN"}}}, Ready{name})
	}
	h.does(Enqueued{Call: "CA1", Queue: "general", Language: "zh-CN", Step: 1, There: true})
	k := h.floor.Interactions.Get("CA1")
	require.Equal(t, "amy", k.Offer.Agent)
	h.does(Accepted{k.Offer.ID, "leg"}, Joined{Call: "CA1", Step: 2})
	h.now = h.now.Add(time.Minute)
	return h
}

func TestWhoIsGoneLeavesWithTheTalk(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(AgentGone{"amy"})
	require.Equal(t, Talking, h.floor.Interactions.Get("CA1").State)
	_, err := h.floor.Step(Ready{"amy"}, h.now, opened)
	require.ErrorIs(t, err, ErrSignedOut)
	h.does(Left{Call: "CA1"})
	require.False(t, h.floor.Sessions.Has("amy"), "no wrap-up")
}

func TestWhoIsGoneCannotLeaveTheCallerOnHold(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(AgentGone{"amy"})
	for _, e := range []Event{Hold{"amy"}, Consult{Agent: "amy", Colleague: "bo"}} {
		_, err := h.floor.Step(e, h.now, opened)
		require.ErrorIs(t, err, ErrSignedOut)
	}
}

func TestWhoComesBackDuringTheTalkStays(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(AgentGone{"amy"}, SignIn{Agent: h.floor.Sessions.Get("amy").Agent}, Left{Call: "CA1"})
	require.Equal(t, WrapUp, h.floor.Sessions.Get("amy").Mode)
}

func TestACallerOnHoldIsNotLeftAlone(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(Hold{"amy"}, AgentGone{"amy"})
	require.False(t, h.floor.Sessions.Has("amy"))
	require.Equal(t, PriorityCutOff, h.floor.Interactions.Get("CA1").Priority, "first in line again")
}

func TestAConsultedColleagueWhoIsGoneLeavesTheTalk(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(Consult{Agent: "amy", Colleague: "bo"})
	h.does(Accepted{h.floor.Interactions.Get("CA1").Offer.ID, "leg of bo"}, AgentGone{"bo"})
	require.False(t, h.floor.Sessions.Has("bo"))
	require.Equal(t, Held, h.floor.Interactions.Get("CA1").State)
	require.Equal(t, OnCall, h.floor.Sessions.Get("amy").Mode)
}

func TestWhoIsGoneWhileTheColleagueIsInTheTalkLeavesItToThem(t *testing.T) {
	t.Parallel()
	h := talking(t)
	h.does(Consult{Agent: "amy", Colleague: "bo"})
	h.does(Accepted{h.floor.Interactions.Get("CA1").Offer.ID, "leg of bo"}, AgentGone{"amy"})
	require.False(t, h.floor.Sessions.Has("amy"))
	require.Equal(t, "bo", h.floor.Interactions.Get("CA1").Agent)
}

// A agent's session of a store that an earlier version wrote may hold no address.
func TestWhoCannotBeRungIsNotAsked(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.does(SignIn{Agent: Agent{Name: "amy", Queues: queues, Languages: []string{"zh-CN"}}})
	_, err := h.floor.Step(Ready{"amy"}, h.now, opened)
	require.ErrorIs(t, err, ErrNoPhone)
	s := h.floor.Sessions.Get("amy")
	s.Mode = Available
	h.floor = h.floor.WithSession(s)
	h.does(Enqueued{Call: "CA1", Queue: "general", Language: "zh-CN", Step: 1, There: true})
	require.Equal(t, Waiting, h.floor.Interactions.Get("CA1").State)
}
