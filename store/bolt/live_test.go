package bolt_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
	"github.com/okpay/hotline/store/storetest"
)

// folding is a store that folds every call after each step.
type folding struct{ *bolt.Store }

func (f folding) Commit(ctx context.Context, c store.Commit) error {
	if err := f.Store.Commit(ctx, c); err != nil {
		return err
	}
	return f.FoldAll()
}

// A call that was folded reads as one that is in memory does.
func TestStoreOfFoldedCalls(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) store.Store { return folding{open(t, newPath(t), bolt.Options{})} })
}

// copied is what a killed process leaves: a copy of the file, and nothing of its memory.
func copied(t testing.TB, s *bolt.Store) *bolt.Store {
	t.Helper()
	path := newPath(t)
	require.NoError(t, writeBackup(t, s, path))
	return open(t, path, bolt.Options{})
}

// What a kill leaves before, between and after calls were folded is all that was
// acknowledged.
func TestAKillBetweenAStepAndItsFolding(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	for n := range 3 {
		for _, id := range []string{"CA1", "CA2"} {
			require.NoError(t, s.Commit(t.Context(), numbered(id, n)))
		}
		if n == 0 {
			require.NoError(t, s.FoldAll()) // CA1 and CA2 live on
			require.Zero(t, s.InMemory())
		}
	}
	end := numbered("CA1", 3)
	end.Call.EndedAt = morning.Add(time.Minute)
	require.NoError(t, s.Commit(t.Context(), end))

	again := copied(t, s)
	requireWhole(t, again, "CA1", 4)
	requireWhole(t, again, "CA2", 3)
	require.Eventually(t, func() bool { return again.InMemory() == 1 }, 5*time.Second, 10*time.Millisecond, "the ended one is folded, the other is not")
	requireWhole(t, again, "CA1", 4)
	require.NoError(t, again.Commit(t.Context(), numbered("CA2", 3)))
	third := copied(t, again)
	requireWhole(t, third, "CA1", 4)
	requireWhole(t, third, "CA2", 4)
	var claimed *store.Claimed
	require.ErrorAs(t, third.Commit(t.Context(), numbered("CA2", 1)), &claimed)
	require.Equal(t, "answer 1 of CA2", string(claimed.Reply))
}

// spoilStep flips a byte of the last step of a call.
func spoilStep(t *testing.T, path, call string) {
	t.Helper()
	change(t, path, func(tx *bbolt.Tx) error {
		in := tx.Bucket([]byte("steps"))
		cursor := in.Cursor()
		for key, sealed := cursor.Last(); key != nil; key, sealed = cursor.Prev() {
			if string(key[8:]) != call {
				continue
			}
			spoilt := append([]byte(nil), sealed...)
			spoilt[len(spoilt)-1] ^= 1
			return in.Put(append([]byte(nil), key...), spoilt)
		}
		return fmt.Errorf("%s has no step", call)
	})
}

// A damaged step is never taken for another: a call whose last step is lost does not go on
// from an earlier one, one that has gone on does, and all others know nothing of it.
func TestADamagedStepIsSetAside(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	for _, id := range []string{"CA1", "CA2", "CA3"} {
		require.NoError(t, s.Commit(t.Context(), numbered(id, 0)))
	}
	require.NoError(t, s.Close())
	spoilStep(t, path, "CA2")
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	for _, id := range []string{"CA1", "CA3"} {
		require.NoError(t, s.Commit(t.Context(), numbered(id, 1)))
	}
	_, _, err = s.Call(t.Context(), "CA2")
	require.ErrorIs(t, err, store.ErrDamaged)
	require.ErrorIs(t, s.Commit(t.Context(), numbered("CA2", 1)), store.ErrDamaged)
	require.Eventually(t, func() bool { n, err := s.Aside(t.Context()); return err == nil && n == 1 }, 5*time.Second, 10*time.Millisecond)
	requireWhole(t, s, "CA1", 2)
	require.NoError(t, s.Close())

	found, err := bolt.Check(t.Context(), path, bolt.Options{})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "steps", found[0].Bucket)
	require.True(t, found[0].State == bolt.Aside)
	spoilStep(t, path, "CA1") // its second
	s = open(t, path, bolt.Options{})
	_, _, err = s.Call(t.Context(), "CA2")
	require.ErrorIs(t, err, store.ErrDamaged, "that a step is lost is known for good")
	_, _, err = s.Call(t.Context(), "CA1")
	require.ErrorIs(t, err, store.ErrDamaged)
	requireWhole(t, s, "CA3", 2)
}

// testdata/calls-as-json.db.gz was written when each call, entry and answer was a record of
// its own: CAended had ended, CAlive had not.
func TestCallsOfAnEarlierReleaseGoOn(t *testing.T) {
	t.Parallel()
	path := unpackedFile(t, "testdata/calls-as-json.db.gz")
	for range 2 {
		s, err := bolt.Open(path, bolt.Options{})
		require.NoError(t, err)
		requireWhole(t, s, "CAended", 3)
		_, n, err := s.Call(t.Context(), "CAlive")
		require.NoError(t, err)
		requireWhole(t, s, "CAlive", n)
		next := numbered("CAlive", n)
		next.Call.From = "+8613800001234"
		require.NoError(t, s.Commit(t.Context(), next))
		requireWhole(t, s, "CAlive", n+1)
		var claimed *store.Claimed
		require.ErrorAs(t, s.Commit(t.Context(), numbered("CAlive", 1)), &claimed)
		require.Equal(t, "answer 1 of CAlive", string(claimed.Reply))
		var found []string
		for call, err := range s.ListCalls(t.Context(), store.CallFilter{Ending: "1234"}) {
			require.NoError(t, err)
			found = append(found, call.ID)
		}
		require.Equal(t, []string{"CAended", "CAlive"}, found)
		require.NoError(t, s.FoldAll())
		requireWhole(t, s, "CAlive", n+1)
		require.NoError(t, s.Close())
		require.NoError(t, bolt.Verify(t.Context(), path))
	}
}

