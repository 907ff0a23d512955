package acd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wrappingUp is an ACD state on which amy has just had one call.
func wrappingUp(t *testing.T) *fixture {
	t.Helper()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").later(time.Minute).does(EndCall{"amy"})
	require.Equal(t, WrapUp, h.floor.Sessions.Get("amy").Mode)
	return h
}

func TestWrapUpEndsAfterAMinute(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t)
	h.later(59 * time.Second)
	require.Equal(t, WrapUp, h.floor.Sessions.Get("amy").Mode)
	h.later(time.Second)
	require.Equal(t, Available, h.floor.Sessions.Get("amy").Mode)
}

func TestWrapUpCanBeProlongedUpToTenMinutes(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t)
	for range 9 {
		h.does(Prolong{"amy"})
	}
	_, err := h.floor.Step(Prolong{"amy"}, h.now, opened)
	require.ErrorIs(t, err, ErrLongest)
	h.later(10*time.Minute - time.Second)
	require.Equal(t, WrapUp, h.floor.Sessions.Get("amy").Mode)
	h.later(time.Second)
	require.Equal(t, Available, h.floor.Sessions.Get("amy").Mode)
	_, err = h.floor.Step(Prolong{"amy"}, h.now, opened)
	require.ErrorIs(t, err, ErrNoCall)
}

func TestACallCanBeFiledDuringTheNextCall(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t)
	first := h.floor.Sessions.Get("amy").Record
	h.later(time.Minute).caller("CA2", 0).takes("amy")
	require.Equal(t, []QueueRecord{first}, h.floor.Sessions.Get("amy").Unfiled)
	h.does(File{Agent: "amy", Record: first.ID, Disposition: Resolved, Note: "sent the receipt"})
	require.Equal(t, OnCall, h.floor.Sessions.Get("amy").Mode)
	require.Empty(t, h.floor.Sessions.Get("amy").Unfiled)
	filed := h.kept[len(h.kept)-1]
	require.Equal(t, "CA1", filed.Call)
	require.Equal(t, "sent the receipt", filed.Note)
	_, err := h.floor.Step(File{Agent: "amy", Record: first.ID, Disposition: Resolved}, h.now, opened)
	require.ErrorIs(t, err, ErrNotOpen, "a call is filed once")
}

func TestFilingAnEarlierCallDoesNotEndTheWrapUpOfTheLast(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t)
	first := h.floor.Sessions.Get("amy").Record
	h.does(Ready{"amy"}).caller("CA2", 0).takes("amy").does(EndCall{"amy"})
	h.does(File{Agent: "amy", Record: first.ID, Disposition: Resolved})
	require.Equal(t, WrapUp, h.floor.Sessions.Get("amy").Mode)
	require.Equal(t, "CA2", h.floor.Sessions.Get("amy").Record.Call)
}

func TestTheNextShiftBeginsWithNothingToFile(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t).later(time.Minute).does(SignOut{"amy"}).agent("amy")
	require.Empty(t, h.floor.Sessions.Get("amy").Unfiled)
}

func TestWhoDialsInDuringWrapUpCanFileTheCallLater(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t).does(SignIn{Agent: Agent{Name: "amy", Queues: queues}, Leg: "LEG1"})
	require.Len(t, h.floor.Sessions.Get("amy").Unfiled, 1)
}

func TestOnlySoManyCallsCanBeLeftUnfiled(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy")
	for i := range unfiledMost + 1 {
		h.caller("CA"+string(rune('a'+i)), 0).takes("amy").does(EndCall{"amy"}, Ready{"amy"})
	}
	unfiled := h.floor.Sessions.Get("amy").Unfiled
	require.Len(t, unfiled, unfiledMost)
	require.Equal(t, "CAb", unfiled[0].Call, "the oldest is given up")
}

func TestAFollowUpOpensACase(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t).does(File{Agent: "amy", Disposition: FollowUp, Note: "call back on Monday"})
	require.Len(t, h.done, 1)
	visit := h.done[0].(OpenCase).Record
	require.Equal(t, "CA1", visit.Call)
	require.Equal(t, "amy", visit.Agent)
	require.Equal(t, "call back on Monday", visit.Note)
	h = wrappingUp(t).does(File{Agent: "amy", Disposition: Resolved})
	require.Empty(t, h.done)
}

func TestACallbacksVisitNamesTheCallInWhichItWasAskedFor(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").does(CallBack{Case: "1", Call: "CA1", Queue: "general", Language: "zh-CN", Number: "+8613900000009"})
	k := h.floor.Interactions.Get("callback-1")
	h.does(Accepted{k.Offer.ID, "leg"}, Joined{Call: "CA2", Interaction: k.ID, Step: 1}, EndCall{"amy"})
	require.Equal(t, "CA1", h.floor.Sessions.Get("amy").Record.Origin)
	require.Equal(t, "CA2", h.floor.Sessions.Get("amy").Record.Call)
}

func TestAnAgentGoesAwayWithAReason(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").does(SetAway{"amy", WhyLunch})
	require.Equal(t, WhyLunch, h.floor.Sessions.Get("amy").Why)
	_, err := h.floor.Step(SetAway{"amy", "nap"}, h.now, opened)
	require.ErrorIs(t, err, ErrNoReason)
	h.does(Ready{"amy"})
	require.Empty(t, h.floor.Sessions.Get("amy").Why)
}

func TestAReasonChosenDuringACallHoldsAfterIt(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").does(SetAway{"amy", WhyTraining}, EndCall{"amy"}, File{Agent: "amy", Disposition: Resolved})
	require.Equal(t, Away, h.floor.Sessions.Get("amy").Mode)
	require.Equal(t, WhyTraining, h.floor.Sessions.Get("amy").Why)
}

func TestWhoGoesAwayInsteadOfTakingASecondOfferIsAwayForTheirOwnReason(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).does(DeclineOffer{"amy"})
	require.NotEmpty(t, h.offered("amy"))
	h.does(SetAway{"amy", WhyBreak})
	require.Equal(t, Away, h.floor.Sessions.Get("amy").Mode)
	require.Equal(t, WhyBreak, h.floor.Sessions.Get("amy").Why)
}

func TestACallIsFiledWithAnOutcome(t *testing.T) {
	t.Parallel()
	h := wrappingUp(t)
	for _, disposition := range []string{"", "splendid"} {
		_, err := h.floor.Step(File{Agent: "amy", Disposition: disposition}, h.now, opened)
		require.ErrorIs(t, err, ErrNoOutcome)
	}
}
