package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// clock is moved by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// counted counts the writes of a store.
type counted struct {
	dispatch.Store
	mu     sync.Mutex
	writes int
	fail   error // of the next write
	behind int   // how many writes find that another process was faster
}

func (c *counted) CommitACD(ctx context.Context, f store.ACDCommit) error {
	c.mu.Lock()
	c.writes++
	err := c.fail
	c.fail = nil
	if c.behind > 0 {
		c.behind, err = c.behind-1, store.ErrConflict
	}
	c.mu.Unlock()
	if err != nil {
		return err
	}
	return c.Store.CommitACD(ctx, f)
}

func kept(t testing.TB) *counted {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return &counted{Store: s}
}

func on(s dispatch.Store, c *clock) *dispatch.Dispatcher { return seeded(s, c, 0) }

// seeded is a dispatcher that draws other ids than those of other seeds.
func seeded(s dispatch.Store, c *clock, seed byte) *dispatch.Dispatcher {
	return dispatch.New(dispatch.Config{
		Store: s,
		Rules: func(time.Time) acd.Rules {
			return acd.Rules{Open: map[string]bool{"general": true}, Promises: map[string]acd.Promise{"general": {Share: 0.8, Within: 20 * time.Second}}}
		},
		Clock: c.Now, Random: rand.NewChaCha8([32]byte{seed}), Log: zerolog.New(io.Discard), Notice: func() {},
	})
}

func enters(call string) acd.Enqueued {
	return acd.Enqueued{Call: call, Queue: "general", Language: "zh-CN", Step: 1, There: true}
}

// In a rush other processes may be faster many times in a row: what an agent does is not refused for that.
func TestOtherProcessesAreFasterManyTimes(t *testing.T) {
	t.Parallel()
	s, c := kept(t), &clock{now: noon}
	s.behind = 50
	f := on(s, c)
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
	require.Equal(t, 51, s.writes)
	require.Equal(t, 1, f.State().Interactions.Len())
}

func TestARushIsWrittenTogetherAndIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	s, c := kept(t), &clock{now: noon}
	f := on(s, c)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() { require.NoError(t, f.Do(context.Background(), enters(fmt.Sprint("CA", i)))) })
	}
	all.Wait()
	require.Less(t, s.writes, 100, "one write serves many")
	require.Equal(t, 200, f.State().Interactions.Len())
	require.Equal(t, f.State(), on(s, c).State())
}

func TestWhatChangesNothingIsNotWritten(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
	for range 10 {
		require.NoError(t, f.Do(t.Context(), enters("CA1")))
		require.NoError(t, f.Tick(t.Context()))
	}
	require.Equal(t, 1, s.writes)
}

func TestTwoProcessesOnOneFloor(t *testing.T) {
	t.Parallel()
	s, c := kept(t), &clock{now: noon}
	one, two := on(s, c), on(s, c)
	require.Empty(t, two.State().Interactions)
	require.NoError(t, one.Do(t.Context(), enters("CA1")))
	require.NoError(t, two.Do(t.Context(), enters("CA2")), "built on what the other wrote")
	require.Equal(t, 2, two.State().Interactions.Len())
}

func TestARefusalIsOfOneOnly(t *testing.T) {
	t.Parallel()
	f := on(kept(t), &clock{now: noon})
	require.ErrorIs(t, f.Do(t.Context(), acd.Hold{Agent: "nobody"}), acd.ErrSignedOut)
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
}

func TestAWriteThatFailsChangesNothing(t *testing.T) {
	t.Parallel()
	s := kept(t)
	f := on(s, &clock{now: noon})
	s.fail = errors.New("the disk is full")
	require.ErrorContains(t, f.Do(t.Context(), enters("CA1")), "the disk is full")
	require.Empty(t, f.State().Interactions)
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
}

func TestWatchersAreTold(t *testing.T) {
	t.Parallel()
	f := on(kept(t), &clock{now: noon})
	changed, stop := f.Watch()
	defer stop()
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
	<-changed
}

func TestACallerOfWhomNothingIsHeardIsGone(t *testing.T) {
	t.Parallel()
	c := &clock{now: noon}
	f := on(kept(t), c)
	require.NoError(t, f.Do(t.Context(), enters("CA1")))
	require.NoError(t, f.Do(t.Context(), enters("CA2")))
	for range 5 {
		c.pass(time.Minute)
		f.Heard("CA2")
		require.NoError(t, f.Tick(t.Context()))
	}
	tickets := f.State().Interactions
	require.Equal(t, []string{"CA2"}, slices.Collect(tickets.Keys()))
}

func TestServiceLevel(t *testing.T) {
	t.Parallel()
	c := &clock{now: noon}
	f := on(kept(t), c)
	do := func(e acd.Event) { t.Helper(); require.NoError(t, f.Do(t.Context(), e)) }
	do(acd.SignIn{Agent: acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general"}, Languages: []string{"zh-CN"}}})
	answer := func(call string, after time.Duration) {
		do(enters(call))
		c.pass(after)
		do(acd.Ready{Agent: "amy"})
		k := f.State().Interactions.Get(call)
		do(acd.Accepted{Offer: k.Offer.ID, Leg: "leg" + call})
		do(acd.Joined{Call: call, Step: 2})
		do(acd.Left{Call: call})
		do(acd.SetAway{Agent: "amy"})
	}
	answer("CA1", 5*time.Second)
	answer("CA2", time.Minute)
	do(enters("CA3"))
	c.pass(5 * time.Second)
	do(acd.Left{Call: "CA3"}) // hung up sooner than anybody was to answer
	do(enters("CA4"))
	queues, err := f.Queues(t.Context())
	require.NoError(t, err)
	require.Equal(t, []dispatch.QueueStatus{{
		Name: "general", Open: true, Waiting: 1, Agents: map[acd.AgentStatus]int{acd.Away: 1},
		Answered: 2, Abandoned: 1, Level: 0.5, Target: 0.8, Within: 20 * time.Second,
	}}, queues)
}
