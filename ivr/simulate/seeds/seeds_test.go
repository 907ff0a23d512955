package seeds

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// A course is short-lived memory for the most part: collecting it less often halves what a run takes.
func TestMain(m *testing.M) {
	debug.SetGCPercent(500)
	os.Exit(m.Run())
}

// seeded returns which seeds a run plays: the first, and how many; named reports whether one was asked
// for, whose trace is then printed.
func seeded(t *testing.T) (first, number uint64, named bool) {
	t.Helper()
	first, number = 1, 300
	if s := os.Getenv("HOTLINE_SEED"); s != "" {
		named, number = true, 1
		first = natural(t, s)
	}
	if s := os.Getenv("HOTLINE_WORLDS"); s != "" {
		number = natural(t, s)
	}
	return first, number, named && number == 1
}

func natural(t *testing.T, s string) uint64 {
	t.Helper()
	n, err := strconv.ParseUint(s, 10, 64)
	require.NoError(t, err)
	return n
}

// memory is a folder where a store is quickest: one that looks like a disk, if there is one.
func memory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "hotline-seeds-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// played is what came of a seed.
type played struct {
	hash  string
	trace string
	found *findings
}

// play plays the course of a seed from beginning to end.
func play(t *testing.T, seed uint64, kept bool) (p played) {
	t.Helper()
	folder := memory(t)
	_, _ = versions(), pinHash() // which are made once, outside of the bubble
	synctest.Test(t, func(t *testing.T) {
		w := open(t, seed, folder, kept)
		w.play()
		w.close()
		p = played{w.trace.hash(), w.trace.String(), w.found}
	})
	return p
}

// Whatever callers, agents, the carrier and faults do: what must hold always holds, and what must
// happen sometimes does.
func TestSeeds(t *testing.T) {
	first, number, named := seeded(t)
	var mu sync.Mutex
	reached := map[string]int{}
	t.Run("courses", func(t *testing.T) {
		for seed := first; seed < first+number; seed++ {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				p := play(t, seed, named)
				if named {
					t.Log("\n" + p.trace)
				}
				for _, v := range p.found.violated {
					t.Error(v)
				}
				mu.Lock()
				defer mu.Unlock()
				for what, n := range p.found.reached {
					reached[what] += n
				}
			})
		}
	})
	if number < 200 {
		return
	}
	for _, what := range sometimes {
		t.Logf("%6d %s", reached[what], what)
	}
	for _, what := range neverReached(reached) {
		t.Errorf("never in %d seeds: %s", number, what)
	}
}

// The same seed is the same course of events.
func TestASeedIsOneCourseOfEvents(t *testing.T) {
	for seed := uint64(1); seed <= 8; seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			first, second := play(t, seed, true), play(t, seed, true)
			require.Equal(t, first.trace, second.trace)
			require.Equal(t, first.hash, second.hash)
		})
	}
}
