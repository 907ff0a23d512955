package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// commitWithoutAnswer: the end of a call has none.
func commitWithoutAnswer(t *testing.T, s store.Store) {
	last := step("CA1", 0)
	last.Reply = nil
	commit(t, s, last)
	reply, err := s.Reply(t.Context(), last.Claim)
	require.NoError(t, err)
	require.Empty(t, reply)
	var claimed *store.Claimed
	require.ErrorAs(t, s.Commit(t.Context(), last), &claimed)
}

func commitReadsBack(t *testing.T, s store.Store) {
	ctx := t.Context()
	_, _, err := s.Call(ctx, "CA1")
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.Code(ctx, "CA1")
	require.ErrorIs(t, err, store.ErrNotFound)

	first := step("CA1", 0)
	first.Call.Said = []ivr.Verb{ivr.Gather{Prompt: []ivr.Verb{ivr.Say{Text: "您好"}}, Timeout: time.Second}}
	first.Code = &store.Code{Call: "CA1", Salt: []byte{1}, Hash: []byte{2}, Expires: noon}
	commit(t, s, first)
	commit(t, s, step("CA1", 1))

	call, length, err := s.Call(ctx, "CA1")
	require.NoError(t, err)
	require.Equal(t, step("CA1", 1).Call, call)
	require.Equal(t, 2, length)
	entries, err := s.Journal(ctx, "CA1")
	require.NoError(t, err)
	require.Equal(t, append(step("CA1", 0).Events, step("CA1", 1).Events...), entries)
	code, err := s.Code(ctx, "CA1")
	require.NoError(t, err)
	require.Equal(t, *first.Code, code)
}

func claimsByStepAndToken(t *testing.T, s store.Store) {
	first := step("CA1", 0)
	first.Claim.Token = "token-a"
	commit(t, s, first)
	second := step("CA1", 1)
	second.Claim.Token = "token-b"
	commit(t, s, second)

	for name, test := range map[string]struct {
		claim store.StepKey
		want  string
	}{
		"the same delivery":         {first.Claim, "answer 0"},
		"without its token":         {store.StepKey{Call: "CA1", Step: "0"}, "answer 0"},
		"with an unknown token":     {store.StepKey{Call: "CA1", Step: "1", Token: "new"}, "answer 1"},
		"a token goes before steps": {store.StepKey{Call: "CA1", Step: "1", Token: "token-a"}, "answer 0"},
	} {
		reply, err := s.Reply(t.Context(), test.claim)
		require.NoError(t, err, name)
		require.Equal(t, test.want, string(reply), name)
		again := step("CA1", 9)
		again.Claim, again.Reply = test.claim, []byte("another answer")
		var claimed *store.Claimed
		require.ErrorAs(t, s.Commit(t.Context(), again), &claimed, name)
		require.Equal(t, test.want, string(claimed.Reply), name)
		_, _, err = s.CallFor(t.Context(), test.claim)
		require.ErrorAs(t, err, &claimed, name)
		require.Equal(t, test.want, string(claimed.Reply), name)
	}
	next := store.StepKey{Call: "CA1", Step: "1/key"}
	_, err := s.Reply(t.Context(), next)
	require.ErrorIs(t, err, store.ErrNotFound)
	elsewhere := store.StepKey{Call: "CA2", Step: "0", Token: "token-a"}
	_, err = s.Reply(t.Context(), elsewhere)
	require.ErrorIs(t, err, store.ErrNotFound, "a token opens its own call's answers only")
	_, _, err = s.CallFor(t.Context(), elsewhere)
	require.ErrorIs(t, err, store.ErrNotFound)
	call, length, err := s.CallFor(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, second.Call, call)
	require.Equal(t, 2, length)
	_, length, err = s.Call(t.Context(), "CA1")
	require.NoError(t, err)
	require.Equal(t, 2, length, "a claimed step changes nothing")
}

