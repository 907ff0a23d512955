package acd

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// house is an ACD state on which things happen, one after another.
type fixture struct {
	t     testing.TB
	floor State
	now   time.Time
	done  []Action
	kept  []QueueRecord
	days  Days
}

func newFixture(t testing.TB) *fixture { return &fixture{t: t, now: noon, days: Days{}} }

func (h *fixture) does(events ...Event) *fixture {
	h.t.Helper()
	for _, e := range events {
		change, err := h.floor.Step(e, h.now, opened)
		require.NoError(h.t, err, "%T", e)
		require.NoError(h.t, change.State.Check(), "%T", e)
		h.floor, h.done = change.State, change.Actions
		h.kept = append(h.kept, change.Records...)
		for _, d := range change.Days.List() {
			h.days.Add(d.DayOf, d.Stats)
		}
	}
	return h
}

func (h *fixture) later(d time.Duration) *fixture {
	h.now = h.now.Add(d)
	return h.does(Tick{})
}

func (h *fixture) caller(call string, priority int) *fixture {
	return h.does(Enqueued{Call: call, Queue: "general", Language: "zh-CN", Priority: priority, Step: 1, There: true})
}

func (h *fixture) agent(name string, languages ...string) *fixture {
	if languages == nil {
		languages = []string{"zh-CN", "en-US"}
	}
	return h.does(SignIn{Agent: Agent{Name: name, Address: "+8613700000001", Queues: []string{"general"}, Languages: languages}}, Ready{name})
}

// takes lets an agent take the offer, and the caller come.
func (h *fixture) takes(agent string) *fixture {
	h.t.Helper()
	k := h.floor.Interactions.Get(h.floor.Sessions.Get(agent).Interaction)
	return h.does(Accepted{k.Offer.ID, "leg " + agent}, Joined{Call: k.Call, Step: 2})
}

func (h *fixture) offered(agent string) string {
	if s := h.floor.Sessions.Get(agent); s.Mode == Ringing {
		return s.Interaction
	}
	return ""
}

func TestTheLongestIdleIsAskedFirst(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").later(time.Minute).agent("bo").caller("CA1", 0)
	require.Equal(t, "CA1", h.offered("amy"))
	h.takes("amy").later(time.Minute).does(EndCall{"amy"}, File{Agent: "amy", Disposition: Resolved}).caller("CA2", 0)
	require.Equal(t, "CA2", h.offered("bo"), "amy has just had one")
}

func TestWhoSpeaksTheCallersLanguageIsAskedBeforeOthers(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy", "en-US").later(time.Minute).agent("bo", "zh-CN").caller("CA1", 0)
	require.Equal(t, "CA1", h.offered("bo"))
	h.caller("CA2", 0)
	require.Empty(t, h.offered("amy"), "somebody who speaks it will be free")
	h.does(DeclineOffer{"bo"}, SetAway{Agent: "bo"})
	require.NotEmpty(t, h.offered("amy"), "nobody here speaks it: better than nobody")
}

func TestThoseWithAPriorityAreAnsweredFirst(t *testing.T) {
	t.Parallel()
	h := newFixture(t).caller("CA1", 0).caller("CA2", 10).caller("CA3", 20)
	position, _ := h.floor.Position("CA1", h.now)
	require.Equal(t, 3, position)
	h.agent("amy")
	require.Equal(t, "CA3", h.offered("amy"))
}

func TestACallerWhoIsNotInTheQueueYetIsNotOffered(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").does(Enqueued{Call: "CA1", Queue: "general", Step: 1})
	require.Empty(t, h.offered("amy"))
	h.does(Enqueued{Call: "CA1", Queue: "general", Step: 1, There: true})
	require.Equal(t, "CA1", h.offered("amy"))
}

func TestTwoOffersMissedAndTheAgentIsAway(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0)
	since := h.floor.Interactions.Get("CA1").Since
	h.later(ringFor + time.Second)
	require.Equal(t, "CA1", h.offered("amy"), "nobody else is there: she is asked again")
	h.later(ringFor + time.Second)
	require.Equal(t, Away, h.floor.Sessions.Get("amy").Mode)
	require.Equal(t, "missed", h.floor.Sessions.Get("amy").Why)
	require.Equal(t, since, h.floor.Interactions.Get("CA1").Since, "the caller keeps the place")
}

