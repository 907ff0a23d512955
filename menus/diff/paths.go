package diff

import (
	"fmt"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// furthest limits the search: beyond it, a menu whose choices set very many values is searched as if
// they set none.
const furthest = 50_000

// stop is a node that a caller may come to, the choices that lead there, and the values which these set
// that branches test.
type stop struct {
	node  string
	way   []choice
	noted map[string]string
}

// search finds the fewest choices that lead to each node.
type search struct {
	tree  *ivr.Tree
	notes map[string]bool // values that only choices set
	seen  map[string]bool
	found map[string][]choice
	order []string // in which they were found: a node comes before those that it leads to
}

// paths finds for each node the fewest choices that lead there.
func paths(t *ivr.Tree) *search {
	s := &search{tree: t, notes: noted(t), seen: map[string]bool{}, found: map[string][]choice{}}
	now := []stop{{node: t.Start}}
	for len(now) > 0 {
		var later []stop
		for len(now) > 0 {
			at := now[0]
			now = now[1:]
			if s.comes(at) {
				free, pressed := s.from(at)
				now, later = append(now, free...), append(later, pressed...)
			}
		}
		now = later
	}
	return s
}

// comes records the first path to a node, and reports whether to continue from it.
func (s *search) comes(at stop) bool {
	_, known := s.found[at.node]
	if !known {
		s.found[at.node] = at.way
		s.order = append(s.order, at.node)
	}
	key := at.node + fmt.Sprint(at.noted) // fmt prints maps in order of their keys
	if s.seen[key] || known && len(s.seen) > furthest {
		return false
	}
	s.seen[key] = true
	return true
}

// from returns the next stops: those without a choice, and those by a key.
func (s *search) from(at stop) (free, pressed []stop) {
	place := s.tree.Nodes[at.node]
	var keys []string
	for _, x := range choices(place.Node) {
		keys = append(keys, x.Key)
		pressed = append(pressed, stop{place.Exits[x.Key], append(slices.Clip(at.way), x), s.noting(at.noted, x)})
	}
	kind, _ := node.Find(place.Kind)
	for _, exit := range inOrder(place.Exits) {
		if !slices.Contains(keys, exit) && !kind.Detour(exit) && s.open(place, exit, at.noted) {
			free = append(free, stop{place.Exits[exit], at.way, at.noted})
		}
	}
	return free, pressed
}

// noting returns the values after a choice.
func (s *search) noting(before map[string]string, x choice) map[string]string {
	after := before
	for _, name := range inOrder(x.Set) {
		if s.notes[name] {
			if after = maps.Clone(after); after == nil {
				after = map[string]string{}
			}
			after[name] = x.Set[name]
		}
	}
	return after
}

// open reports whether a branch can take an exit: if only choices set its value, by that value alone.
func (s *search) open(place ivr.TreeNode, exit string, noted map[string]string) bool {
	b, branches := place.Node.(node.Testing)
	if !branches {
		return true
	}
	name, texts := b.Tests()
	if !s.notes[name] {
		return true
	}
	value, set := noted[name]
	if set && slices.Contains(texts, value) {
		return exit == value
	}
	return set && exit == "else"
}

// noted returns the values that a branch tests and only choices set.
func noted(t *ivr.Tree) map[string]bool {
	looked, chosen, otherwise := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, name := range inOrder(t.Nodes) {
		switch n := t.Nodes[name].Node.(type) {
		case node.Testing:
			name, _ := n.Tests()
			looked[name] = true
		case node.Chooser:
			for _, c := range n.Offered() {
				for value := range c.Set {
					chosen[value] = true
				}
			}
		case node.Setter:
			for _, v := range n.Sets() {
				otherwise[v.Name] = true
			}
		}
	}
	maps.DeleteFunc(looked, func(name string, _ bool) bool { return !chosen[name] || otherwise[name] })
	return looked
}
