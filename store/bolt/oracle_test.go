package bolt_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// oracle knows what was acknowledged of each call, and nothing of how it is kept.
type oracle map[string]oracleCall

type oracleCall struct {
	steps int
	ended time.Time // zero while the call goes on
}

// TestStoreAgreesWithAnOracle takes calls through random steps, ends, folds, erasures, prunes,
// condensing and kills, and asks after each kill, and at the end, for all that was acknowledged.
// HOTLINE_SEED plays one seed, HOTLINE_SEEDS so many of random ones.
func TestStoreAgreesWithAnOracle(t *testing.T) {
	t.Parallel()
	seeds := []uint64{1, 2, 3, 4}
	if seed, err := strconv.ParseUint(os.Getenv("HOTLINE_SEED"), 10, 64); err == nil {
		seeds = []uint64{seed}
	} else if n, err := strconv.Atoi(os.Getenv("HOTLINE_SEEDS")); err == nil {
		seeds = nil
		for range n {
			seeds = append(seeds, rand.Uint64())
		}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 1))
			s, known := open(t, newPath(t), bolt.Options{}), oracle{}
			for at := range 300 {
				act(t, s, known, random, at)
				if random.IntN(40) == 0 {
					s = copied(t, s) // the process is killed, and another opens what it left
					known.requireAll(t, s)
				}
			}
			known.requireAll(t, copied(t, s))
			require.NoError(t, s.FoldAll())
			known.requireAll(t, s)
		})
	}
}

// act does one random thing to the store and tells the oracle of it.
func act(t *testing.T, s *bolt.Store, known oracle, random *rand.Rand, at int) {
	t.Helper()
	id := fmt.Sprint("CA", random.IntN(12))
	call, found := known[id]
	switch what := random.IntN(100); {
	case what < 75:
		known.step(t, s, id, at, random.IntN(8) == 0)
	case what < 80:
		require.NoError(t, s.FoldAll())
	case what < 86: // a step that was taken is asked for again
		if found {
			requireClaimed(t, s, id, random.IntN(call.steps))
		}
	case what < 91:
		removed, err := s.EraseCalls(t.Context(), []string{id})
		require.NoError(t, err)
		require.Equal(t, found && !call.ended.IsZero(), removed == 1, "%s: %d", id, removed)
		if removed == 1 {
			delete(known, id)
		}
	case what < 96:
		known.prune(t, s, morning.Add(time.Duration(at/2)*time.Second))
	default:
		_, _, err := s.CondenseCalls(t.Context(), morning.Add(time.Duration(at/2)*time.Second), 100)
		require.NoError(t, err)
	}
}

// step takes a call one step on, or ends it. A call that has ended takes none.
func (known oracle) step(t *testing.T, s *bolt.Store, id string, at int, ends bool) {
	t.Helper()
	call := known[id]
	if !call.ended.IsZero() {
		return
	}
	commit := numbered(id, call.steps)
	if ends && call.steps > 0 {
		call.ended = morning.Add(time.Duration(at) * time.Second)
		commit.Call.EndedAt = call.ended
	}
	require.NoError(t, s.Commit(t.Context(), commit))
	call.steps++
	known[id] = call
}

// prune removes the calls that began before the instant and are over.
func (known oracle) prune(t *testing.T, s *bolt.Store, before time.Time) {
	t.Helper()
	removed, err := s.PruneCalls(t.Context(), before, 1000)
	require.NoError(t, err)
	gone := 0
	for id, call := range known { //nolint:maprange // each for itself
		_, _, err := s.Call(t.Context(), id)
		if err == nil {
			continue
		}
		require.ErrorIs(t, err, store.ErrNotFound)
		require.False(t, call.ended.IsZero(), "%s goes on, and was pruned", id)
		delete(known, id)
		gone++
	}
	require.Equal(t, removed, gone)
}

// requireClaimed asks for a step again, which must be answered as before, or, once the call is
// condensed, be refused.
func requireClaimed(t *testing.T, s *bolt.Store, id string, step int) {
	t.Helper()
	err := s.Commit(t.Context(), numbered(id, step))
	if claimed := (*store.Claimed)(nil); errors.As(err, &claimed) {
		require.Equal(t, fmt.Sprintf("answer %d of %s", step, id), string(claimed.Reply))
		return
	}
	require.ErrorIs(t, err, store.ErrConflict)
}

// requireAll holds the store against the oracle: no call is lost, none is there too many, and each is whole.
func (known oracle) requireAll(t *testing.T, s *bolt.Store) {
	t.Helper()
	listed := map[string]bool{}
	for call, err := range s.ListCalls(t.Context(), store.CallFilter{}) {
		require.NoError(t, err)
		require.False(t, listed[call.ID], "%s is listed twice", call.ID)
		listed[call.ID] = true
	}
	require.Len(t, listed, len(known))
	for id, want := range known { //nolint:maprange // each for itself
		require.True(t, listed[id], id)
		call, entries, err := s.Call(t.Context(), id)
		require.NoError(t, err, id)
		require.Equal(t, want.steps, entries, id)
		require.Equal(t, want.steps-1, call.Step, id)
		require.True(t, want.ended.Equal(call.EndedAt), id)
		journal, err := s.Journal(t.Context(), id)
		require.NoError(t, err, id)
		require.Len(t, journal, want.steps, id)
	}
}
