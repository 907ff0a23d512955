package check

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/explore"
)

// Exit is an exit of a node.
type Exit struct{ Node, Name string }

// ReachableExits returns every exit that some caller may take who calls from now on. The others cannot
// be taken, whatever callers press and look-ups find; except that exits from the fallback on are
// omitted too, since only a broken menu's calls come there.
func ReachableExits(m *menus.Menu, now time.Time) map[Exit]bool {
	taken := map[Exit]bool{}
	g, unfinished := explore.Explore(m, now, explore.Options{States: DefaultStates, Sound: true})
	if unfinished != nil {
		return taken
	}
	note := func(o *explore.Outcome) {
		for _, p := range o.Passed {
			if p.Exit != ivr.ExitBack {
				taken[Exit{p.Node, p.Exit}] = true
			}
		}
	}
	for _, b := range g.Begins {
		for _, o := range b.Outcomes {
			note(o)
		}
	}
	for n := range g.Links {
		for _, e := range g.From(int32(n)) {
			note(e.Outcome)
		}
	}
	return taken
}
