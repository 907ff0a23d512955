package acd

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A tree is held against a map: whatever is put and taken away, and in whatever order, it has
// the same keys, in order, and the trees before it are as they were.
func TestTreeIsAnOrderedMapThatNeverChanges(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var now tree[int]
		want := map[string]int{}
		key := rapid.StringMatching(`[ab]{0,4}`)
		for i := range rapid.IntRange(1, 60).Draw(t, "changes") {
			k, before, kept := key.Draw(t, "key"), now, maps.Clone(want)
			if rapid.Bool().Draw(t, "put") {
				now, want[k] = now.put(k, i), i
			} else {
				now = now.without(k)
				delete(want, k)
			}
			require.Equal(t, kept, maps.Collect(before.from("")))
		}
		keys := slices.Sorted(maps.Keys(want))
		require.Equal(t, want, maps.Collect(now.from("")))
		require.Equal(t, len(keys), now.len())
		from := key.Draw(t, "from")
		rank, _ := slices.BinarySearch(keys, from)
		var after []string
		for k := range now.from(from) {
			after = append(after, k)
		}
		require.Equal(t, rank, now.rank(from))
		require.True(t, slices.Equal(keys[rank:], after))
		first, v, ok := now.first(from)
		require.Equal(t, rank < len(keys), ok)
		if ok {
			require.Equal(t, keys[rank], first)
			require.Equal(t, want[first], v)
		}
		found, ok := now.find(from)
		require.Equal(t, want[from], found)
		require.Equal(t, maps.Collect(now.from(""))[from], found)
		_, known := want[from]
		require.Equal(t, known, ok)
		var again tree[int]
		for _, k := range slices.Backward(keys) {
			again = again.put(k, want[k])
		}
		require.Equal(t, now, again, "the same keys make the same tree")
	})
}
