package diagram

import (
	"cmp"
	"math"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/node"
)

// Options say how a menu is drawn; the zero Options draw it in its first
// language, alone.
type Options struct {
	Language string
	Second   string // a language whose words stand below the first's; "" is none
	Date     string // of what is drawn, as the title tells it; "" tells none
	// Lines are the business hours of the menu's lines, which the departments
	// keep; nil tells none.
	Lines map[string]*hours.Schedule
	// Problems are marked by number at their nodes, and told below.
	Problems []Problem
	// Passages tells how many callers left a node by an exit, for the widths of
	// the ways. nil: nothing is known of traffic.
	Passages func(node, exit string) int
	// Linked makes each node a link to "#node-ID", for a page that holds the
	// outline too; without it the picture stands alone.
	Linked bool
}

// Problem is something that is wrong with a menu.
type Problem struct {
	Node  string // "" when it is of no one node
	At    string // where it stands in the menu's files: main.yaml:12; "" when nowhere
	Text  string
	Grave bool // callers suffer now
}

// Graph is a menu as it is drawn. The zero Graph is an empty picture.
type Graph struct {
	Name     string
	Revision string
	Date     string
	Traffic  bool // whether Passed counts anything
	Nodes    []Node
	Problems []Problem // by number, from 1

	languages languages
	linked    bool
	zone      string
	lanes     []lane
	index     map[string]int
	common    map[string]string // where a rescue leads, mostly
}

// Node is a place of the menu.
type Node struct {
	ID         string
	Kind       string
	KindName   Words
	Group      node.Group // the family of its kind
	Title      Words      // what a caller who came here wants; nil when the kind says it all
	Texts      []Text     // all that is said here
	Exits      []Exit     // in the order of the keys, then as the kind documents them
	Passed     int        // how many callers left it
	Problems   []int      // the numbers, from 1, of what is wrong here
	Night      bool       // callers come here out of hours only
	Start      bool       // calls begin here
	Frame      int        // the number, from 1, of the frame that it stands in
	department string     // whose people a caller reaches from here; "" when nothing tells
	children   []int
	asks       bool // it asks a question, and stands for what it asks
}

// Text is something that is said at a node, or what the node is known by.
type Text struct {
	Setting string // in the menu's language: say, ask, steps
	Text    Words
	Name    bool // not said: what the node is known by, its line, its department
}

// Exit is a way out of a node.
type Exit struct {
	Name   string
	Key    string // the telephone's key, "" when none leads here
	Label  Words
	To     string // "" when it is not wired: back
	Passed int
	Rescue bool // for callers whom the node did not serve
	Common bool // leads where the same rescue of the others leads: told once
	Tree   bool // drawn as a line: To stands here for the first time
}

// Of makes the picture of a menu.
func Of(tree *ivr.Tree, o Options) Graph {
	g := Graph{
		Name: tree.Name, Revision: tree.Revision, Date: o.Date, Traffic: o.Passages != nil, Problems: o.Problems,
		languages: languages{cmp.Or(o.Language, tree.Languages[0].Name)}, linked: o.Linked, index: map[string]int{},
	}
	if o.Second != "" && o.Second != g.languages[0] {
		g.languages = append(g.languages, o.Second)
	}
	if tree.Zone != nil {
		g.zone = tree.Zone.String()
	}
	all := reader{tree, g.languages, o.Passages}.nodes()
	g.mark(all)
	darken(tree, all)
	assign(tree, all)
	g.layLanes(tree, o.Lines, framesOf(&g, tree, all).build())
	g.gather()
	return g
}

// mark gives each node the numbers of its problems.
func (g Graph) mark(all map[string]Node) {
	for i, p := range g.Problems {
		if n, ok := all[p.Node]; ok {
			n.Problems = append(n.Problems, i+1)
			all[p.Node] = n
		}
	}
}

// Way gives a node and one of its exits in words: what a caller who came there
// wants, or else what happens there, and the key or the reason by which the caller
// left. It is "" where callers simply go on. A node that the menu does not have is
// told by its own name.
func (g Graph) Way(node, exit string) (place, way string) {
	i, ok := g.index[node]
	if !ok {
		return node, exit
	}
	n := g.Nodes[i]
	place, way = cmp.Or(n.Title.String(), n.happens()), exit
	for _, e := range n.Exits {
		if e.Name == exit {
			way = e.caption()
		}
	}
	if exit == exitDone {
		way = ""
	}
	return place, way
}

// exitDone is the exit of callers who go on.
const exitDone = "done"

// beginning is how much of a text stands for its node, in thousandths of its size.
const beginning = 16_000

// spokenFirst are the settings with what every caller hears who comes to a node.
var spokenFirst = map[string]bool{"say": true, "ask": true, "text": true}

// happens tells what a node without a title does, and what it begins to say.
func (n Node) happens() string {
	if len(n.Texts) == 0 && n.asks && len(n.Exits) > 0 {
		return n.KindName.String() + " “" + n.Exits[0].caption() + "”"
	}
	for _, t := range n.Texts {
		if first := t.Text.first(); spokenFirst[t.Setting] && first != "" {
			return n.KindName.String() + " “" + cut(first, beginning) + "”"
		}
	}
	return n.KindName.String()
}

// caption is an exit's key and label.
func (e Exit) caption() string {
	if e.Key == "" {
		return e.Label.String()
	}
	return e.Key + " " + e.Label.String()
}

// breadth is how broad a way is beside the one that most took, from 0 to 1: its
// area, not its width, stands for callers.
func (e Exit) breadth(most int) float64 { return math.Sqrt(float64(e.Passed) / float64(max(most, 1))) }

// busiest is how many callers took the way that most took.
func (g Graph) busiest() int {
	most := 0
	for _, n := range g.Nodes {
		for _, e := range n.Exits {
			most = max(most, e.Passed)
		}
	}
	return most
}
