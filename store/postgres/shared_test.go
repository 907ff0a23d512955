package postgres_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/postgres"
	"github.com/okpay/hotline/store/postgres/postgrestest"
)

var noon = time.Date(2026, 10, 9, 4, 0, 0, 0, time.UTC)

func step(call string, n int) store.Commit {
	return store.Commit{
		Claim:  store.StepKey{Call: call, Step: fmt.Sprint(n)},
		Read:   n,
		Call:   ivr.Call{ID: call, Step: n + 1, Began: noon, At: noon},
		Events: []store.Entry{{Seq: n, At: noon, Step: n, Node: "main", Event: ivr.Input{Digits: "1"}}},
		Reply:  fmt.Appendf(nil, "answer %d", n),
	}
}

// Three processes serve the steps of the same calls, each step delivered to all of
// them at once: each is written once, and what it wants sent is taken once.
func TestProcessesShareCalls(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	const calls, steps = 12, 6
	var processes []*postgres.Store
	for range 3 {
		processes = append(processes, open(t, url))
	}
	var all sync.WaitGroup
	for c := range calls {
		for _, s := range processes {
			all.Go(func() {
				for n := range steps {
					commit := step(fmt.Sprint("CA", c), n)
					commit.Claim.Token = fmt.Sprint("token-", n)
					commit.Outgoing = []store.Outgoing{{ID: fmt.Sprint("m-", c, "-", n), Task: store.SendText{}}}
					commit.ACD = []acd.Event{acd.Left{Call: commit.Call.ID}}
					var claimed *store.Claimed
					if err := s.Commit(t.Context(), commit); err != nil {
						require.ErrorAs(t, err, &claimed)
						require.Equal(t, string(commit.Reply), string(claimed.Reply))
					}
				}
			})
		}
	}
	var mu sync.Mutex
	sent := map[string]int{}
	stop := make(chan struct{})
	var senders sync.WaitGroup
	for _, s := range processes {
		senders.Go(func() {
			for last := false; !last; {
				select {
				case <-stop:
					last = true
				default:
				}
				batch, err := s.TakeOutgoing(t.Context(), 7)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				for _, o := range batch {
					sent[o.ID]++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	close(stop)
	senders.Wait()
	require.Len(t, sent, calls*steps)
	for id, times := range sent {
		require.Equal(t, 1, times, id)
	}
	for c := range calls {
		entries, err := processes[0].Journal(t.Context(), fmt.Sprint("CA", c))
		require.NoError(t, err)
		require.Len(t, entries, steps)
	}
	inbox, err := processes[1].Inbox(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, inbox, calls*steps)
}

// What a call brings the ACD stays in order, though it was brought by processes whose
// clocks differ by an hour.
func TestInboxKeepsACallsOrder(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	behind := func() time.Time { return time.Now().Add(-time.Hour) }
	ahead := open(t, url)
	late, err := postgres.Open(t.Context(), url, postgres.Options{Clock: behind})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, late.Close()) })
	var want []acd.Event
	for n, s := range []*postgres.Store{ahead, late, late, ahead, late} {
		commit := step("CA1", n)
		commit.ACD = []acd.Event{acd.Joined{Call: "CA1", Step: 2 * n}, acd.Joined{Call: "CA1", Step: 2*n + 1}}
		want = append(want, commit.ACD...)
		require.NoError(t, s.Commit(t.Context(), commit))
	}
	inbox, err := ahead.Inbox(t.Context(), 0)
	require.NoError(t, err)
	var got []acd.Event
	for _, e := range inbox {
		got = append(got, e.Event)
	}
	require.Equal(t, want, got)
}

// A lease has one holder; one that is not kept is free for others.
func TestLeases(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	a, b := open(t, url), open(t, url)
	ctx := t.Context()
	take := func(s *postgres.Store, keep time.Duration) bool {
		held, err := s.Lease(ctx, "acd", keep)
		require.NoError(t, err)
		return held
	}
	require.True(t, take(a, time.Minute))
	require.True(t, take(a, time.Minute), "it may be kept")
	require.False(t, take(b, time.Minute))
	require.NoError(t, b.Release(ctx, "acd"))
	require.False(t, take(b, time.Minute), "only its holder gives it back")
	require.NoError(t, a.Release(ctx, "acd"))
	require.True(t, take(b, 50*time.Millisecond))
	require.Eventually(t, func() bool { return take(a, time.Minute) }, 5*time.Second, 20*time.Millisecond, "it lapses")

	require.NoError(t, a.Mark(ctx, "page", []string{"amy", "ben"}, time.Minute))
	require.NoError(t, b.Mark(ctx, "page", []string{"amy"}, time.Minute))
	require.NoError(t, a.Mark(ctx, "page", []string{"cai"}, time.Millisecond))
	elsewhere := func(s *postgres.Store) map[string]bool {
		marked, err := s.MarkedElsewhere(ctx, "page")
		require.NoError(t, err)
		return marked
	}
	require.Eventually(t, func() bool { return len(elsewhere(b)) == 2 }, 5*time.Second, 20*time.Millisecond, "a mark lapses")
	require.Equal(t, map[string]bool{"amy": true, "ben": true}, elsewhere(b))
	require.NoError(t, a.Unmark(ctx, "page", []string{"amy"}))
	require.Equal(t, map[string]bool{"ben": true}, elsewhere(b))
	require.Equal(t, map[string]bool{"amy": true}, elsewhere(a), "what the other has marked stays")
}

// What a process took and did not finish is another's when the first is no more, and
// only then.
func TestUnfinishedOfOthers(t *testing.T) {
	t.Parallel()
	server := postgrestest.Start(t)
	url := server.Database(t)
	ctx := t.Context()
	first, second := open(t, url), open(t, url)
	commit := step("CA1", 0)
	commit.Outgoing = []store.Outgoing{{ID: "m1", Task: store.SendText{}}}
	require.NoError(t, first.Commit(ctx, commit))
	taken, err := first.TakeOutgoing(ctx, 0)
	require.NoError(t, err)
	require.Len(t, taken, 1)
	left, err := second.Unfinished(ctx)
	require.NoError(t, err)
	require.Empty(t, left, "the first lives")
	left, err = first.Unfinished(ctx)
	require.NoError(t, err)
	require.Empty(t, left, "it knows what it does itself")
	require.NoError(t, first.Close())
	left, err = second.Unfinished(ctx)
	require.NoError(t, err)
	require.Equal(t, taken, left)
	left, err = second.Unfinished(ctx)
	require.NoError(t, err)
	require.Empty(t, left, "once")
}

// A process that is lost has given nothing back. What it had under way is another's before a caller has waited long.
func TestUnfinishedOfALostProcess(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	lost, other := open(t, url), open(t, url)
	commit := step("CA1", 0)
	commit.Outgoing = []store.Outgoing{{ID: "m1", Task: store.SendText{}}}
	require.NoError(t, lost.Commit(t.Context(), commit))
	taken, err := lost.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		left, err := other.Unfinished(t.Context())
		return err == nil && slices.Equal(left, taken)
	}, 4*time.Second, 50*time.Millisecond)
}

