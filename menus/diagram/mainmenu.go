package diagram

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// mainMenu is the menu whose choices open most of the others: the one with the
// most places behind it that callers come to by no other way. "" when there is
// no menu.
func mainMenu(tree *ivr.Tree, all map[string]Node) string {
	w := waysOf(all)
	best, most := "", -1
	for i, id := range w.ids {
		if !tree.Nodes[id].Menu || len(w.next[i]) <= most {
			continue // it cannot open more
		}
		if opens := w.opens(w.at[tree.Start], i); opens > most {
			best, most = id, opens
		}
	}
	return best
}

// ways are the nodes by number, and where each leads, but for rescues.
type ways struct {
	ids  []string
	at   map[string]int
	next [][]int
}

func waysOf(all map[string]Node) ways {
	w := ways{ids: slices.Sorted(maps.Keys(all)), at: map[string]int{}, next: make([][]int, len(all))}
	for i, id := range w.ids {
		w.at[id] = i
	}
	for i, id := range w.ids {
		for _, e := range all[id].Exits {
			if to, ok := w.at[e.To]; ok && !e.Rescue && !slices.Contains(w.next[i], to) {
				w.next[i] = append(w.next[i], to)
			}
		}
	}
	return w
}

// opens counts the places to which a node leads, and which callers from the
// start would not come to without it.
func (w ways) opens(start, node int) int {
	seen := make([]bool, len(w.ids))
	seen[node] = true
	round := []int{start}
	for len(round) > 0 {
		i := round[len(round)-1]
		round = round[:len(round)-1]
		if !seen[i] {
			seen[i] = true
			round = append(round, w.next[i]...)
		}
	}
	count := 0
	for _, to := range w.next[node] {
		if !seen[to] {
			count++
		}
	}
	return count
}
