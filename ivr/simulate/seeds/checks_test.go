package seeds

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// A property whose check can say nothing else than yes would be no property: each is broken, and the
// check says so. Before, it says nothing.
func TestChecksSeeWhatIsWrong(t *testing.T) {
	t.Parallel()
	_, _ = versions(), pinHash() // which are made once, outside of the bubble
	for _, wrong := range wrongs {
		folder := memory(t)
		synctest.Test(t, func(t *testing.T) {
			w := open(t, faultless(), folder, false)
			defer w.close()
			w.acked.check(w, w.store)
			w.onceEach(nil)
			require.Empty(t, w.found.violated)
			wrong.bring(t, w)
			require.Contains(t, strings.Join(w.found.violated, "\n"), wrong.property+": ")
		})
	}
}

// Each property that is looked for is among those that are broken here.
func TestEveryPropertyIsBrokenOnce(t *testing.T) {
	t.Parallel()
	broken := map[string]bool{}
	for _, wrong := range wrongs {
		broken[wrong.property] = true
	}
	looked := inSource(t, `violated\("([^"]+)"`)
	require.Greater(t, len(looked), 30)
	for _, property := range looked {
		require.True(t, broken[property], "no test shows that a run notices where it is not so: %s", property)
	}
}

// What a run says that it has reached is what it must reach, and a run that never does fails.
func TestWhatIsNeverReachedIsSeen(t *testing.T) {
	t.Parallel()
	noted := inSource(t, `reached\("([^"]+)"`)
	require.ElementsMatch(t, sometimes, noted)
	reached := map[string]int{}
	for _, what := range sometimes {
		reached[what] = 1
	}
	require.Empty(t, neverReached(reached))
	delete(reached, sometimes[3])
	require.Equal(t, sometimes[3:4], neverReached(reached))
}

// inSource is what a pattern finds in this package's source, each once.
func inSource(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob("*_test.go")
	require.NoError(t, err)
	var all []string
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(source), -1) {
			all = append(all, m[1])
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// faultless is a seed whose course has no faults.
func faultless() uint64 {
	seed := uint64(1)
	for !planned(seed).faults.none() {
		seed++
	}
	return seed
}
