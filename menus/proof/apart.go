package proof

import (
	"strings"

	"github.com/okpay/hotline/ivr"
)

// A menu is followed one node at a time: in the tree taken apart every exit leads
// to a door, where the call stops, and from there into the node behind it. So
// callers who come to a node by different ways go on from it together.

// door stands before a node.
type door struct{}

const (
	doorMark = "door "
	through  = "through"
)

// Exits implements [ivr.Node].
func (door) Exits() []string { return []string{through} }

// Handle implements [ivr.Node]: the call stops, and goes on at the next event.
func (door) Handle(_ *ivr.Turn, e ivr.Event) ivr.Move {
	if _, entered := e.(ivr.Entered); entered {
		return ivr.Listen{Verb: ivr.Refresh{}}
	}
	return ivr.Leaving{Exit: through}
}

// behind is the node behind a door, or the node itself, which is no door.
func behind(name string) (node string, isDoor bool) { return strings.CutPrefix(name, doorMark) }

func doorTo(node string) string {
	if node == "" {
		return ""
	}
	return doorMark + node
}

// apart takes a tree apart.
func apart(t *ivr.Tree) *ivr.Tree {
	split := *t
	split.Start, split.Lifeline, split.Overlong = doorTo(t.Start), doorTo(t.Lifeline), doorTo(t.Overlong)
	split.Nodes = make(map[string]ivr.Place, 2*len(t.Nodes))
	for _, name := range inOrder(t.Nodes) {
		place := t.Nodes[name]
		exits := make(map[string]string, len(place.Exits))
		for _, exit := range inOrder(place.Exits) {
			exits[exit] = doorTo(place.Exits[exit])
		}
		place.Exits = exits
		split.Nodes[name] = place
		split.Nodes[doorTo(name)] = ivr.Place{Node: door{}, Kind: doorMark, Exits: map[string]string{through: name}}
	}
	return &split
}