// oneOfManyWins delivers the same step fifty times at once, each with an
// answer of its own: one is written, and all hear that one.
func oneOfManyWins(t *testing.T, s store.Store) {
	const deliveries = 50
	heard := make([]string, deliveries)
	var won atomic.Int32
	var all sync.WaitGroup
	for i := range deliveries {
		all.Go(func() {
			c := step("CA1", 0)
			c.Reply = fmt.Appendf(nil, "answer of %d", i)
			c.Outgoing = []store.Outgoing{{ID: fmt.Sprint("SM", i), Task: store.SendText{}}}
			err := s.Commit(context.Background(), c)
			var claimed *store.Claimed
			switch {
			case err == nil:
				won.Add(1)
				heard[i] = string(c.Reply)
			case errors.As(err, &claimed):
				heard[i] = string(claimed.Reply)
			default:
				heard[i] = err.Error()
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 1, won.Load())
	for _, answer := range heard {
		require.Equal(t, heard[0], answer)
	}
	sent, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, sent, 1)
}

func conflictsWriteNothing(t *testing.T, s store.Store) {
	commit(t, s, step("CA1", 0))
	opening := func(number string) []store.CaseChange {
		return []store.CaseChange{{Open: &store.Case{Number: number, Kind: ivr.CaseFraud, Opened: noon}}}
	}
	taken := step("CA2", 0)
	taken.Cases = opening("C-1")
	commit(t, s, taken)

	for name, spoil := range map[string]func(*store.Commit){
		"a journal that is longer": func(c *store.Commit) { c.Read = 0 },
		"a journal not so long":    func(c *store.Commit) { c.Read = 7 },
		"a lock that was counted": func(c *store.Commit) {
			c.Locks = []store.LockChange{{Key: "lock", Read: 3}}
		},
		"a case number that is taken": func(c *store.Commit) { c.Cases = opening("C-1") },
	} {
		c := step("CA1", 1)
		c.Claim.Token = "token"
		c.Outgoing = []store.Outgoing{{ID: "SM1", Task: store.SendText{}}}
		c.Code = &store.Code{Call: "CA1"}
		spoil(&c)
		require.ErrorIs(t, s.Commit(t.Context(), c), store.ErrConflict, name)
	}
	_, err := s.Reply(t.Context(), store.StepKey{Call: "CA1", Step: "1", Token: "token"})
	require.ErrorIs(t, err, store.ErrNotFound)
	_, err = s.Code(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrNotFound)
	sent, err := s.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Empty(t, sent)
	commit(t, s, step("CA1", 1))
}

// locksCountOnce lets twenty calls count a wrong code of one account at once,
// each reading again after a conflict: none is lost.
func locksCountOnce(t *testing.T, s store.Store) {
	const tries = 20
	var all sync.WaitGroup
	for i := range tries {
		all.Go(func() {
			for {
				lock, err := s.Lock(context.Background(), "account")
				c := step(fmt.Sprint("CA", i), 0)
				change := store.LockChange{Key: "account", Read: lock.Version, Lock: lock}
				change.Lock.Count++
				c.Locks = []store.LockChange{change}
				if err = errors.Join(err, s.Commit(context.Background(), c)); !errors.Is(err, store.ErrConflict) {
					return
				}
			}
		})
	}
	all.Wait()
	lock, err := s.Lock(t.Context(), "account")
	require.NoError(t, err)
	require.Equal(t, store.Lock{Count: tries, Version: tries}, lock)
	never, err := s.Lock(t.Context(), "never counted")
	require.NoError(t, err)
	require.Zero(t, never)
}

func commitRefusesNonsense(t *testing.T, s store.Store) {
	for name, spoil := range map[string]func(*store.Commit){
		"no step":                 func(c *store.Commit) { c.Claim.Step = "" },
		"no call":                 func(c *store.Commit) { c.Claim.Call, c.Call.ID = "", "" },
		"another call's claim":    func(c *store.Commit) { c.Claim.Call = "CA2" },
		"an event that is none":   func(c *store.Commit) { c.Events[0].Event = nil },
		"a case change of none":   func(c *store.Commit) { c.Cases = []store.CaseChange{{}} },
		"a recording of no case":  func(c *store.Commit) { c.Cases = []store.CaseChange{{Number: "C-0", Recording: &store.Recording{}}} },
		"text that is not text":   func(c *store.Commit) { c.Call.Node = "\xff" },
		"a message without an id": func(c *store.Commit) { c.Outgoing = []store.Outgoing{{Task: store.SendText{}}} },
	} {
		c := step("CA1", 0)
		spoil(&c)
		require.Error(t, s.Commit(t.Context(), c), name)
	}
	require.Empty(t, collect(t, s.ListCalls(t.Context(), store.CallFilter{})))
}

func endedContext(t *testing.T, s store.Store) {
	require.ErrorIs(t, s.Commit(canceled(), step("CA1", 0)), context.Canceled)
	_, _, err := s.Call(canceled(), "CA1")
	require.ErrorIs(t, err, context.Canceled)
}

func callsNewestFirst(t *testing.T, s store.Store) {
	const calls = 300
	for i := range calls {
		c := step(fmt.Sprintf("CA%03d", i), 0)
		c.Call.Began = noon.Add(time.Duration(i) * time.Minute)
		commit(t, s, c)
	}
	all := collect(t, s.ListCalls(t.Context(), store.CallFilter{}))
	require.Len(t, all, calls)
	for i, call := range all {
		require.Equal(t, fmt.Sprintf("CA%03d", calls-1-i), call.ID)
	}
	require.Len(t, collect(t, s.ListCalls(t.Context(), store.CallFilter{Limit: 7})), 7)
	since := store.CallFilter{Since: noon.Add((calls - 5) * time.Minute)}
	require.Len(t, collect(t, s.ListCalls(t.Context(), since)), 5)
	recordings := collect(t, s.Journals(t.Context(), since))
	require.Len(t, recordings, 5)
	for i, call := range collect(t, s.ListCalls(t.Context(), since)) {
		require.Equal(t, call.ID, recordings[i].Call)
		entries := collect(t, recordings[i].Entries())
		way, err := recordings[i].Way()
		require.NoError(t, err)
		require.Equal(t, store.CallSummary{Revision: call.Revision, Callback: call.Callback, Path: stops(call), Node: call.Node, Outcome: call.Outcome}, way)
		journal, err := s.Journal(t.Context(), call.ID)
		require.NoError(t, err)
		require.Equal(t, journal, entries)
	}
	require.Len(t, collect(t, s.Journals(t.Context(), store.CallFilter{Limit: 7})), 7)
	for range s.ListCalls(t.Context(), store.CallFilter{}) {
		break // a reader may stop early
	}
}

// stops are the nodes that a call has left.
func stops(c ivr.Call) []store.Stop {
	var list []store.Stop
	for _, p := range c.Path {
		list = append(list, store.Stop{Node: p.Node})
	}
	return list
}
