package postgres_test

import (
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

var bothOpen = acd.Rules{Open: map[string]bool{"general": true, "refunds": true}}

// changing makes changes of an ACD of which it knows a version.
type changing struct {
	t       *testing.T
	store   *postgres.Store
	state   acd.State
	version store.ACDVersion
}

// knows opens a store, whose ACD is parted, and reads it.
func knows(t *testing.T, url string) *changing {
	t.Helper()
	c := &changing{t: t, store: open(t, url)}
	require.NoError(t, c.store.PartACD(t.Context()))
	c.learn()
	return c
}

func (c *changing) learn() {
	c.t.Helper()
	news, err := c.store.ACDSince(c.t.Context(), c.version)
	require.NoError(c.t, err)
	c.state, c.version = news.Apply(c.state), news.Version
}

// makes returns the change that an event makes of what is known.
func (c *changing) makes(e acd.Event) store.ACDCommit {
	c.t.Helper()
	change, err := c.state.Step(e, noon, bothOpen)
	require.NoError(c.t, err)
	return store.ACDCommit{Read: c.version, Before: c.state, Shards: change.Touched(c.state), Change: change}
}

func (c *changing) does(e acd.Event) error {
	c.t.Helper()
	return c.store.CommitACD(c.t.Context(), c.makes(e))
}

// What is new of the ACD is what has changed since a version, what is no more included.
func TestACDSince(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	writer, reader := knows(t, url), knows(t, url)
	ctx := t.Context()
	for _, e := range []acd.Event{
		acd.Enqueued{Call: "CA1", Queue: "general"}, acd.Enqueued{Call: "CA2", Queue: "general"},
		acd.Enqueued{Call: "CA3", Queue: "refunds"}, acd.Left{Call: "CA1"},
	} {
		require.NoError(t, writer.does(e))
		writer.learn()
	}
	require.Equal(t, store.ACDVersion{"general": 3, "refunds": 1}, writer.version)
	news, err := reader.store.ACDSince(ctx, writer.version)
	require.NoError(t, err)
	require.Equal(t, store.ACDNews{Version: writer.version}, news)
	news, err = reader.store.ACDSince(ctx, store.ACDVersion{"general": 2, "refunds": 1})
	require.NoError(t, err)
	require.Equal(t, store.ACDNews{Version: writer.version, Interactions: []string{"CA1"}}, news, "it is no more")
	reader.learn()
	require.Equal(t, writer.state, reader.state)
	whole, version, err := reader.store.ACD(ctx)
	require.NoError(t, err)
	require.Equal(t, writer.version, version)
	require.Equal(t, writer.state, whole)
}

// Who does not know of a change of one queue can change another, and not that one; nor can anyone bring back what
// others have begun elsewhere, or take from the inbox what was taken.
func TestQueuesChangeApart(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	one, two := knows(t, url), knows(t, url)
	require.NoError(t, one.does(acd.Enqueued{Call: "CA1", Queue: "general"}))
	require.NoError(t, two.does(acd.Enqueued{Call: "CA2", Queue: "refunds"}))
	require.ErrorIs(t, two.does(acd.Enqueued{Call: "CA3", Queue: "general"}), store.ErrConflict)
	require.ErrorIs(t, one.does(acd.Enqueued{Call: "CA2", Queue: "general"}), store.ErrConflict, "the queue is not as it was known")
	one.learn()
	two.learn()
	require.Equal(t, one.state, two.state)
	require.NoError(t, one.does(acd.Enqueued{Call: "CA4", Queue: "general"}))
	require.ErrorIs(t, two.does(acd.Enqueued{Call: "CA4", Queue: "refunds"}), store.ErrConflict, "the call is in another queue already")

	told := step("CA5", 0)
	told.ACD = []acd.Event{acd.Left{Call: "CA9"}}
	require.NoError(t, one.store.Commit(t.Context(), told))
	inbox, err := one.store.Inbox(t.Context(), 0)
	require.NoError(t, err)
	taken := store.ACDCommit{Taken: []uint64{inbox[0].Seq}}
	require.NoError(t, one.store.CommitACD(t.Context(), taken))
	require.ErrorIs(t, two.store.CommitACD(t.Context(), taken), store.ErrConflict)
}

// An agent who serves two queues makes each change of one a change of the other.
func TestAnAgentJoinsTwoQueues(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	one, two := knows(t, url), knows(t, url)
	amy := acd.Agent{Name: "amy", Address: "client:amy", Queues: []string{"general", "refunds"}}
	require.NoError(t, one.does(acd.SignIn{Agent: amy}))
	two.learn()
	require.NoError(t, two.does(acd.Enqueued{Call: "CA1", Queue: "refunds", There: true}))
	one.learn()
	require.NoError(t, one.does(acd.Ready{Agent: "amy"}))
	require.ErrorIs(t, two.does(acd.Enqueued{Call: "CA2", Queue: "general", There: true}), store.ErrConflict, "amy is offered a caller of refunds meanwhile")
}

// Figures of a day to which several processes add at once are the sum.
func TestFiguresAddUpThoughQueuesChangeApart(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	const processes, times = 3, 10
	done := make(chan error)
	for n := range processes {
		c := knows(t, url)
		queue := fmt.Sprint("queue", n)
		go func() {
			for i := range times {
				err := c.store.CommitACD(t.Context(), store.ACDCommit{
					Read: store.ACDVersion{queue: i}, Shards: []string{queue},
					Change: acd.Change{Days: acd.Days{{Day: "2026-03-02", Agent: "amy"}: {Offered: 1}}},
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range processes {
		require.NoError(t, <-done)
	}
	for d, err := range open(t, url).DayStats(t.Context(), "2026-03-02", "2026-03-02") {
		require.NoError(t, err)
		require.Equal(t, processes*times, d.Stats.Offered)
	}
}

// While a process of the release before lives, which knows of one version, every change is one of the whole, as its
// are. What it still tries when the ACD is parted is refused.
func TestTheACDIsPartedWhenTheReleaseBeforeIsGone(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	ctx := t.Context()
	open(t, url)
	earlier, err := pgx.Connect(ctx, url)
	require.NoError(t, err)
	defer func() { require.NoError(t, earlier.Close(ctx)) }()
	alive := func(until string) {
		_, err := earlier.Exec(ctx, `INSERT INTO marks (kind, name, holder, until) VALUES ('alive', 'earlier', 'earlier', now() + $1::interval)
			ON CONFLICT (kind, name, holder) DO UPDATE SET until = excluded.until`, until)
		require.NoError(t, err)
	}
	// changes is a change as the release before makes it.
	changes := func(read int) int64 {
		tag, err := earlier.Exec(ctx, `UPDATE acd SET version = $2, record = $3 WHERE kind = 'acd' AND key = '' AND version = $1`,
			read, read+1, fmt.Appendf(nil, `{"Version":%d,"Serial":7}`, read+1))
		require.NoError(t, err)
		if tag.RowsAffected() == 1 {
			_, err = earlier.Exec(ctx, `INSERT INTO acd (kind, key, version, record) VALUES ('interaction', 'CA1', $1, '{"ID":"CA1","Queue":"general","State":"waiting"}')
				ON CONFLICT (kind, key) DO UPDATE SET version = excluded.version, record = excluded.record`, read+1)
			require.NoError(t, err)
		}
		return tag.RowsAffected()
	}
	alive("1 hour")
	one, two := knows(t, url), knows(t, url)
	require.NoError(t, one.does(acd.Enqueued{Call: "CA2", Queue: "refunds"}))
	require.ErrorIs(t, two.does(acd.Enqueued{Call: "CA3", Queue: "general"}), store.ErrConflict, "it is one shard")
	require.Zero(t, changes(0), "the earlier release does not know of CA2")
	require.EqualValues(t, 1, changes(1))
	require.ErrorIs(t, one.does(acd.Enqueued{Call: "CA3", Queue: "general"}), store.ErrConflict, "nor do we of CA1")
	one.learn()
	require.True(t, one.state.Interactions.Has("CA1"))
	var serial []byte
	require.NoError(t, one.does(acd.Enqueued{Call: "CA3", Queue: "general"}))
	require.NoError(t, earlier.QueryRow(ctx, `SELECT record FROM acd WHERE kind = 'acd'`).Scan(&serial))
	require.Contains(t, string(serial), `"Serial":7`, "its numbers go on")

	alive("-1 second")
	require.NoError(t, one.store.PartACD(ctx))
	one.learn()
	two.learn()
	require.Equal(t, store.ACDVersion{"general": 1, "refunds": 1}, one.version)
	require.Equal(t, one.state, two.state)
	require.Zero(t, changes(3), "the release before has no say any more")
	require.NoError(t, one.does(acd.Left{Call: "CA2"}))
	require.NoError(t, two.does(acd.Left{Call: "CA3"}))
}
