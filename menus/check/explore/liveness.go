package explore

import (
	"encoding/binary"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// A value that no later node reads, says or keeps makes no difference to what follows. It is forgotten
// when a node is entered, so that callers who differ only in such values are merged.

// liveness holds for each node the groups that some node from there on reads.
type liveness struct {
	class map[string]int // of a node: nodes with the same live groups share one
	keeps [][]uint64     // by class: the groups, a bit each
	cut   map[uint64]int32
}

func newLiveness(k *analysis, live map[string][]uint64) liveness {
	l := liveness{class: map[string]int{}, cut: map[uint64]int32{}}
	known := map[string]int{}
	for _, name := range k.names {
		var key []byte
		for _, word := range live[name] {
			key = binary.LittleEndian.AppendUint64(key, word)
		}
		class, seen := known[string(key)]
		if !seen {
			class = len(l.keeps)
			known[string(key)] = class
			l.keeps = append(l.keeps, live[name])
		}
		l.class[name] = class
	}
	return l
}

// keepsGroup reports whether a group is live at a node.
func (l *liveness) keepsGroup(node string, g int) bool {
	return l.keeps[l.class[node]][g/64]&(1<<(g%64)) != 0
}

// stepGroups returns the groups that each node, or one that it leads to before the hotline listens
// again, reads.
func (k *analysis) stepGroups() map[string][]uint64 {
	names := k.names
	live := make(map[string][]uint64, len(names))
	for _, name := range names {
		live[name] = k.ownGroups(name)
	}
	order := k.postorder(names)
	for changed := true; changed; {
		changed = false
		for _, name := range order {
			p := k.tree.Nodes[name]
			if _, queue := p.Node.(ivr.QueueNode); queue || p.Menu {
				continue // listens whenever it is entered
			}
			for _, to := range k.leads[name] {
				changed = merge(live[name], live[to]) || changed
			}
		}
	}
	return live
}

// liveGroups returns the live groups of every node: its own, and those of all nodes that it leads to.
// Back leads to every menu, and a failure to the fallback.
func (k *analysis) liveGroups() map[string][]uint64 {
	names := k.names
	live := make(map[string][]uint64, len(names))
	var anywhere, menus []string
	for _, name := range names {
		live[name] = k.ownGroups(name)
		if k.tree.Nodes[name].Menu {
			menus = append(menus, name)
		}
	}
	for _, name := range []string{k.tree.Fallback, k.tree.TooLong} {
		if _, ok := k.tree.Nodes[name]; ok {
			anywhere = append(anywhere, name)
		}
	}
	order := k.postorder(names)
	for changed := true; changed; {
		changed = false
		common := make([]uint64, k.words())
		for _, name := range slices.Concat(anywhere, menus) {
			merge(common, live[name])
		}
		for _, name := range order {
			p := k.tree.Nodes[name]
			if listens(p.Node) {
				changed = merge(live[name], common) || changed
			}
			for _, to := range k.leads[name] {
				changed = merge(live[name], live[to]) || changed
			}
		}
	}
	return live
}

// listens reports whether callers of a node may go back to a menu, or wait there, so that the service
// may fail meanwhile.
func listens(n ivr.Node) bool { return slices.Contains(n.Exits(), ivr.ExitBack) || waits(n) }

func waits(n ivr.Node) bool {
	switch n.(type) {
	case ivr.QueueNode, ivr.Whisperer, ivr.SecretInput:
		return true
	}
	return len(n.Exits()) > 1 // decided by an answer or an event: it may fail
}

func (k *analysis) words() int { return (len(k.groups) + 63) / 64 }

func (k *analysis) ownGroups(name string) []uint64 {
	set := make([]uint64, k.words())
	t := k.looks[name]
	for _, g := range slices.Concat(t.groups, t.spoken.groups) {
		set[g/64] |= 1 << (g % 64)
	}
	return set
}

// merge adds a set to another, and reports whether that grew.
func merge(into, from []uint64) bool {
	grew := false
	for i, word := range from {
		grew = grew || word&^into[i] != 0
		into[i] |= word
	}
	return grew
}

// postorder returns the nodes, each after those that it leads to, as far as loops allow.
func (k *analysis) postorder(names []string) []string {
	seen := make(map[string]bool, len(names))
	order := make([]string, 0, len(names))
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, to := range k.leads[name] {
			visit(to)
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}

// forget returns values without those that no node from there on reads.
func (k *analysis) forget(e int32, node string) int32 {
	class := k.live.class[node]
	key := uint64(class)<<32 | uint64(e)
	id, known := k.live.cut[key]
	if !known {
		after := slices.Clone(k.sets[e])
		for g := range k.marks {
			if !k.live.keepsGroup(node, g) {
				after[g] = 1
			}
		}
		id = k.intern(after)
		k.live.cut[key] = id
	}
	return id
}

// widen returns values of callers who come to a node; for every group that the step no longer reads, it
// adds the values of all who come there in the same situation. Such a merge makes no difference before
// the hotline listens again.
func (k *analysis) widen(values, all int32, node string) int32 {
	after := slices.Clone(k.sets[values])
	for g := range k.marks {
		if !k.step.keepsGroup(node, g) {
			after[g] = k.sets[all][g]
		}
	}
	return k.intern(after)
}
