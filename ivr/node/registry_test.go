package node_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/node"
)

// What a kind says of its exits is of exits that it has, and no two kinds say what
// pictures call the same one.
func TestWhatAKindSaysOfExitsIsOfItsOwn(t *testing.T) {
	t.Parallel()
	owners := map[string]string{}
	for _, kind := range node.Kinds() {
		has := func(exit string) bool {
			return slices.ContainsFunc(kind.Exits, func(e node.Exit) bool { return e.Name == exit })
		}
		for _, exit := range kind.Detours {
			require.True(t, has(exit), "%s has no exit %s, but a detour of that name", kind.Name, exit)
		}
		for exit := range kind.Means {
			require.True(t, has(exit), "%s has no exit %s, but a meaning of it", kind.Name, exit)
		}
		for exit := range kind.Otherwise {
			require.True(t, has(exit), "%s has no exit %s, but says where it leads when left out", kind.Name, exit)
		}
		for key := range kind.Words {
			if exit, is := strings.CutPrefix(key, "exit."); is {
				require.True(t, has(exit), "%s has no exit %s, but words for it", kind.Name, exit)
			}
			require.Empty(t, owners[key], "%s and %s both have words for %s", owners[key], kind.Name, key)
			owners[key] = kind.Name
		}
	}
}
