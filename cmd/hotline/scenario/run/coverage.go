package run

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// Coverage is which of the exits that callers can take the scripts have met. An exit is
// met when a script takes it, and something that the script expects comes after it. An
// exit that was led elsewhere is met when scripts have noticed it, wherever it led.
type Coverage struct {
	Missing []Unmet
	all     int     // that some caller can take
	nobodys []Unmet // by which no caller can come
}

// Unmet is an exit that no script meets.
type Unmet struct {
	check.Exit
	at    menus.Position
	taken bool // by a script, which does not notice where it leads
}

// String is "node exit".
func (u Unmet) String() string { return u.Node + " " + u.Name }

// why says in what way no script meets an exit.
func (u Unmet) why() string {
	if u.taken {
		return fmt.Sprintf("scripts leave %s by %s, but expect nothing that comes after it", u.Node, u.Name)
	}
	return fmt.Sprintf("no script leaves %s by %s", u.Node, u.Name)
}

// CoverageOf holds the exits that some caller can take against what the scripts did;
// noticed says, of exits that were led elsewhere, whether the scripts noticed.
func CoverageOf(menu *menus.Menu, takable map[check.Exit]bool, results []Result, noticed map[check.Exit]bool) Coverage {
	taken, met := map[check.Exit]bool{}, map[check.Exit]bool{}
	for _, r := range results {
		for _, p := range r.Path {
			exit := check.Exit{Node: p.Node, Name: p.Exit}
			taken[exit] = true
			met[exit] = met[exit] || !p.At.After(r.noticed)
		}
	}
	maps.Copy(met, noticed)
	var c Coverage
	for _, exit := range ExitsOf(menu) {
		exit.taken = taken[exit.Exit]
		switch {
		case met[exit.Exit]:
			c.all++
		case exit.taken || takable[exit.Exit]:
			c.all++
			c.Missing = append(c.Missing, exit)
		default:
			c.nobodys = append(c.nobodys, exit)
		}
	}
	return c
}

// ExitsOf are all exits of a menu, in the order of its files.
func ExitsOf(menu *menus.Menu) []Unmet {
	var list []Unmet
	for _, name := range inOrderOf(menu.Tree.Nodes) {
		for _, exit := range inOrderOf(menu.Tree.Nodes[name].Exits) {
			list = append(list, Unmet{Exit: check.Exit{Node: name, Name: exit}, at: menu.Where(name)})
		}
	}
	slices.SortStableFunc(list, func(a, b Unmet) int {
		return cmp.Or(cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line))
	})
	return list
}

func inOrderOf[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

// exitsIn lists the exits that calls have passed.
func exitsIn(passed []ivr.Transition) []check.Exit {
	list := make([]check.Exit, len(passed))
	for i, p := range passed {
		list[i] = check.Exit{Node: p.Node, Name: p.Exit}
	}
	return list
}

// Percent is the share of exits that are met, rounded down.
func (c Coverage) Percent() int { return percent(c.all-len(c.Missing), c.all) }

// percent is a share in whole percent, rounded down; all of nothing is 100.
func percent(part, whole int) int {
	if whole == 0 {
		return 100
	}
	return 100 * part / whole
}

// spelled are exits, each as "node exit".
func spelled(exits []Unmet) []string {
	names := []string{}
	for _, e := range exits {
		names = append(names, e.String())
	}
	return names
}
