package dispatch_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
)

// A crowd: as many wait as a queue may ever hold, and a contact centre talks.
const (
	crowdWaits  = 5000
	crowdAgents = 500
)

// crowded is a dispatcher on a file, with a crowd.
func crowded(b *testing.B, c *clock) *dispatch.Dispatcher {
	b.Helper()
	d := on(kept(b), c)
	all := func(count int, events func(i int) []acd.Event) {
		var doing sync.WaitGroup
		for i := range count {
			doing.Go(func() {
				for _, e := range events(i) {
					if err := d.Do(context.Background(), e); err != nil {
						b.Error(err)
					}
				}
			})
		}
		doing.Wait()
	}
	all(crowdAgents, func(i int) []acd.Event {
		name := agentName(i)
		return []acd.Event{
			acd.SignIn{Agent: acd.Agent{Name: name, Address: "client:x", Queues: []string{"general"}, Languages: []string{"zh-CN"}}},
			acd.Ready{Agent: name},
		}
	})
	all(crowdWaits+crowdAgents, func(i int) []acd.Event { return []acd.Event{enters(fmt.Sprintf("CA%05d", i))} })
	all(crowdAgents, func(i int) []acd.Event { return talks(d, agentName(i)) })
	return d
}

func agentName(i int) string { return fmt.Sprintf("agent%03d", i) }

// talks has an agent take the call that they are offered.
func talks(d *dispatch.Dispatcher, agent string) []acd.Event {
	state := d.State()
	k := state.Interactions.Get(state.Sessions.Get(agent).Interaction)
	return []acd.Event{acd.Accepted{Offer: k.Offer.ID, Leg: "leg of " + agent + k.ID}, acd.Joined{Call: k.Call, Step: 2}}
}

// BenchmarkOffer is how long it takes from an agent's being free to the next caller's offer on
// disk, with a crowd; p99-ms is the time that one of a hundred offers takes longer than.
func BenchmarkOffer(b *testing.B) {
	c := &clock{now: noon}
	d := crowded(b, c)
	var took []time.Duration
	next := 0
	for b.Loop() {
		agent := agentName(next % crowdAgents)
		next++
		require.NoError(b, d.Do(b.Context(), acd.EndCall{Agent: agent}))
		require.NoError(b, d.Do(b.Context(), enters(fmt.Sprintf("CB%05d", next))))
		c.pass(time.Second)
		began := time.Now()
		require.NoError(b, d.Do(b.Context(), acd.File{Agent: agent, Disposition: acd.Resolved}))
		took = append(took, time.Since(began))
		require.Equal(b, acd.Ringing, d.State().Sessions.Get(agent).Mode)
		for _, e := range talks(d, agent) {
			require.NoError(b, d.Do(b.Context(), e))
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkSecond is what a second of the wait costs the dispatcher, with a crowd that was
// heard: a share of a core, if divided by a second.
func BenchmarkSecond(b *testing.B) {
	c := &clock{now: noon}
	d := crowded(b, c)
	rounds := crowdWaits / 20 // each asks what to hear every 20 seconds
	state := d.State()
	waiting := slices.Collect(state.Interactions.Keys())
	next := 0
	for b.Loop() {
		for range rounds {
			call := waiting[next%len(waiting)]
			next++
			d.Heard(call)
			now := d.State()
			k, _ := now.ByCall(call)
			now.Position(k.ID, noon)
			now.Staffed(k.Queue)
		}
		require.NoError(b, d.Tick(b.Context()))
	}
}
