package diff

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// persons records nodes where 0 led to a person, at some hour, and no longer does; and where it does
// now.
func (c *comparison) persons() {
	for _, name := range inOrder(c.old.Tree.Nodes) {
		after, stays := c.names[name]
		if !stays || c.old.Tree.Nodes[name].Exits[ivr.ExitPerson] == "" || c.new.Tree.Nodes[after].Exits[ivr.ExitPerson] == "" {
			continue
		}
		was, is := meets(c.old.Tree, name, ivr.ExitPerson), meets(c.new.Tree, after, ivr.ExitPerson)
		to := c.new.Tree.Nodes[after].Exits[ivr.ExitPerson]
		switch kind := c.new.Tree.Nodes[to].Kind; {
		case was && !is:
			c.found.note(Person, after, say("person_gone", to, kind))
		case is && !was:
			c.found.note(Person, after, say("person_now", to))
		}
	}
}

// meets reports whether a caller who comes to a node may reach a person by taking an exit where the
// menu listens: 0 once, silence every time.
func meets(t *ivr.Tree, name, exit string) bool {
	type stop struct {
		node    string
		pressed bool
	}
	next, seen := []stop{{name, false}}, map[stop]bool{}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		place, known := t.Nodes[at.node]
		switch to := place.Exits[exit]; {
		case !known || seen[at]:
			continue
		case talks(place.Kind):
			return true
		case to == "":
			for _, other := range inOrder(place.Exits) {
				next = append(next, stop{place.Exits[other], at.pressed})
			}
		case !at.pressed:
			next = append(next, stop{to, exit == ivr.ExitPerson})
		}
		seen[at] = true
	}
	return false
}

// talks reports whether callers may talk with a person at a node of a kind.
func talks(kind string) bool {
	k, _ := node.Find(kind)
	return slices.Contains(slices.Collect(maps.Values(k.Means)), node.Talked)
}
