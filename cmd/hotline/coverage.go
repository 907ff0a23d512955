package main

import (
	"cmp"
	"slices"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// coverage is which of the exits that callers can take some script has met.
type coverage struct {
	all     int // that some caller can take
	missing []unmet
	nobodys []unmet // by which no caller can come
}

type unmet struct {
	check.Exit
	at menus.Position
}

// String is "node exit".
func (u unmet) String() string { return u.Node + " " + u.Name }

func coverageOf(menu *menus.Menu, taken map[check.Exit]bool, results []played) coverage {
	met := map[check.Exit]bool{}
	for _, r := range results {
		for _, p := range r.passed {
			met[check.Exit{Node: p.Node, Name: p.Exit}] = true
		}
	}
	var c coverage
	for _, exit := range exitsOf(menu) {
		switch {
		case met[exit.Exit]:
			c.all++
		case taken[exit.Exit]:
			c.all++
			c.missing = append(c.missing, exit)
		default:
			c.nobodys = append(c.nobodys, exit)
		}
	}
	return c
}

// exitsOf are all exits of a menu, in the order of its files.
func exitsOf(menu *menus.Menu) []unmet {
	var list []unmet
	for _, name := range inOrderOf(menu.Tree.Nodes) {
		for _, exit := range inOrderOf(menu.Tree.Nodes[name].Exits) {
			list = append(list, unmet{check.Exit{Node: name, Name: exit}, menu.Where(name)})
		}
	}
	slices.SortStableFunc(list, func(a, b unmet) int {
		return cmp.Or(cmp.Compare(a.at.File, b.at.File), cmp.Compare(a.at.Line, b.at.Line))
	})
	return list
}

func (c coverage) percent() int {
	if c.all == 0 {
		return 100
	}
	return 100 * (c.all - len(c.missing)) / c.all
}

// spelled are exits, each as "node exit".
func spelled(exits []unmet) []string {
	names := []string{}
	for _, e := range exits {
		names = append(names, e.String())
	}
	return names
}
