package graph

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// Options say how a menu is drawn; the zero Options draw it in its first
// language and without traffic.
type Options struct {
	Language string
	Second   string // a language whose words stand beside the first's; "" is none
	// Problems are what is wrong at a node; they are marked, and told below.
	Problems map[string][]string
	// Notes stand below the picture: departments and their hours, say.
	Notes []string
	// Passages tells how many callers left a node by an exit, for the widths of
	// the ways. nil: nothing is known of traffic.
	Passages func(node, exit string) int
}

// Graph is a menu as it is drawn. The zero Graph is an empty picture.
type Graph struct {
	Name     string
	Language string
	Traffic  bool // whether Passed counts anything
	Nodes    []Node
	roots    []int
	index    map[string]int
	problems []string // all, in the order of their numbers
	notes    []string
}

// Node is a place of the menu.
type Node struct {
	ID       string
	Kind     string
	KindName string // in the graph's language
	Title    string // what a caller who came here wants; "" when the kind says it all
	Texts    []Text // all that is said here
	Exits    []Exit // in the order of the keys, then as the kind documents them
	Passed   int    // how many callers left it
	Problems []int  // the numbers, from 1, of what is wrong here
	children []int
}

// Text is something that is said at a node, in the graph's language, or what
// the node is known by.
type Text struct {
	Setting string // in the menu's language: say, ask, steps
	Text    string
	Name    bool // not said: what the node is known by, its line, its department
}

// Exit is a way out of a node.
type Exit struct {
	Name   string
	Key    string // the telephone's key, "" when none leads here
	Label  string // in the graph's language
	To     string // "" when it is not wired: back
	Passed int
	Rescue bool // for callers whom the node did not serve
	Tree   bool // drawn as a line: To stands here for the first time
}

// Of makes the picture of a menu.
func Of(tree *ivr.Tree, o Options) Graph {
	if o.Language == "" {
		o.Language = tree.Languages[0].Name
	}
	g := Graph{Name: tree.Name, Language: o.Language, Traffic: o.Passages != nil, index: map[string]int{}}
	all := map[string]Node{}
	for _, name := range slices.Sorted(maps.Keys(tree.Nodes)) {
		all[name] = nodeOf(tree, name, o)
	}
	name(tree, all, o.Language)
	if o.Second != "" && o.Second != o.Language {
		second(tree, all, o)
	}
	g.mark(all, o)
	g.plant(tree, all)
	return g
}

// second puts the words of another language beside those of the first.
func second(tree *ivr.Tree, all map[string]Node, o Options) {
	theirs := map[string]Node{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		theirs[id] = nodeOf(tree, id, Options{Language: o.Second})
	}
	name(tree, theirs, o.Second)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		n, other := all[id], theirs[id]
		n.Title, n.KindName = beside(n.Title, other.Title), beside(n.KindName, other.KindName)
		for i := range n.Exits {
			n.Exits[i].Label = beside(n.Exits[i].Label, other.Exits[i].Label)
		}
		all[id] = n
	}
}

func beside(a, b string) string {
	if a == b || a == "" || b == "" {
		return cmp.Or(a, b)
	}
	return a + " · " + b
}

// mark numbers what is wrong, in the order of the nodes' names.
func (g *Graph) mark(all map[string]Node, o Options) {
	g.notes = o.Notes
	for _, id := range slices.Sorted(maps.Keys(all)) {
		n := all[id]
		for _, problem := range o.Problems[id] {
			g.problems = append(g.problems, id+": "+problem)
			n.Problems = append(n.Problems, len(g.problems))
		}
		all[id] = n
	}
}

func nodeOf(tree *ivr.Tree, name string, o Options) Node {
	place := tree.Nodes[name]
	n := Node{ID: name, Kind: place.Kind, KindName: word(o.Language, "kind."+place.Kind, place.Kind), Texts: textsOf(place.Node, o.Language)}
	for _, exit := range place.Node.Exits() {
		e := Exit{Name: exit, To: place.Exits[exit], Rescue: rescues[exit]}
		e.Key, e.Label = labelOf(tree, place, exit, o.Language)
		if o.Passages != nil {
			e.Passed = o.Passages(name, exit)
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

// labelOf gives the key of an exit and what it is called.
func labelOf(tree *ivr.Tree, place ivr.Place, exit, language string) (key, label string) {
	switch n := place.Node.(type) {
	case *node.Menu:
		if i, ok := choiceOf(n, exit); ok {
			return exit, slices.Concat(n.Choices, n.Also)[i].For[language]
		}
	case *node.Branch:
		if term, ok := tree.Terms[exit]; ok {
			return "", term[language]
		}
	}
	return keys[exit], word(language, "exit."+exit, exit)
}

// keys are those that mean the same everywhere.
var keys = map[string]string{ivr.ExitPerson: "0", ivr.ExitBack: "#"}

// choiceOf finds the choice that an exit stands for.
func choiceOf(n *node.Menu, exit string) (int, bool) {
	for i := range n.Choices {
		if exit == strconv.Itoa(i+1) {
			return i, true
		}
	}
	for i, c := range n.Also {
		if exit == c.Key {
			return len(n.Choices) + i, true
		}
	}
	return 0, false
}

// name gives nodes their titles: the topic that the menu names, else what the
// choices that lead here are for, when they agree; the main menu its own.
func name(tree *ivr.Tree, all map[string]Node, language string) {
	titles := map[string]string{}
	for _, from := range slices.Sorted(maps.Keys(all)) {
		for _, e := range all[from].Exits {
			if e.Key == "" || e.Rescue {
				continue
			}
			if title, known := titles[e.To]; known && title != e.Label {
				titles[e.To] = ""
			} else {
				titles[e.To] = e.Label
			}
		}
	}
	titles[forestOf(tree, all).main] = word(language, "main", "")
	for id, n := range all {
		n.Title = cmp.Or(tree.Nodes[id].Topic[language], titles[id])
		all[id] = n
	}
}

// Way gives a node and one of its exits in words: what a caller who came there
// wants, and the key or the reason by which the caller left.
func (g Graph) Way(node, exit string) (place, way string) {
	i, ok := g.index[node]
	if !ok {
		return node, exit
	}
	place, way = cmp.Or(g.Nodes[i].Title, g.Nodes[i].KindName+" "+node), exit
	for _, e := range g.Nodes[i].Exits {
		if e.Name == exit {
			way = e.caption()
		}
	}
	return place, way
}