func TestATalkThatIsCutOffGoesToTheFront(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").caller("CA2", 50).later(time.Minute)
	h.does(LegEnded{Leg: "leg amy", Lost: true})
	require.Equal(t, PriorityCutOff, h.floor.Interactions.Get("CA1").Priority)
	require.Equal(t, Broken, h.kept[0].Result)
	h.does(Enqueued{Call: "CA1", Queue: "general", Step: 3, There: true}, File{Agent: "amy", Disposition: Resolved})
	require.Equal(t, "CA1", h.offered("amy"))
}

func TestAnAgentWhoHangsUpOnHoldLosesNobody(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").does(Hold{"amy"}).does(LegEnded{Leg: "leg amy"})
	require.Equal(t, Waiting, h.floor.Interactions.Get("CA1").State)
	require.Contains(t, h.done, RedirectCaller{Call: "CA1", Step: 2}, "the line is told")
}

func TestTheWaitIsByTheQueuesOwnPace(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy")
	for i := range recentLeast {
		h.caller(fmt.Sprint("CA", i), 0).takes("amy").later(time.Minute).does(EndCall{"amy"}, File{Agent: "amy", Disposition: Resolved}).later(time.Minute)
		_, wait := h.caller("CAlast", 0).floor.Position("CAlast", h.now)
		h.does(Left{Call: "CAlast"})
		if i < recentLeast-1 {
			require.Zero(t, wait, "%d answers say nothing", i+1)
		} else {
			require.Equal(t, 2*time.Minute, wait)
		}
	}
	h.later(time.Hour)
	_, wait := h.caller("CAlate", 0).floor.Position("CAlate", h.now)
	require.Zero(t, wait, "an hour later the pace is not known any more")
}

func TestCallbacksWaitForTheLineAndForTheirTime(t *testing.T) {
	t.Parallel()
	closed := Rules{Open: map[string]bool{"general": false}}
	h := newFixture(t).agent("amy").does(SetAway{Agent: "amy"})
	h.caller("CA1", 0).does(CallBack{Case: "10000001", Call: "CA1", Queue: "general", Number: "+8613900000009"})
	require.Equal(t, Result("callback"), h.kept[0].Result)
	change, err := h.floor.Step(Ready{"amy"}, h.now, closed)
	require.NoError(t, err)
	require.Equal(t, Available, change.State.Sessions.Get("amy").Mode, "never out of hours")
	h.does(Ready{"amy"})
	id := h.offered("amy")
	require.Equal(t, CallbackID("10000001"), id)
	h.does(Accepted{h.floor.Interactions.Get(id).Offer.ID, "leg amy"})
	require.Contains(t, h.done, Dial{Interaction: id, To: "+8613900000009"})
	h.does(Dialled{id, "CA9"}, DequeueFailed{Interaction: id, Gone: true}, File{Agent: "amy", Disposition: Resolved})
	require.Empty(t, h.offered("amy"), "tried, and not at once again")
	h.later(retryAfter + time.Second)
	require.Equal(t, id, h.offered("amy"))
}

// Whatever ends an attempt, the customer's telephone may have rung: it counts.
func TestACallbackWhoseAgentIsCutOffIsAnAttempt(t *testing.T) {
	t.Parallel()
	h := newFixture(t).does(CallBack{Case: "10000001", Call: "CA1", Queue: "general", Number: "+8613900000009"})
	id := CallbackID("10000001")
	for range TriesMost {
		h.agent("amy")
		require.Equal(t, id, h.offered("amy"))
		h.does(Accepted{h.floor.Interactions.Get(id).Offer.ID, "leg amy"}, LegEnded{Leg: "leg amy", Lost: true}, Ready{"amy"})
		require.Empty(t, h.offered("amy"), "not at once again")
		h.does(SignOut{"amy"}).later(retryAfter)
	}
	h.agent("amy")
	require.Empty(t, h.offered("amy"), "its case is left to people")
	require.False(t, h.floor.Interactions.Has(id))
}

