package diagram

import (
	"cmp"
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// reader makes the nodes of a picture from the tree of a menu.
type reader struct {
	tree      *ivr.Tree
	languages languages
	passages  func(node, exit string) int // see Options
}

// nodes returns every node of the tree, by name.
func (r reader) nodes() map[string]Node {
	all := map[string]Node{}
	for _, id := range slices.Sorted(maps.Keys(r.tree.Nodes)) {
		all[id] = r.node(id)
	}
	r.entitle(all)
	return all
}

func (r reader) node(id string) Node {
	place := r.tree.Nodes[id]
	kind, _ := node.Find(place.Kind)
	n := Node{
		ID: id, Start: id == r.tree.Start, Kind: place.Kind, KindName: r.languages.text(kind.Title),
		Texts: r.languages.textsOf(place.Node), Group: kind.Group, asks: node.Asks(place.Node),
	}
	for _, exit := range place.Node.Exits() {
		e := Exit{Name: exit, To: place.Exits[exit], Rescue: rescues[exit]}
		e.Key, e.Label = r.label(place, exit)
		if r.passages != nil {
			e.Passed = r.passages(id, exit)
			n.Passed += e.Passed
		}
		n.Exits = append(n.Exits, e)
	}
	slices.SortStableFunc(n.Exits, func(a, b Exit) int { return cmp.Compare(rank(a), rank(b)) })
	return n
}

// rescues are the exits of callers whom a node did not serve. Nearly every node
// has them, so they do not shape the picture.
var rescues = map[string]bool{
	ivr.ExitPerson: true, ivr.ExitBack: true, "no_input": true, "no_match": true, "failed": true, "unverified": true, "unavailable": true,
}

// rescueOrder is the order in which the rescues are listed.
var rescueOrder = []string{ivr.ExitPerson, ivr.ExitBack, "no_input", "no_match", "failed", "unavailable", "unverified"}

// signs stand for the rescues that no key leads to, and for the way out of hours.
var signs = map[string]string{"no_input": "…", "no_match": "?", "failed": "!", "unverified": "⊘", "unavailable": "⌀", exitClosed: "☾"}

// signOf is what stands for an exit: the key that leads there, or its sign.
func signOf(key, exit string) string { return cmp.Or(key, signs[exit]) }

// rank puts keys first and rescues last.
func rank(e Exit) int {
	switch {
	case e.Rescue:
		return 2
	case e.Key != "":
		return 0
	}
	return 1
}

// label gives the key of an exit and what it is called.
func (r reader) label(place ivr.TreeNode, exit string) (key string, label Words) {
	if c, ok := node.Chosen(place.Node, exit); ok {
		return exit, r.languages.spokenFor(r.tree, c)
	}
	if term, ok := r.tree.Terms[exit]; ok && tests(place.Node) {
		return "", r.languages.text(term)
	}
	return keys[exit], r.languages.wordOr("exit."+exit, exit)
}

// spokenFor is what a choice is for, as callers hear it first: calls begin in the
// menu's first language, and a choice for callers of another is said in that one.
func (t languages) spokenFor(tree *ivr.Tree, c node.Choice) Words {
	if c.Speak != "other" {
		return t.text(c.For)
	}
	said := c.For[tree.NextLanguage(tree.Languages[0].Name).Name]
	return t.words(func(string) string { return said })
}

// keys are those that mean the same everywhere.
var keys = map[string]string{ivr.ExitPerson: "0", ivr.ExitBack: "#"}

// tests reports whether a node's exits are texts that it compares a value with.
func tests(n ivr.Node) bool {
	_, ok := n.(node.Testing)
	return ok
}

// entitle gives nodes their titles: the topic that the menu names, else what the
// choices that lead here are for, when they agree; the main menu its own. A question
// to which callers come in another way too is not what a choice that leads back to
// it is for, such as "to choose another".
func (r reader) entitle(all map[string]Node) {
	titles := map[string]Words{}
	for _, from := range slices.Sorted(maps.Keys(all)) {
		for _, e := range all[from].Exits {
			if e.Rescue {
				continue
			}
			title, known := titles[e.To]
			switch {
			case e.Key == "" && all[e.To].asks, known && e.Key != "" && !slices.Equal(title, e.Label):
				titles[e.To] = nil
			case e.Key != "":
				titles[e.To] = e.Label
			}
		}
	}
	if main := mainMenu(r.tree, all); main != "" {
		titles[main] = r.languages.word("main")
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		n := all[id]
		if n.Title = r.languages.text(r.tree.Nodes[id].Topic); n.Title == nil {
			n.Title = titles[id]
		}
		all[id] = n
	}
}
