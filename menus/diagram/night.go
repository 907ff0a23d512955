package diagram

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// exitClosed is the way of callers who come out of hours.
const exitClosed = "closed"

// darken marks the nodes that no caller comes to while everything is open.
func darken(tree *ivr.Tree, all map[string]Node) {
	day, always := reached(tree, false), reached(tree, true)
	for id, n := range all {
		n.Night = always[id] && !day[id]
		all[id] = n
	}
}

// closed reports whether an exit is the way out of hours.
func (e Exit) closed() bool { return e.Name == exitClosed }

// closes reports whether callers leave a node otherwise out of hours.
func (n Node) closes() bool {
	return slices.ContainsFunc(n.Exits, func(e Exit) bool { return e.closed() && e.To != "" })
}

// reached are the nodes that callers come to from the start, by night or by day.
func reached(tree *ivr.Tree, night bool) map[string]bool {
	seen, round := map[string]bool{tree.Start: true}, []string{tree.Start}
	for len(round) > 0 {
		place := tree.Nodes[round[0]]
		round = round[1:]
		for _, exit := range place.Node.Exits() {
			to := place.Exits[exit]
			if to != "" && !seen[to] && (night || exit != exitClosed) {
				seen[to] = true
				round = append(round, to)
			}
		}
	}
	return seen
}
