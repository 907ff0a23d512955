package dispatch_test

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

func openShared(t *testing.T, url string) (*postgres.Store, *dispatch.Dispatcher) {
	t.Helper()
	kept, err := postgres.Open(t.Context(), url, postgres.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	return kept, dispatch.New(dispatch.Config{
		Store: kept, Clock: func() time.Time { return time.Now().UTC().Round(0) }, Random: rand.Reader, Log: zerolog.New(io.Discard), Notice: func() {},
		Rules: func(time.Time) acd.Rules { return acd.Rules{Open: map[string]bool{"general": true}} },
	})
}

// A process that dispatched is no more, and has not given its lease back: another takes
// what calls have left in the inbox within five seconds, and all see it.
func TestALostDispatcherIsReplaced(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	lost, _ := openShared(t, url)
	held, err := lost.Lease(t.Context(), "acd general", 3*time.Second)
	require.NoError(t, err)
	require.True(t, held)
	kept, one := openShared(t, url)
	_, two := openShared(t, url)
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for _, d := range []*dispatch.Dispatcher{one, two} {
		running.Go(func() { _ = d.Run(ctx) })
	}
	defer running.Wait()
	defer stop()
	require.NoError(t, kept.Commit(ctx, store.Commit{
		Claim: store.StepKey{Call: "CA1", Step: "0"}, Call: ivr.Call{ID: "CA1", Began: noon, At: time.Now()},
		ACD: []acd.Event{enters("CA1")},
	}))
	require.NoError(t, two.Drain(ctx))
	require.Empty(t, two.State().Interactions, "the lease is held: it is left in the inbox")
	require.Eventually(t, func() bool { return two.State().Interactions.Len() == 1 }, 5*time.Second, 20*time.Millisecond)
	require.Equal(t, one.State(), two.State())
}

// Many callers and agents come at two processes at once: each agent is offered one
// caller, and each caller to one agent.
func TestTwoProcessesOfferEachCallerOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	kept, one := openShared(t, url)
	_, two := openShared(t, url)
	const count = 12
	var all sync.WaitGroup
	for i := range count {
		for n, d := range []*dispatch.Dispatcher{one, two} {
			all.Go(func() {
				name := string(rune('a' + i))
				var err error
				if n == 0 {
					err = d.Do(t.Context(), enters("CA"+name))
				} else if err = d.Do(t.Context(), acd.SignIn{Agent: acd.Agent{Name: name, Address: "client:x", Queues: []string{"general"}, Languages: []string{"zh-CN"}}}); err == nil {
					err = d.Do(t.Context(), acd.Ready{Agent: name})
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	agents := map[string]bool{}
	for k := range one.State().Interactions.Values() {
		require.Equal(t, acd.Offered, k.State)
		agents[k.Offer.Agent] = true
	}
	require.Len(t, agents, count)
	out, err := kept.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, out, count, "each offer rings once")
	require.Equal(t, one.State(), two.State())
}

// Two processes share the groups; one that ends gives its leases back, and the other takes them.
func TestADispatcherThatEndsHandsItsGroupsOn(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	kept, one := openShared(t, url)
	_, two := openShared(t, url)
	for i, queue := range []string{"fraud", "general", "refunds"} {
		require.NoError(t, one.Do(t.Context(), acd.Enqueued{Call: string(rune('a' + i)), Queue: queue}))
	}
	ctx, stop := context.WithCancel(t.Context())
	var first, second sync.WaitGroup
	ending, end := context.WithCancel(ctx)
	first.Go(func() { _ = one.Run(ending) })
	second.Go(func() { _ = two.Run(ctx) })
	defer second.Wait()
	defer stop()
	defer first.Wait()
	defer end()
	shared := func() bool {
		ones, twos := len(one.Dispatched()), len(two.Dispatched())
		return min(ones, twos) >= 1 && ones+twos == 4 // with that of agents who serve no queue
	}
	require.Eventually(t, shared, 10*time.Second, 20*time.Millisecond)
	end()
	first.Wait()
	leases, err := kept.Leases(t.Context())
	require.NoError(t, err)
	for name, holder := range leases {
		require.NotEqual(t, kept.Instance(), holder, name)
	}
	require.Eventually(t, func() bool { return len(two.Dispatched()) == 4 }, 5*time.Second, 20*time.Millisecond)
}
