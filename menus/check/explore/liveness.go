package explore

import (
	"encoding/binary"
	"slices"

	"github.com/okpay/hotline/ivr"
)

// A value that no later node looks at, says or keeps makes no difference to what
// follows. It is forgotten where a node is entered, so that callers who differ in
// such values only are one.

// liveness knows for each node which groups some node from there on looks at.
type liveness struct {
	class map[string]int // of a node: nodes with the same live groups share one
	keeps [][]uint64     // by class: the groups, a bit each
	cut   map[uint64]int32
}

func newLiveness(k *knowledge) liveness {
	l := liveness{class: map[string]int{}, cut: map[uint64]int32{}}
	live := k.liveGroups()
	known := map[string]int{}
	for _, name := range inOrder(k.tree.Nodes) {
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

// liveGroups finds the live groups of every node: its own, and those of all nodes
// that it leads to. Back leads to every menu, and a failure to the lifeline.
func (k *knowledge) liveGroups() map[string][]uint64 {
	names := inOrder(k.tree.Nodes)
	live := make(map[string][]uint64, len(names))
	var anywhere, menus []string
	for _, name := range names {
		live[name] = k.ownGroups(name)
		if k.tree.Nodes[name].Menu {
			menus = append(menus, name)
		}
	}
	for _, name := range []string{k.tree.Lifeline, k.tree.Overlong} {
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
			for _, exit := range inOrder(p.Exits) {
				changed = merge(live[name], live[p.Exits[exit]]) || changed
			}
		}
	}
	return live
}

// listens reports whether callers of a node may go back to a menu, or wait there,
// so that the service may fail meanwhile.
func listens(n ivr.Node) bool { return slices.Contains(n.Exits(), ivr.ExitBack) || waits(n) }

func waits(n ivr.Node) bool {
	switch n.(type) {
	case ivr.Waiter, ivr.Whisperer, ivr.Discreet:
		return true
	}
	return len(n.Exits()) > 1 // decided by an answer or an event: it may fail
}

func (k *knowledge) words() int { return (len(k.groups) + 63) / 64 }

func (k *knowledge) ownGroups(name string) []uint64 {
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

// postorder returns the nodes with those that a node leads to before it, as far
// as circles allow.
func (k *knowledge) postorder(names []string) []string {
	seen := make(map[string]bool, len(names))
	order := make([]string, 0, len(names))
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		p := k.tree.Nodes[name]
		for _, exit := range inOrder(p.Exits) {
			visit(p.Exits[exit])
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}

// forget returns values without those that no node from there on looks at.
func (k *knowledge) forget(e int32, node string) int32 {
	class := k.live.class[node]
	key := uint64(class)<<32 | uint64(e)
	id, known := k.live.cut[key]
	if !known {
		keeps := k.live.keeps[class]
		after := slices.Clone(k.sets[e])
		for g := range k.marks {
			if keeps[g/64]&(1<<(g%64)) == 0 {
				after[g] = 1
			}
		}
		id = k.intern(after)
		k.live.cut[key] = id
	}
	return id
}
