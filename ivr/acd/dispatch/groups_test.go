package dispatch_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr/acd/dispatch"
)

// Whatever groups and processes come and go: some seconds later each group has a holder who lives, two processes
// differ by one group at most, and nothing moves any more.
func TestLeasesAreSharedFairly(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		leases := map[string]string{}
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			var groups [][]string
			for i := range rapid.IntRange(1, 9).Draw(t, "groups") {
				groups = append(groups, []string{fmt.Sprint("queue", i)})
			}
			live := rapid.Permutation([]string{"a", "b", "c", "d"}).Draw(t, "processes")[:rapid.IntRange(1, 4).Draw(t, "live")]
			maps.DeleteFunc(leases, func(_, holder string) bool { return !slices.Contains(live, holder) }) // they lapse
			for range 6 {
				second(rapid.Permutation(live).Draw(t, "order"), groups, leases)
			}
			settled := maps.Clone(leases)
			second(live, groups, leases)
			require.Equal(t, settled, leases)
			count := map[string]int{}
			for name, holder := range leases {
				if strings.HasPrefix(name, "acd ") {
					count[holder]++
				}
			}
			fewest, most := len(groups), 0
			for _, process := range live {
				fewest, most = min(fewest, count[process]), max(most, count[process])
			}
			require.Len(t, leases, len(groups)+len(live))
			require.LessOrEqual(t, most-fewest, 1, "%v", leases)
		}
	})
}

// second has each process ask once.
func second(live []string, groups [][]string, leases map[string]string) {
	for _, me := range live {
		leases["dispatcher "+me] = me
		ask, release := dispatch.PlanLeases(me, groups, leases)
		for _, name := range release {
			if leases[name] == me {
				delete(leases, name)
			}
		}
		for _, first := range ask {
			if _, held := leases["acd "+first]; !held {
				leases["acd "+first] = me
			}
		}
	}
}

// A group that has a holder stays where it is when a process comes that could have it as well.
func TestALeaseIsNotMovedWithoutNeed(t *testing.T) {
	t.Parallel()
	leases := map[string]string{"dispatcher b": "b", "acd general": "b"}
	second([]string{"b", "a"}, [][]string{{"general"}}, leases)
	second([]string{"a", "b"}, [][]string{{"general"}}, leases)
	require.Equal(t, "b", leases["acd general"])
}