func TestWhoAsksAgainIsCalledBackByTheMoreUrgentQueue(t *testing.T) {
	t.Parallel()
	h := newFixture(t).does(
		CallBack{Case: "10000001", Call: "CA1", Queue: "general", Number: "+8613900000009"},
		CallBack{Case: "10000001", Call: "CA2", Queue: "fraud", Number: "+8613900000009", Priority: 20},
		CallBack{Case: "10000001", Call: "CA3", Queue: "general", Number: "+8613900000009"})
	require.Equal(t, 1, h.floor.Interactions.Len(), "never two for one case")
	k := h.floor.Interactions.Get(CallbackID("10000001"))
	require.Equal(t, "fraud", k.Queue)
	require.Equal(t, 20, k.Priority)
}

// BenchmarkFloor is a busy hour: 500 callers wait, 50 agents talk; a call ends,
// its agent files it, and is offered the next caller.
func BenchmarkFloor(b *testing.B) {
	h := newFixture(b)
	for i := range 50 {
		h.agent(fmt.Sprint("agent", i))
	}
	for i := range 550 {
		h.caller(fmt.Sprintf("CA%05d", i), i%3)
	}
	next := 550
	for b.Loop() {
		agent := fmt.Sprint("agent", next%50)
		k := h.floor.Interactions.Get(h.floor.Sessions.Get(agent).Interaction)
		for _, e := range []Event{
			Accepted{k.Offer.ID, "leg " + agent}, Joined{Call: k.Call, Step: 2}, EndCall{agent},
			Enqueued{Call: fmt.Sprintf("CA%05d", next), Queue: "general", Step: 1, There: true}, File{Agent: agent, Disposition: Resolved},
		} {
			change, err := h.floor.Step(e, h.now, opened)
			if err != nil {
				b.Fatal(err)
			}
			h.floor = change.State
		}
		next++
	}
}

// A caller who was handed to a colleague is offered to them before others who wait, also in a queue
// that the colleague does not serve.
func TestWhoIsHandedToAColleagueIsOfferedToThem(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").caller("CA2", 50)
	h.does(SignIn{Agent: Agent{Name: "bo", Address: "client:bo", Queues: []string{"refunds"}}}, Ready{"bo"})
	h.does(Transfer{Agent: "amy", Colleague: "bo"}, Enqueued{Call: "CA1", Queue: "general", Step: 3, There: true})
	require.Equal(t, "CA1", h.offered("bo"))
}

// Who is taken from one caller to the next is rung when their leg has ended. Both are asked of the carrier at the same
// moment: the telephone would be busy, and the offer count as not taken.
func TestTheLegOfTheOfferBeforeEndsFirst(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).caller("CA2", 0)
	h.does(AgentAnswered{Offer: h.floor.Interactions.Get("CA1").Offer.ID, Leg: "first"}, Left{Call: "CA1"})
	offer := h.floor.Interactions.Get("CA2").Offer.ID
	require.Equal(t, []Action{HangUp{Leg: "first"}, Ring{Offer: offer, To: "+8613700000001", After: "first"}}, h.done)
	h.does(AgentAnswered{Offer: offer, Leg: "second"}).later(time.Minute).agent("bo").caller("CA3", 0)
	for _, a := range h.done {
		if ring, is := a.(Ring); is {
			require.Empty(t, ring.After, "no leg ends")
		}
	}
}

// Two processes may have rung for one offer, when one of them was taken to be lost. The first leg is the offer's; that the
// other finds the telephone busy takes the offer from nobody.
func TestAnOfferHasOneLeg(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0)
	offer := h.floor.Interactions.Get(h.offered("amy")).Offer.ID
	h.does(AgentRinging{Offer: offer, Leg: "first"}, AgentRinging{Offer: offer, Leg: "second"})
	require.Contains(t, h.done, HangUp{Leg: "second"})
	h.does(LegEnded{Leg: "second", Offer: offer}, Accepted{Offer: offer, Leg: "first"})
	require.Equal(t, Joining, h.floor.Interactions.Get("CA1").State)
}

func TestWhoDialledInAndMissesTwoIsHungUpOn(t *testing.T) {
	t.Parallel()
	h := newFixture(t).does(SignIn{Agent: Agent{Name: "amy", Queues: []string{"general"}}, Leg: "leg amy"}).caller("CA1", 0)
	h.later(ringFor + time.Second).later(ringFor + time.Second)
	require.Contains(t, h.done, HangUp{Leg: "leg amy"}, "nobody is at the other end")
	h.does(LegEnded{Leg: "leg amy"})
	require.Empty(t, h.floor.Sessions)
}