// A call may have gone on at another process before what was read of it is used: then the commit
// conflicts, and the next attempt sees it.
func TestACallThatWentOnElsewhereIsAConflict(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	one, two := open(t, url), open(t, url)
	ctx := t.Context()
	require.NoError(t, one.Commit(ctx, step("CA1", 0)))
	next := store.StepKey{Call: "CA1", Step: "1/key"}
	_, length, err := one.CallFor(ctx, next)
	require.NoError(t, err)
	require.NoError(t, two.Commit(ctx, step("CA1", 1)))
	late := step("CA1", length)
	late.Claim = next
	require.ErrorIs(t, one.Commit(ctx, late), store.ErrConflict)
	_, length, err = one.CallFor(ctx, next)
	require.NoError(t, err)
	require.Equal(t, 2, length)
	late = step("CA1", length)
	late.Claim = next
	require.NoError(t, one.Commit(ctx, late))
	_, _, err = two.CallFor(ctx, next)
	var claimed *store.Claimed
	require.ErrorAs(t, err, &claimed, "what one process has taken, the other knows")
}

// Three processes condense calls at the same time: each call is condensed by one of them.
func TestProcessesCondenseEachCallOnce(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	const calls = 60
	s := open(t, url)
	for n := range calls {
		c := step(fmt.Sprint("CA", n), 0)
		c.Call.EndedAt = noon
		require.NoError(t, s.Commit(t.Context(), c))
	}
	var all sync.WaitGroup
	var condensed atomic.Int64
	for range 3 {
		process := open(t, url)
		all.Go(func() {
			for condensed.Load() < calls && t.Context().Err() == nil {
				n, _, err := process.CondenseCalls(t.Context(), noon.Add(time.Hour), 7)
				if err != nil {
					t.Error(err)
					return
				}
				condensed.Add(int64(n))
			}
		})
	}
	all.Wait()
	require.EqualValues(t, calls, condensed.Load())
	n, more, err := s.CondenseCalls(t.Context(), noon.Add(time.Hour), 7)
	require.NoError(t, err)
	require.Zero(t, n)
	require.False(t, more)
}

