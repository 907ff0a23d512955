package diff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus/check"
)

// patient is a caller for whom the time to a person is measured, and the exit that they take where the
// menu listens.
type patient struct {
	name string // of their text
	exit string
	cost func(check.WorstCase) check.Cost
}

var patients = []patient{
	{"patient.asks", ivr.ExitPerson, func(w check.WorstCase) check.Cost { return w.Asked }},
	{"patient.silent", "no_input", func(w check.WorstCase) check.Cost { return w.Silent }},
}

// move is a node from which a person is farther than before, or nearer.
type move struct {
	node    string
	was, is time.Duration
}

func (m move) by() time.Duration { return (m.is - m.was).Abs() }

// timing compares how long callers take to a person.
type timing struct{ comparison *comparison }

// compare records from which nodes a person has become farther, or nearer, in each language.
func (t timing) compare(before, after []check.WorstCase) {
	for _, who := range patients {
		for _, l := range t.comparison.new.Tree.Languages {
			was, is := costs(t.comparison.old.Tree, before, l.Name, who, t.comparison.called), costs(t.comparison.new.Tree, after, l.Name, who, itself)
			t.worst(who, l.Name, was, is)
			var farther, nearer []move
			for _, node := range inOrder(is) {
				old, stood := was[node]
				switch m := (move{node, old, is[node]}); {
				case !stood || m.was == m.is:
				case m.is > m.was:
					farther = append(farther, m)
				default:
					nearer = append(nearer, m)
				}
			}
			t.moved("farther", who, l.Name, farther)
			t.moved("nearer", who, l.Name, nearer)
		}
	}
}

// costs returns how long a caller takes from each node to a person, by the node's new name. Nodes where
// 0 never leads to a person are left out.
func costs(t *ivr.Tree, ways []check.WorstCase, language string, who patient, called func(string) string) map[string]time.Duration {
	costs := map[string]time.Duration{}
	for _, w := range ways {
		if cost := who.cost(w); w.Language == language && cost.Known && meets(t, w.Node, who.exit) {
			costs[called(w.Node)] = cost.Time.Round(time.Second)
		}
	}
	return costs
}

func itself(node string) string { return node }

// worst records a change of the longest time of all.
func (t timing) worst(who patient, language string, was, is map[string]time.Duration) {
	a, b := longest(was), longest(is)
	if a == "" || b == "" || was[a] == is[b] {
		return
	}
	t.comparison.found.add(Person, b, t.comparison.new.Where(b), say("worst", say(who.name), lasting(is[b]), language, lasting(was[a]), t.whereabouts(b)))
}

// longest returns the node from which it takes longest, the first by name.
func longest(costs map[string]time.Duration) string {
	worst := ""
	for _, node := range inOrder(costs) {
		if worst == "" || costs[node] > costs[worst] {
			worst = node
		}
	}
	return worst
}

// moved records the nodes that moved most, and counts the others. how is farther or nearer.
func (t timing) moved(how string, who patient, language string, list []move) {
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b move) int { return cmp.Compare(b.by(), a.by()) })
	var moves i18n.Both
	for i, m := range list[:min(len(list), named)] {
		text := say("move", t.whereabouts(m.node), lasting(m.is), lasting(m.was))
		if i > 0 {
			text = say("moves", moves, text)
		}
		moves = text
	}
	if rest := list[min(len(list), named):]; len(rest) > 0 {
		moves = say("moves_more", moves, places(len(rest)), lasting(rest[0].by()))
	}
	first := list[0].node
	t.comparison.found.add(EffortToPerson, first, t.comparison.new.Where(first), say(how, say(who.name), language, moves))
}

// whereabouts describes a node by the keys that lead there, and what they are for.
func (t timing) whereabouts(node string) i18n.Both {
	if node == t.comparison.new.Tree.Start {
		return say("beginning")
	}
	return i18n.Both{Mandarin: t.along(node, i18n.Mandarin), English: t.along(node, i18n.English)}
}

func (t timing) along(node, language string) string {
	var keys []string
	for _, x := range t.comparison.paths().found[node] {
		words := cmp.Or(x.For[language], x.For[t.comparison.new.Tree.Languages[0].Name])
		keys = append(keys, x.Key+" “"+words+"”")
	}
	if len(keys) == 0 {
		return node
	}
	return node + " (" + strings.Join(keys, " › ") + ")"
}

// paths returns the paths to the new menu's nodes.
func (c *comparison) paths() *search {
	if c.ways == nil {
		c.ways = paths(c.new.Tree)
	}
	return c.ways
}
