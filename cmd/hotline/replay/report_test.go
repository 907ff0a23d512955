package replay_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/replay"
	"github.com/okpay/hotline/ivr"
)

// The report counts, tells how each group parts, and where knowledge ends.
func TestReplayReport(t *testing.T) {
	t.Parallel()
	require.Equal(t, `14 calls: 3 as before, 6 the same way with other words, 4 otherwise
1 cannot be replayed: their own menu is not kept, or does not lead where the journal says
Who hears other words may do something else: that is not known. Here they do what they did.
Of 2 calls nobody asked then whether a line was closed by hand: here none was.

4 calls: at refunds, who pressed 3 came to rules, and comes to main; from there on unknown
  3 of them hear other words before it, and may do something else
  heard “The rules.”
  hears “The menu.”
  ended then: served 4
  as CA1 CA2

5 calls: who called hears other words at main
  heard “Hello.”
  hears “Good day.”
  ended then: served 4, waited 1
  as CA3

1 call: who called hears the same words at main, in another voice or with other time to answer
  ended then: served 1
  as CA4
`, replay.Summary{
		Calls: 14, Assumed: 2,
		Fates: map[replay.Fate]int{replay.Same: 3, replay.Words: 6, replay.Differ: 4, replay.Broken: 1},
		Groups: []replay.Group{
			{Fate: replay.Broken, Calls: 1, Examples: []string{"CA9"}},
			{Fate: replay.Differ, Calls: 4, Reworded: 3, Step: replay.Step{Node: "refunds", Did: "pressed 3", Before: "rules", After: "main"},
				Before: "The rules.", After: "The menu.", Outcomes: map[ivr.Outcome]int{ivr.Served: 4}, Examples: []string{"CA1", "CA2"}},
			{Fate: replay.Words, Calls: 5, Step: replay.Step{Did: "called", Before: "main", After: "main"},
				Before: "Hello.", After: "Good day.", Outcomes: map[ivr.Outcome]int{ivr.Waited: 1, ivr.Served: 4}, Examples: []string{"CA3"}},
			{Fate: replay.Words, Calls: 1, Step: replay.Step{Did: "called", Before: "main", After: "main"},
				Before: "Hello.", After: "Hello.", Outcomes: map[ivr.Outcome]int{ivr.Served: 1}, Examples: []string{"CA4"}},
		},
	}.Text())
}
