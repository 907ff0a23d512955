package explore

import (
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
)

// The explorer works on a split tree: an entry node is inserted before every node, and the call stops
// there. Callers who come to a node by different paths share one state, and each node is run
// separately.

// entry is the node before another.
type entry struct{}

const (
	entryMark = "door "
	through   = "through"
)

// Exits implements [ivr.Node].
func (entry) Exits() []string { return []string{through} }

// Handle implements [ivr.Node]: the call stops, and continues at the next event.
func (entry) Handle(_ *ivr.Turn, e ivr.Event) ivr.Move {
	if _, entered := e.(ivr.Entered); entered {
		return ivr.Listen{Verb: ivr.Poll{}}
	}
	return ivr.Go{Exit: through}
}

// behind returns the node behind an entry, or the name itself of any other node.
func behind(name string) (node string, isEntry bool) { return strings.CutPrefix(name, entryMark) }

func entryTo(node string) string {
	if node == "" {
		return ""
	}
	return entryMark + node
}

// split returns the tree with an entry before every node.
func split(t *ivr.Tree) *ivr.Tree {
	s := *t
	s.Start, s.Fallback, s.TooLong = entryTo(t.Start), entryTo(t.Fallback), entryTo(t.TooLong)
	s.Nodes = make(map[string]ivr.TreeNode, 2*len(t.Nodes))
	for _, name := range inOrder(t.Nodes) {
		place := t.Nodes[name]
		exits := make(map[string]string, len(place.Exits))
		for exit, to := range place.Exits {
			exits[exit] = entryTo(to)
		}
		place.Exits = exits
		s.Nodes[name] = place
		s.Nodes[entryTo(name)] = ivr.TreeNode{Node: entry{}, Kind: entryMark, Exits: map[string]string{through: name}}
	}
	return &s
}

func inOrder[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

func sortBy[T any](list []T, by func(T) int) {
	slices.SortStableFunc(list, func(a, b T) int { return by(a) - by(b) })
}
