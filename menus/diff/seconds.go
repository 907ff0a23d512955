package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check"
)

// patient is a caller for whom the time to a person is measured, and the exit that they take where the
// menu listens.
type patient struct {
	english, chinese string
	exit             string
	cost             func(check.WorstCase) check.Cost
}

var patients = []patient{
	{"who presses 0", "按 0 的来电人", ivr.ExitPerson, func(w check.WorstCase) check.Cost { return w.Asked }},
	{"who never presses anything", "一直不按键的来电人", "no_input", func(w check.WorstCase) check.Cost { return w.Silent }},
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
			t.moved(farther, who.english+" is farther from a person ("+l.Name+")", who.chinese+"找到人工更久了（"+l.Name+"）")
			t.moved(nearer, who.english+" is nearer to a person ("+l.Name+")", who.chinese+"找到人工更快了（"+l.Name+"）")
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
	t.comparison.found.add(Person, b, t.comparison.new.Where(b), fmt.Sprintf("%s takes at worst %s to a person (%s) instead of %s: from %s", who.english, lasting(is[b]), language, lasting(was[a]), t.whereabouts(b, "en-US")),
		fmt.Sprintf("%s最久要 %s 才找到人工（%s），原来 %s：从 %s 出发", who.chinese, lasting(is[b]), language, lasting(was[a]), t.whereabouts(b, "zh-CN")))
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

// moved records the nodes that moved most, and counts the others.
func (t timing) moved(list []move, english, chinese string) {
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b move) int { return cmp.Compare(b.by(), a.by()) })
	var in, zh []string
	for _, m := range list[:min(len(list), named)] {
		in = append(in, fmt.Sprintf("at %s %s instead of %s", t.whereabouts(m.node, "en-US"), lasting(m.is), lasting(m.was)))
		zh = append(zh, fmt.Sprintf("在 %s 要 %s，原来 %s", t.whereabouts(m.node, "zh-CN"), lasting(m.is), lasting(m.was)))
	}
	inEnglish, inChinese := strings.Join(in, ", "), strings.Join(zh, "；")
	if rest := list[min(len(list), named):]; len(rest) > 0 {
		inEnglish += fmt.Sprintf(", and at %s more by up to %s", places(len(rest)), lasting(rest[0].by()))
		inChinese += fmt.Sprintf("；另有 %d 处，最多差 %s", len(rest), lasting(rest[0].by()))
	}
	first := list[0].node
	t.comparison.found.add(EffortToPerson, first, t.comparison.new.Where(first), english+": "+inEnglish, chinese+"："+inChinese)
}

// whereabouts describes a node by the keys that lead there, and what they are for.
func (t timing) whereabouts(node, language string) string {
	if node == t.comparison.new.Tree.Start {
		return in(language, "the start of the call", "来电一开始")
	}
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
