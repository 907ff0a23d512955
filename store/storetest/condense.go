package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// RunCondensed runs the parts of the suite that are about calls on stores that condense each call as soon as it
// has ended: a call that was condensed reads as one that was not.
func RunCondensed(t *testing.T, open func(t *testing.T) store.Store) {
	run(t, func(t *testing.T) store.Store { return condensed{open(t)} }, func(part string) bool {
		return part == "commit" || part == "calls" || part == "cases" || part == "keeping"
	})
}

// condensed is a store that condenses each call as soon as it has ended.
type condensed struct{ store.Store }

func (c condensed) Commit(ctx context.Context, commit store.Commit) error {
	if err := c.Store.Commit(ctx, commit); err != nil {
		return err
	}
	_, err := condenseAll(ctx, c.Store, noon.AddDate(1, 0, 0))
	return err
}

// condenseAll condenses a few calls at a time, and returns how many it has condensed.
func condenseAll(ctx context.Context, s store.Store, before time.Time) (all int, err error) {
	for more := true; more && err == nil; {
		var condensed int
		condensed, more, err = s.CondenseCalls(ctx, before, 3)
		all += condensed
	}
	return all, err
}

// endedCall is a call of some steps that ends with the last.
func endedCall(t *testing.T, s store.Store, id string, steps int, ends time.Time) (all []store.Entry) {
	t.Helper()
	for n := range steps {
		c := step(id, n)
		c.Claim.Token = fmt.Sprint("token ", n)
		c.Call.From = "+8613900000001"
		if n == steps-1 {
			c.Call.EndedAt = ends
		}
		commit(t, s, c)
		all = append(all, c.Events...)
	}
	return all
}

// requireWhole proves that a call reads as it was written, and tells whether its answers are kept.
func requireWhole(t *testing.T, s store.Store, id string, written []store.Entry, answers bool) {
	t.Helper()
	call, entries, err := s.Call(t.Context(), id)
	require.NoError(t, err)
	require.Len(t, written, entries)
	require.Equal(t, len(written), call.Step)
	journal, err := s.Journal(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, written, journal)
	for n := range written {
		reply, err := s.Reply(t.Context(), store.StepKey{Call: id, Step: fmt.Sprint(n), Token: fmt.Sprint("token ", n)})
		if !answers {
			require.ErrorIs(t, err, store.ErrNotFound)
			continue
		}
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint("answer ", n), string(reply))
	}
}

// callsCondensed: calls that ended before the instant lose their answers and nothing else, each once.
func callsCondensed(t *testing.T, s store.Store) {
	ctx := t.Context()
	written := map[string][]store.Entry{}
	for n := range 5 {
		id := fmt.Sprint("CA", n)
		written[id] = endedCall(t, s, id, n+1, noon.Add(time.Duration(n)*time.Minute))
	}
	live := step("CA9", 0)
	commit(t, s, live)
	before := noon.Add(3 * time.Minute)
	count, err := condenseAll(ctx, s, before)
	require.NoError(t, err)
	if _, already := s.(condensed); !already {
		require.Equal(t, 3, count)
		requireWhole(t, s, "CA3", written["CA3"], true)
		requireWhole(t, s, "CA4", written["CA4"], true)
	}
	for n := range 3 {
		requireWhole(t, s, fmt.Sprint("CA", n), written[fmt.Sprint("CA", n)], false)
	}
	requireWhole(t, s, "CA9", live.Events, true)
	count, err = condenseAll(ctx, s, before)
	require.NoError(t, err)
	require.Zero(t, count, "each once")
	require.Equal(t, []string{"CA0", "CA1", "CA2", "CA3", "CA4"}, ids(t, s, store.CallFilter{Ending: "0001"}))
	whole := 0
	for recorded, err := range s.Journals(ctx, store.CallFilter{Ending: "0001"}) {
		require.NoError(t, err)
		var entries []store.Entry
		for entry, err := range recorded.Entries() {
			require.NoError(t, err)
			entries = append(entries, entry)
		}
		require.Equal(t, written[recorded.Call], entries)
		whole++
	}
	require.Equal(t, 5, whole)
}

// condensedCallsGoOn: what is told late of a condensed call follows its journal, and is condensed too; an erased one
// is gone.
func condensedCallsGoOn(t *testing.T, s store.Store) {
	ctx := t.Context()
	written := endedCall(t, s, "CA1", 3, noon)
	_, err := condenseAll(ctx, s, noon.Add(time.Hour))
	require.NoError(t, err)
	late := step("CA1", 3)
	late.Claim.Token, late.Call.EndedAt, late.Call.Said = "token 3", noon, []ivr.Verb{ivr.Say{Text: "您好", Language: "cmn-CN"}}
	late.Events[0].Event = ivr.Recorded{URL: "https://api.twilio.com/r1"}
	stale := late
	stale.Read = 2
	require.ErrorIs(t, s.Commit(ctx, stale), store.ErrConflict)
	commit(t, s, late)
	written = append(written, late.Events...)
	requireJournal(t, s, "CA1", written)
	_, err = condenseAll(ctx, s, noon.Add(time.Hour))
	require.NoError(t, err)
	requireWhole(t, s, "CA1", written, false)
	call, _, err := s.Call(ctx, "CA1")
	require.NoError(t, err)
	require.Empty(t, call.Said, "what was said last is in the journal, too")
	removed, err := s.EraseCalls(ctx, []string{"CA1"})
	require.NoError(t, err)
	require.Equal(t, 1, removed)
	requireNoCall(t, s, "CA1")
	commit(t, s, step("CA1", 0))
	requireJournal(t, s, "CA1", step("CA1", 0).Events)
}

func requireJournal(t *testing.T, s store.Store, id string, written []store.Entry) {
	t.Helper()
	journal, err := s.Journal(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, written, journal)
}

// condensedWhileSpokenOf: steps that come while their calls are being condensed are not lost.
func condensedWhileSpokenOf(t *testing.T, s store.Store) {
	const calls, steps = 20, 5
	var late, condensing sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		condensing.Go(func() {
			for ended := false; !ended; {
				select {
				case <-stop:
					ended = true
				default:
				}
				if _, err := condenseAll(context.Background(), s, noon.AddDate(1, 0, 0)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range calls {
		late.Go(func() {
			for i := range steps {
				c := step(fmt.Sprint("CA", n), i)
				c.Call.EndedAt = noon
				if err := s.Commit(context.Background(), c); err != nil {
					t.Error(err)
				}
				if journal, err := s.Journal(context.Background(), c.Call.ID); err != nil || len(journal) != i+1 {
					t.Error(len(journal), err)
				}
			}
		})
	}
	late.Wait()
	close(stop)
	condensing.Wait()
	_, err := condenseAll(t.Context(), s, noon.AddDate(1, 0, 0))
	require.NoError(t, err)
	for n := range calls {
		journal, err := s.Journal(t.Context(), fmt.Sprint("CA", n))
		require.NoError(t, err)
		require.Len(t, journal, steps)
	}
}
