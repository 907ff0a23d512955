package acd

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// staffed is an ACD on which agents serve other queues.
func staffed(t *testing.T) *fixture {
	h := newFixture(t)
	for agent, queues := range map[string][]string{"amy": {"general"}, "bo": {"refunds"}, "chen": {"fraud", "refunds"}, "di": nil} { // in no order
		h.does(SignIn{Agent: Agent{Name: agent, Address: "client:x", Queues: queues, Languages: []string{"zh-CN"}}})
	}
	return h
}

func TestGroupsAreWhatAgentsConnect(t *testing.T) {
	t.Parallel()
	h := staffed(t).caller("CA1", 0)
	require.Equal(t, [][]string{{"~"}}, Groups(State{}, nil))
	require.Equal(t, [][]string{{"account", "~"}, {"fraud", "refunds"}, {"general"}}, Groups(h.floor, []string{"account", "general"}))
	h.does(Ready{"amy"}).takes("amy")
	require.Len(t, Groups(h.floor, nil), 2)
	h.does(Ready{"bo"}, Transfer{Agent: "amy", Colleague: "bo"}, Enqueued{Call: "CA1", Queue: "general", Step: 3, There: true})
	require.Equal(t, "CA1", h.offered("bo"))
	require.Equal(t, [][]string{{"fraud", "general", "refunds", "~"}}, Groups(h.floor, nil), "bo is asked to take a caller of general")
}

func TestAChangeTouchesTheQueuesThatItWasDecidedOn(t *testing.T) {
	t.Parallel()
	h := staffed(t)
	touches := func(e Event, queues ...string) {
		t.Helper()
		change, err := h.floor.Step(e, h.now, opened)
		require.NoError(t, err)
		require.Equal(t, queues, change.Touched(h.floor), "%T", e)
		h.does(e)
	}
	touches(Enqueued{Call: "CA1", Queue: "general", Step: 1, There: true}, "general")
	touches(Ready{"di"}, "~")
	touches(Ready{"chen"}, "fraud", "refunds")
	touches(Ready{"bo"}, "refunds")
	touches(Ready{"amy"}, "general")
	h.takes("amy")
	touches(Consult{Agent: "amy", Colleague: "chen"}, "fraud", "general", "refunds")
	touches(Resume{"amy"}, "fraud", "general", "refunds")
	touches(Transfer{Agent: "amy", Colleague: "bo"}, "general", "refunds")
	touches(Enqueued{Call: "CA1", Queue: "general", Step: 3, There: true}, "general", "refunds")
	touches(AgentChanged{Agent{Name: "amy", Address: "client:x", Queues: []string{"account"}}}, "account", "general")
	touches(Left{Call: "CA9"})
}

// What an event of a call brings is taken after what the inbox holds of that call: so each names it.
func TestEventsNameTheirCall(t *testing.T) {
	t.Parallel()
	for _, e := range []Event{
		Enqueued{Call: "CA1"}, CallBack{Call: "CA1"}, Left{Call: "CA1"}, Dialled{Call: "CA1"}, Joined{Call: "CA1"}, CallerReturned{Call: "CA1"},
		ConferenceEnded{Call: "CA1"},
	} {
		names, _ := Concerns(State{}, e)
		require.Contains(t, names, "CA1", "%T", e)
	}
}
