package dispatch_test

import (
	"context"
	"maps"
	"slices"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// agree compares what the processes and the store know with the one state, in all but ids; nothing is left in the inbox, and
// no offer rings twice.
func (s *sharded) agree() {
	want := withoutIDs(s.one)
	for _, p := range s.processes {
		state := p.State()
		require.NoError(s.t, state.Check())
		require.Equal(s.t, want, withoutIDs(state))
	}
	stored, _, err := s.processes[0].ACD(context.Background())
	require.NoError(s.t, err)
	require.Equal(s.t, want, withoutIDs(stored))
	inbox, err := s.processes[0].Inbox(context.Background(), 0)
	require.NoError(s.t, err)
	require.Empty(s.t, inbox, "nobody is forgotten")
	out, err := s.processes[0].TakeOutgoing(context.Background(), 0)
	require.NoError(s.t, err)
	for _, o := range out {
		if ring, is := o.Task.(store.ACDAction).Action.(acd.Ring); is {
			require.False(s.t, s.rung[ring.Offer], "an offer rings once")
			s.rung[ring.Offer] = true
		}
	}
}

// plainState is a state without the ids that are drawn.
type plainState struct {
	Interactions map[string]acd.Interaction
	Sessions     map[string]acd.AgentSession
	Queues       map[string]acd.QueueStats
}

func withoutIDs(f acd.State) plainState {
	plain := plainState{maps.Collect(f.Interactions.All()), maps.Collect(f.Sessions.All()), maps.Collect(f.Queues.All())}
	for _, id := range slices.Sorted(maps.Keys(plain.Interactions)) {
		k := plain.Interactions[id]
		k.Offer.ID, k.Conference, k.Record.ID = "", "", ""
		plain.Interactions[id] = k
	}
	for _, name := range slices.Sorted(maps.Keys(plain.Sessions)) {
		a := plain.Sessions[name]
		a.Record.ID, a.Asked.Offer = "", ""
		a.Unfiled = slices.Clone(a.Unfiled)
		for i := range a.Unfiled {
			a.Unfiled[i].ID = ""
		}
		plain.Sessions[name] = a
	}
	return plain
}
