package acd

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// of adds up what is counted of a queue, or of an agent.
func (h *fixture) of(queue, agent string) (s Stats) {
	for _, d := range h.days.List() {
		if d.Queue == queue && d.Agent == agent {
			s = s.Plus(d.Stats)
		}
	}
	return s
}

func TestCallHandedOverWithinOneQueueIsOneAnsweredCall(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).later(5 * time.Second).takes("amy").later(time.Minute)
	require.Equal(t, 1, h.of("general", "").Answered, "while they talk")
	h.agent("bo").does(Transfer{Agent: "amy", Colleague: "bo"})
	h.does(Enqueued{Call: "CA1", Queue: "general", Step: 3, There: true}).later(10 * time.Second).takes("bo")
	h.later(time.Minute).does(Left{Call: "CA1"})
	h.caller("CA2", 0).later(30 * time.Second).does(Left{Call: "CA2"})
	s := h.of("general", "")
	require.Equal(t, Stats{
		Offered: 2, Answered: 1, InTime: 1, Counted: 2, Abandoned: 1, Handled: 1, Talk: 2 * time.Minute,
		Wait: 5 * time.Second, Waits: Histogram{5: 1}, GaveUp: Histogram{30: 1},
	}, s)
	level, some := s.Level()
	require.True(t, some)
	require.InDelta(t, 0.5, level, 0)
	require.Equal(t, 2, s.Over())
	require.Equal(t, Stats{Offered: 1, Answered: 1, Handled: 1, Talk: time.Minute}, h.of("", "bo"), "who took it over has handled it, too")
	require.Equal(t, 1, h.of("", "amy").Handled)
}

func TestCallHandedOverToAColleagueWhoWasAskedIsOneAnsweredCall(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").agent("bo").does(Consult{Agent: "amy", Colleague: "bo"})
	k := h.floor.Interactions.Get("CA1")
	h.does(Accepted{k.Offer.ID, "leg bo"}).later(time.Minute).does(CompleteTransfer{"amy"}).later(time.Minute).does(Left{Call: "CA1"})
	require.Equal(t, 1, h.of("general", "").Answered)
	require.Equal(t, 1, h.of("general", "").Handled)
	require.Equal(t, 2*time.Minute, h.of("general", "").Talk)
	require.Equal(t, Stats{Offered: 1, Answered: 1, Handled: 1, Talk: time.Minute}, h.of("", "bo"))
}

func TestCallHandedOverToAnotherQueueIsAnsweredInEach(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").caller("CA1", 0).takes("amy").does(Transfer{Agent: "amy", Queue: "refunds"})
	h.does(SignIn{Agent: Agent{Name: "bo", Address: "+8613700000001", Queues: queues, Languages: []string{"zh-CN"}}}, Ready{"bo"})
	h.does(Enqueued{Call: "CA1", Queue: "refunds", Step: 3, There: true}).takes("bo")
	require.Equal(t, 1, h.of("general", "").Answered)
	require.Equal(t, 1, h.of("refunds", "").Answered)
}

func TestCallbackThatWasNotReachedIsNoAnswer(t *testing.T) {
	t.Parallel()
	h := newFixture(t).agent("amy").does(CallBack{Case: "10000001", Queue: "general", Language: "zh-CN", Number: "+8613900000009"})
	k := h.floor.Interactions.Get("callback-10000001")
	h.does(Accepted{k.Offer.ID, "leg amy"}, DequeueFailed{Interaction: k.ID, Gone: true})
	s := h.of("general", "")
	require.Equal(t, Stats{Offered: 2, Promised: 1, Unreached: 1}, s, "the next try is a stay of its own")
	_, some := s.Level()
	require.False(t, some)
	h.later(retryAfter).does(Ready{"amy"})
	k = h.floor.Interactions.Get("callback-10000001")
	h.does(Accepted{k.Offer.ID, "leg amy"}, Joined{Call: "CA7", Interaction: k.ID})
	require.Equal(t, 1, h.of("general", "").Kept)
	require.Equal(t, 1, h.of("", "amy").Kept)
}

func TestStaysCountOnTheDayOnWhichTheyBegan(t *testing.T) {
	t.Parallel()
	h := newFixture(t)
	h.now = noon.Add(12*time.Hour - 10*time.Second)
	h.caller("CA1", 0).later(time.Minute).agent("amy").takes("amy").does(EndCall{"amy"})
	for _, d := range h.days.List() {
		require.Equal(t, "2026-03-02", d.Day)
	}
	shanghai := Rules{Zone: time.FixedZone("", 8*60*60)}
	require.Equal(t, "2026-03-03", shanghai.Day(noon.Add(4*time.Hour)))
}

func TestMedianIsTheMiddleWait(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h, within := Histogram{}, time.Duration(rapid.IntRange(0, 120).Draw(t, "within"))*time.Second
		soon := 0
		for range rapid.IntRange(1, 9).Draw(t, "waits") {
			wait := time.Duration(rapid.IntRange(0, int(3*time.Hour)).Draw(t, "wait"))
			h = h.plus(Histogram{class(wait): 1})
			soon += one(wait <= within)
			require.GreaterOrEqual(t, class(wait), int(wait/time.Second))
		}
		require.Equal(t, soon, h.UpTo(within), "exact up to two minutes")
	})
	median, some := Histogram{5: 1, 7: 1, 90: 1}.Median()
	require.True(t, some)
	require.Equal(t, 7*time.Second, median)
	_, some = Histogram{}.Median()
	require.False(t, some)
}