// While calls end, are folded and go on, a list has each of them once.
func TestListsMissNoCallThatIsBeingFolded(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	const calls = 400
	for i := range calls {
		require.NoError(t, s.Commit(t.Context(), numbered(fmt.Sprintf("CA%03d", i), 0)))
	}
	var all sync.WaitGroup
	all.Go(func() {
		for i := range calls {
			end := numbered(fmt.Sprintf("CA%03d", i), 1)
			end.Call.EndedAt = morning.Add(time.Minute)
			if err := s.Commit(context.Background(), end); err != nil {
				t.Error(err)
			}
			if i%7 == 0 {
				_ = s.FoldAll()
			}
		}
	})
	for range 30 {
		seen := map[string]bool{}
		for call, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
			require.NoError(t, err)
			require.False(t, seen[call.ID], call.ID)
			seen[call.ID] = true
		}
		require.Len(t, seen, calls)
	}
	all.Wait()
}

// What was recorded is read whole while it is folded after a kill.
func TestRecordedCallsAreReadWhileTheyAreFolded(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	const calls, writers = 3000, 100
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := w; i < calls; i += writers {
				c := numbered(fmt.Sprintf("CA%04d", i), 0)
				c.Call.EndedAt = morning.Add(time.Minute)
				if err := s.Commit(context.Background(), c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	again, more := copied(t, s), 0
	for folded := false; !folded; {
		folded = again.InMemory() <= more // those of below live on
		var recorded []store.RecordedCall
		for call, err := range again.Journals(t.Context(), store.CallFilter{}) {
			require.NoError(t, err)
			recorded = append(recorded, call)
		}
		require.GreaterOrEqual(t, len(recorded), calls)
		for i, call := range recorded { // the file goes on meanwhile
			if i%100 == 0 {
				more++
				require.NoError(t, again.Commit(t.Context(), numbered(fmt.Sprint("CB", more), 0)))
			}
			for entry, err := range call.Entries() {
				require.NoError(t, err, call.Call)
				require.Zero(t, entry.Seq)
			}
		}
	}
}

// Many calls share a transaction also where one thing runs at a time.
func TestStepsShareTransactionsOnOneProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s := open(t, newPath(t), bolt.Options{})
	const calls, taken = 64, 20
	before := s.Written()
	var all sync.WaitGroup
	for i := range calls {
		all.Go(func() {
			for n := range taken {
				if err := s.Commit(context.Background(), numbered(fmt.Sprint("CA", i), n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.Less(t, float64(s.Written()-before)/4096/calls/taken, 0.6, "pages a step")
	for i := range calls {
		requireWhole(t, s, fmt.Sprint("CA", i), taken)
	}
}

// A store with many calls in progress is open soon, 100,000 within a second: nothing of a call is read
// before it goes on.
func TestManyCallsInProgressAreFoundSoon(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 20,000 calls")
	}
	t.Parallel()
	const calls, writers = 20_000, 200
	path := newPath(t)
	s, err := bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for i := w; i < calls; i += writers {
				c := numbered(fmt.Sprintf("CA%032d", i), 0)
				c.Call.From = ivr.Masked(fmt.Sprintf("+86138%08d", i))
				if err := s.Commit(context.Background(), c); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.NoError(t, s.Close())
	began := time.Now()
	s, err = bolt.Open(path, bolt.Options{})
	require.NoError(t, err)
	took := time.Since(began)
	t.Logf("opened with %d calls in progress in %v", s.InMemory(), took)
	require.Less(t, took, 2*time.Second)
	requireWhole(t, s, fmt.Sprintf("CA%032d", calls-1), 1)
	require.NoError(t, s.Close())
}

func writeBackup(t testing.TB, s *bolt.Store, path string) error {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(s.Backup(t.Context(), file), file.Close())
}

func unpackedFile(t *testing.T, name string) string {
	t.Helper()
	packed, err := os.Open(name)
	require.NoError(t, err)
	defer func() { _ = packed.Close() }()
	text, err := gzip.NewReader(packed)
	require.NoError(t, err)
	data, err := io.ReadAll(text)
	require.NoError(t, err)
	path := newPath(t)
	require.NoError(t, os.WriteFile(path, data, 0o600))
	return path
}

// Many who erase and prune have what has just ended folded first, at the same time as the
// background does.
func TestManyHaveCallsFoldedAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, newPath(t), bolt.Options{})
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			for n := range 40 {
				c := numbered(fmt.Sprintf("CA%d-%d", worker, n), 0)
				c.Call.EndedAt = c.Call.At.Add(time.Second)
				if !assert.NoError(t, s.Commit(context.Background(), c)) {
					return
				}
				removed, err := s.EraseCalls(context.Background(), []string{c.Call.ID})
				assert.NoError(t, err)
				assert.Equal(t, 1, removed)
			}
		})
	}
	all.Wait()
	for call, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		t.Errorf("call %s is still there", call.ID)
	}
}
