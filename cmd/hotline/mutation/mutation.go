package mutation

import (
	"cmp"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// Mutant is a menu in which one exit leads elsewhere.
type Mutant struct {
	Node, Exit string
	Right      string // where the exit leads
	To         string // where it is led
}

// Menu builds the mutants of one menu. It is not safe for concurrent use, except for
// Lead.
type Menu struct {
	menu     *menus.Menu
	names    []string            // of the nodes, in order
	classes  map[string]int      // nodes that no caller can tell apart have the same
	openings map[string][]string // the nodes that callers may hear first, by the node they come to
	voices   map[string]voice
	pairs    map[string]map[string]bool // of each node's words
	targets  map[string][]string        // where exits to a node are led, as far as that was asked
}

// New reads a menu, to build mutants of it.
func New(menu *menus.Menu) (*Menu, error) {
	classes, err := likeness(menu.Tree)
	if err != nil {
		return nil, err
	}
	m := &Menu{
		menu: menu, names: slices.Sorted(maps.Keys(menu.Tree.Nodes)), classes: classes, openings: openings(menu.Tree),
		voices: map[string]voice{}, pairs: map[string]map[string]bool{}, targets: map[string][]string{},
	}
	first := menu.Tree.Languages[0].Name
	for name, place := range menu.Tree.Nodes {
		m.voices[name] = voiceOf(place)
		m.pairs[name] = pairs(m.voices[name][first] + m.voices[name][everyLanguage])
	}
	return m, nil
}

// Mutants returns the menus in which an exit leads elsewhere, those that are hardest to
// tell from the right one first. There are none when no other node sounds different.
func (m *Menu) Mutants(node, exit string) []Mutant {
	right := m.menu.Tree.Nodes[node].Exits[exit]
	if _, known := m.targets[right]; !known {
		m.targets[right] = m.choose(right)
	}
	list := make([]Mutant, len(m.targets[right]))
	for i, to := range m.targets[right] {
		list[i] = Mutant{node, exit, right, to}
	}
	return list
}

// Twins returns the groups of nodes that no caller can tell apart: with the same words,
// the same keys and the same ways on. No exit is led from one to the other.
func (m *Menu) Twins() [][]string {
	groups := map[int][]string{}
	for _, name := range m.names {
		groups[m.classes[name]] = append(groups[m.classes[name]], name)
	}
	twins := [][]string{}
	for _, class := range slices.Sorted(maps.Keys(groups)) {
		if len(groups[class]) > 1 {
			twins = append(twins, groups[class])
		}
	}
	return twins
}

// choose returns where the exits to a node are led: of the nodes that callers can tell
// from it by the first words they hear, those that are hardest to tell from it. One
// always speaks, one is of the right node's own kind, and of one callers may hear
// nothing but what comes after it.
func (m *Menu) choose(right string) []string {
	others, kind := m.others(right), m.menu.Tree.Nodes[right].Kind
	var chosen []string
	for _, sort := range []func(ivr.TreeNode) bool{
		speaks,
		func(p ivr.TreeNode) bool { return p.Kind == kind },
		func(p ivr.TreeNode) bool { return !speaks(p) },
	} {
		i := slices.IndexFunc(others, func(name string) bool { return sort(m.menu.Tree.Nodes[name]) })
		if i >= 0 && !slices.Contains(chosen, others[i]) {
			chosen = append(chosen, others[i])
		}
	}
	return chosen
}

// others returns every node that callers can tell from a node by the first words they
// hear, the hardest to tell from it first.
func (m *Menu) others(right string) []string {
	var list []string
	alike := map[string]float64{}
	for _, name := range m.names {
		if m.differs(right, name) {
			list = append(list, name)
			alike[name] = m.soundsLike(right, name)
		}
	}
	slices.SortStableFunc(list, func(a, b string) int { return cmp.Compare(alike[b], alike[a]) })
	return list
}

// differs reports whether the first words at two nodes are different for every
// caller. It is false where a caller may hear nothing.
func (m *Menu) differs(a, b string) bool {
	for _, x := range m.openings[a] {
		for _, y := range m.openings[b] {
			if x == y || m.voices[x].same(m.voices[y]) {
				return false
			}
		}
	}
	return len(m.openings[a]) > 0 && len(m.openings[b]) > 0
}

// soundsLike is how much the first words at two nodes have in common, 0 to 1.
func (m *Menu) soundsLike(a, b string) float64 {
	most := 0.0
	for _, x := range m.openings[a] {
		for _, y := range m.openings[b] {
			most = max(most, alike(m.pairs[x], m.pairs[y]))
		}
	}
	return most
}

// Lead returns the menu of a mutant. It shares everything but the exit with the right
// one, its revision included.
func (m *Menu) Lead(mutant Mutant) *menus.Menu {
	wrong, tree := *m.menu, *m.menu.Tree
	tree.Nodes = maps.Clone(tree.Nodes)
	place := tree.Nodes[mutant.Node]
	place.Exits = maps.Clone(place.Exits)
	place.Exits[mutant.Exit] = mutant.To
	tree.Nodes[mutant.Node] = place
	wrong.Tree = &tree
	return &wrong
}
