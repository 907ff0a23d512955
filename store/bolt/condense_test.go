package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

// whenever is after the end of all calls.
var whenever = morning.AddDate(1, 0, 0)

func condenseAll(ctx context.Context, s *bolt.Store, before time.Time) error {
	for {
		if _, more, err := s.CondenseCalls(ctx, before, 3); err != nil || !more {
			return err
		}
	}
}

// A call that was condensed reads as one that was not.
func TestStoreOfCondensedCalls(t *testing.T) {
	t.Parallel()
	storetest.RunCondensed(t, func(t *testing.T) store.Store { return open(t, newPath(t), bolt.Options{}) })
}

// A journal that is too large to be read as one record stays in its steps, and keeps no other call from being condensed.
func TestAVeryLongCallIsNotCondensed(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	long := strings.Repeat("1", 1<<20)
	const steps = 17
	for n := range steps {
		c := numbered("CA1", n)
		c.Events[0].Event = ivr.Input{Digits: ivr.Masked(long)}
		c.Call.EndedAt = morning
		require.NoError(t, s.Commit(t.Context(), c))
	}
	other := numbered("CA2", 0)
	other.Call.EndedAt = morning
	require.NoError(t, s.Commit(t.Context(), other))
	condensed, _, err := s.CondenseCalls(t.Context(), whenever, 10)
	require.NoError(t, err)
	require.Equal(t, 1, condensed)
	for id, want := range map[string]int{"CA1": steps, "CA2": 1} {
		entries, err := s.Journal(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, entries, want)
	}
}

// plainCall is what a slow and simple store would keep of a call.
type plainCall struct {
	entries []store.Entry
	ended   time.Time
	steps   int
}

// Whatever calls begin, go on, end, are condensed, spoken of late, opened again and forgotten: their
// journals read as they were written, and answers are there at least until a call is condensed.
func TestCondensedCallsLoseNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		path := newPath(t)
		s := open(t, path, bolt.Options{})
		calls, now, condensedTo := map[string]*plainCall{}, morning, morning
		for range rapid.IntRange(1, 40).Draw(r, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 50).Draw(r, "minutes")) * time.Minute)
			id := fmt.Sprint("CA", rapid.IntRange(0, 5).Draw(r, "call"))
			switch rapid.IntRange(0, 9).Draw(r, "what") {
			case 0:
				condensedTo = now.Add(-time.Hour)
				require.NoError(r, condenseAll(t.Context(), s, condensedTo))
			case 1:
				require.NoError(r, s.Close())
				s = open(t, path, bolt.Options{})
			case 2: // killed
				killed := s
				path = newPath(t)
				require.NoError(r, writeBackup(t, s, path))
				s = open(t, path, bolt.Options{})
				require.NoError(r, killed.Close())
			case 3:
				gone, err := s.EraseCalls(t.Context(), []string{id})
				require.NoError(r, err)
				if c := calls[id]; c != nil && !c.ended.IsZero() {
					require.Equal(r, 1, gone)
					delete(calls, id)
				}
			default:
				takeStep(r, t, s, calls, id, now)
			}
			for id, c := range calls {
				requireAsPlain(r, t, s, id, c, condensedTo)
			}
		}
	})
}

func takeStep(r *rapid.T, t *testing.T, s *bolt.Store, calls map[string]*plainCall, id string, now time.Time) {
	c := calls[id]
	if c == nil {
		c = &plainCall{}
		calls[id] = c
	}
	step := numbered(id, c.steps)
	step.Read = len(c.entries)
	step.Call.At = now
	if step.Call.EndedAt = c.ended; c.ended.IsZero() && rapid.IntRange(0, 2).Draw(r, "ends") == 0 {
		step.Call.EndedAt = now
	}
	step.Events = nil
	for i := range rapid.IntRange(0, 2).Draw(r, "events") + 1 {
		step.Events = append(step.Events, store.Entry{Seq: step.Read + i, At: now.UTC(), Step: c.steps, Event: numbered(id, c.steps).Events[0].Event})
	}
	require.NoError(r, s.Commit(t.Context(), step))
	c.entries, c.ended = append(c.entries, step.Events...), step.Call.EndedAt
	c.steps++
}

func requireAsPlain(r *rapid.T, t *testing.T, s *bolt.Store, id string, c *plainCall, condensedTo time.Time) {
	call, entries, err := s.Call(t.Context(), id)
	require.NoError(r, err)
	require.Len(r, c.entries, entries)
	require.Equal(r, c.steps-1, call.Step)
	journal, err := s.Journal(t.Context(), id)
	require.NoError(r, err)
	require.Equal(r, c.entries, journal)
	for n := range c.steps {
		reply, err := s.Reply(t.Context(), store.StepKey{Call: id, Step: fmt.Sprint(n)})
		if errors.Is(err, store.ErrNotFound) && !c.ended.IsZero() && c.ended.Before(condensedTo) {
			continue
		}
		require.NoError(r, err)
		require.Equal(r, fmt.Sprintf("answer %d of %s", n, id), string(reply))
	}
}

// A year of calls does not keep the room of their steps.
func TestTheRoomOfStepsIsUsedAgain(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s := open(t, path, bolt.Options{})
	sizes := []int64{}
	const calls = 128
	for day := range 5 {
		var all sync.WaitGroup
		for n := range calls {
			all.Go(func() { takeCall(t, s, fmt.Sprintf("CA%d-%03d", day, n), morning.AddDate(0, 0, day)) })
		}
		all.Wait()
		require.NoError(t, condenseAll(t.Context(), s, morning.AddDate(0, 0, day).Add(time.Second)))
		file, err := os.Stat(path)
		require.NoError(t, err)
		sizes = append(sizes, file.Size())
	}
	grown := float64(sizes[4]-sizes[0]) / (4 * calls)
	require.Less(t, grown, 2048.0, "bytes that the file grows with each call: %v", sizes)
}

// takeCall takes a call of eight steps to its end.
func takeCall(t *testing.T, s *bolt.Store, id string, ends time.Time) {
	for step := range 8 {
		c := numbered(id, step)
		c.Reply = slices.Repeat([]byte(id+" says "), 60)
		if step == 7 {
			c.Call.EndedAt = ends
		}
		if err := s.Commit(context.Background(), c); err != nil {
			t.Error(err)
		}
	}
}

// A journal that is found before its call is condensed is read after.
func TestAJournalIsFoundWhereItWentMeanwhile(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	for n := range 3 {
		c := numbered("CA1", n)
		if n == 2 {
			c.Call.EndedAt = morning
		}
		require.NoError(t, s.Commit(t.Context(), c))
	}
	require.NoError(t, s.FoldAll())
	var found []store.RecordedCall
	for call, err := range s.Journals(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		found = append(found, call)
	}
	require.Len(t, found, 1)
	require.NoError(t, condenseAll(t.Context(), s, whenever))
	entries := 0
	for entry, err := range found[0].Entries() {
		require.NoError(t, err)
		require.Equal(t, entries, entry.Seq)
		entries++
	}
	require.Equal(t, 3, entries)
	_, err := s.Reply(t.Context(), store.StepKey{Call: "CA1", Step: "2"})
	require.ErrorIs(t, err, store.ErrNotFound, "it was condensed")
}
