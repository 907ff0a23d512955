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
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

// A crowd: as many wait as a queue may ever hold, and a contact centre talks.
const (
	crowdWaits  = 5000
	crowdAgents = 500
)

// queueOf is the queue of an agent or a caller, of so many queues that no agent serves two.
func queueOf(i, queues int) string { return []string{"general", "refunds", "fraud"}[i%queues] }

// crowded is a dispatcher on a store, with a crowd in so many queues.
func crowded(b *testing.B, s dispatch.Store, c *clock, queues int) *dispatch.Dispatcher {
	b.Helper()
	d := on(s, c)
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
			acd.SignIn{Agent: acd.Agent{Name: name, Address: "client:x", Queues: []string{queueOf(i, queues)}, Languages: []string{"zh-CN"}}},
			acd.Ready{Agent: name},
		}
	})
	all(crowdWaits+crowdAgents, func(i int) []acd.Event {
		caller := enters(fmt.Sprintf("CA%05d", i))
		caller.Queue = queueOf(i, queues)
		return []acd.Event{caller}
	})
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
	d := crowded(b, kept(b), c, 1)
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

// BenchmarkTraffic is how many events the ACD takes in a second when 64 agents of the crowd at a time end a call and
// take the next, while a caller comes for each who went: on a file, on a PostgreSQL that syncs its disk, and there
// spread over three processes; with one queue, and with three that no agent connects, whose agents are at any process, or each
// queue's at one. An operation is an event; p99-ms is the time that one of a hundred offers takes longer than.
func BenchmarkTraffic(b *testing.B) {
	b.Run("file", func(b *testing.B) { traffic(b, 1, 1, kept(b)) })
	for _, with := range []struct {
		name                     string
		processes, queues, apart int
	}{{"1 process, 1 queue", 1, 1, 1}, {"3 processes, 1 queue", 3, 1, 1}, {"3 processes, 3 queues", 3, 3, 3}, {"3 processes, a queue each", 3, 3, 1}} {
		b.Run("postgres, "+with.name, func(b *testing.B) {
			url := postgrestest.StartDurable(b).Database(b)
			var stores []dispatch.Store
			for range with.processes {
				s, err := postgres.Open(b.Context(), url, postgres.Options{})
				require.NoError(b, err)
				b.Cleanup(func() { require.NoError(b, s.Close()) })
				require.NoError(b, s.PartACD(b.Context()))
				stores = append(stores, s)
			}
			traffic(b, with.queues, with.apart, stores...)
		})
	}
}

// runAll has dispatchers run, until they have the leases.
func runAll(b *testing.B, all []*dispatch.Dispatcher) {
	ctx, stop := context.WithCancel(b.Context())
	var running sync.WaitGroup
	for _, d := range all {
		running.Go(func() { _ = d.Run(ctx) })
	}
	b.Cleanup(func() {
		stop()
		running.Wait()
	})
	time.Sleep(4 * time.Second)
}

func traffic(b *testing.B, queues, apart int, stores ...dispatch.Store) {
	const atOnce, eventsEach = 64, 5
	c := &clock{now: noon}
	all := []*dispatch.Dispatcher{crowded(b, stores[0], c, queues)}
	for i, s := range stores[1:] {
		all = append(all, seeded(s, c, byte(i+1)))
	}
	c.pass(time.Minute)
	if len(stores) > 1 {
		runAll(b, all)
	}
	cycles := b.N/(atOnce*eventsEach) + 1
	var took [atOnce][]time.Duration
	var doing sync.WaitGroup
	b.ResetTimer()
	for i := range atOnce {
		doing.Go(func() {
			d, agent := all[i/apart%len(all)], agentName(i)
			do := func(e acd.Event) {
				if err := d.Do(context.Background(), e); err != nil {
					b.Error(err)
				}
			}
			for n := range cycles {
				do(acd.EndCall{Agent: agent})
				caller := enters(fmt.Sprintf("CB%02d-%05d", i, n))
				caller.Queue = queueOf(i, queues)
				do(caller)
				began := time.Now()
				do(acd.File{Agent: agent, Disposition: acd.Resolved})
				took[i] = append(took[i], time.Since(began))
				for _, e := range talks(d, agent) {
					do(e)
				}
			}
		})
	}
	doing.Wait()
	b.StopTimer()
	offers := slices.Sorted(slices.Values(slices.Concat(took[:]...)))
	b.ReportMetric(float64(offers[len(offers)*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(atOnce*eventsEach*cycles)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkSecond is what a second of the wait costs the dispatcher, with a crowd that was
// heard: a share of a core, if divided by a second.
func BenchmarkSecond(b *testing.B) {
	c := &clock{now: noon}
	d := crowded(b, kept(b), c, 1)
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