// Calls that an earlier release wrote, which did not note when they ended, are condensed as others are.
func TestCallsOfAnEarlierReleaseAreCondensed(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	s := open(t, url)
	for id, ended := range map[string]time.Time{"over": noon, "late": noon.Add(2 * time.Hour), "live": {}} {
		c := step(id, 0)
		c.Call.EndedAt = ended
		require.NoError(t, s.Commit(t.Context(), c))
	}
	earlier, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, earlier.Close(t.Context())) }()
	_, err = earlier.Exec(t.Context(), `UPDATE calls SET ended = 0`)
	require.NoError(t, err)
	answers := func() (kept int) {
		require.NoError(t, earlier.QueryRow(t.Context(), `SELECT count(*) FROM claims`).Scan(&kept))
		return kept
	}
	for _, after := range []struct {
		hours time.Duration
		kept  int
	}{{1, 2}, {3, 1}} {
		_, _, err = s.CondenseCalls(t.Context(), noon.Add(after.hours*time.Hour), 10)
		require.NoError(t, err)
		require.Equal(t, after.kept, answers())
	}
	c := step("live", 1)
	c.Call.EndedAt = noon.Add(3 * time.Hour)
	require.NoError(t, s.Commit(t.Context(), c))
	_, _, err = s.CondenseCalls(t.Context(), noon.Add(4*time.Hour), 10)
	require.NoError(t, err)
	require.Zero(t, answers())
}

// Of a call whose journal is damaged the answers are forgotten; what can be read of it stays as it is.
func TestADamagedJournalIsNotMadeOneRow(t *testing.T) {
	t.Parallel()
	url := postgrestest.Start(t).Database(t)
	s := open(t, url)
	for n := range 3 {
		c := step("CA1", n)
		c.Call.EndedAt = noon
		require.NoError(t, s.Commit(t.Context(), c))
	}
	other, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close(t.Context())) }()
	_, err = other.Exec(t.Context(), `UPDATE journal SET record = 'nonsense' WHERE seq = 1`)
	require.NoError(t, err)
	_, _, err = s.CondenseCalls(t.Context(), noon.Add(time.Hour), 10)
	require.NoError(t, err)
	var rows int
	require.NoError(t, other.QueryRow(t.Context(), `SELECT count(*) FROM journal`).Scan(&rows))
	require.Equal(t, 3, rows)
	_, err = s.Journal(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrDamaged)
}
