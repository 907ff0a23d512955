package menus

import (
	"slices"

	"github.com/okpay/hotline/ivr/node"
)

// Departments are those that the menu has callers wait for, or rings, by name.
func (m *Menu) Departments() []string {
	var names []string
	for name := range m.Queues {
		names = append(names, name)
	}
	for _, place := range m.Tree.Nodes {
		if n, ok := place.Node.(node.Ringing); ok && n.Rings() != "" {
			names = append(names, n.Rings())
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Languages are the names of those in which the menu speaks, in its order.
func (m *Menu) Languages() []string {
	var names []string
	for _, l := range m.Tree.Languages {
		names = append(names, l.Name)
	}
	return names
}
