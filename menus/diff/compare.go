package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// comparison compares two menus.
type comparison struct {
	old, new *menus.Menu
	now      time.Time
	names    map[string]string // by node of the old menu: its name in the new
	found    *found
	ways     *search // the paths to the new menu's nodes; nil until first used
}

func newComparison(before, after *menus.Menu, now time.Time) *comparison {
	c := &comparison{old: before, new: after, now: now, names: map[string]string{}, found: &found{new: after, places: map[alike][]string{}}}
	c.rename()
	return c
}

// rename finds nodes that are the same under other names.
func (c *comparison) rename() {
	unnamed := map[string][]string{}
	for _, name := range inOrder(c.new.Tree.Nodes) {
		if _, stays := c.old.Tree.Nodes[name]; !stays {
			s := signature(c.new.Tree.Nodes[name])
			unnamed[s] = append(unnamed[s], name)
		}
	}
	for _, name := range inOrder(c.old.Tree.Nodes) {
		if _, stays := c.new.Tree.Nodes[name]; stays {
			c.names[name] = name
			continue
		}
		s := signature(c.old.Tree.Nodes[name])
		if same := unnamed[s]; len(same) > 0 {
			c.names[name], unnamed[s] = same[0], same[1:]
		}
	}
}

// MatchNodes returns the new tree's name of each node of an old tree: a node is the same if its name
// is, or everything that it says and does.
func MatchNodes(before, after *menus.Menu) map[string]string {
	return newComparison(before, after, time.Time{}).names
}

// came returns the old name of a new menu's node.
func (c *comparison) came(name string) (string, bool) {
	for _, old := range inOrder(c.names) {
		if c.names[old] == name {
			return old, true
		}
	}
	return "", false
}

// nodes compares every node that both have.
func (c *comparison) nodes() {
	for _, name := range inOrder(c.old.Tree.Nodes) {
		after, stays := c.names[name]
		if !stays {
			continue
		}
		a, b := c.old.Tree.Nodes[name], c.new.Tree.Nodes[after]
		if a.Kind != b.Kind {
			c.found.add(Setting, after, c.new.Where(after),
				fmt.Sprintf("%s is of the kind %s now, not %s", after, b.Kind, a.Kind), fmt.Sprintf("%s 由 %s 改成 %s", after, a.Kind, b.Kind))
			continue
		}
		c.settings(after, defaults(b.Kind), a.Node, b.Node)
		c.choices(after, choices(a.Node), choices(b.Node))
		c.exits(after, a, b)
	}
}

// settings compares what a node says and how it behaves.
func (c *comparison) settings(name string, defaults map[string]string, a, b ivr.Node) {
	before := map[[2]string]leaf{}
	for _, l := range leaves(a) {
		before[[2]string{l.path, l.language}] = l
	}
	for _, l := range leaves(b) {
		key := [2]string{l.path, l.language}
		if was := before[key]; was.value != l.value {
			c.setting(name, l, was.value, defaults[l.path])
		}
		delete(before, key)
	}
	for _, l := range leaves(a) {
		if _, gone := before[[2]string{l.path, l.language}]; gone {
			was := l.value
			l.value = ""
			c.setting(name, l, was, defaults[l.path])
		}
	}
}

// setting records a setting with another value; otherwise is the value that applies when it is left
// out, "" when there is none.
func (c *comparison) setting(name string, l leaf, was, otherwise string) {
	at := c.new.Where(name)
	switch {
	case l.heard:
		c.found.note(Heard, name, fmt.Sprintf("understands (%s) %s instead of %s", l.language, cmp.Or(l.value, "no words"), cmp.Or(was, "no words")),
			fmt.Sprintf("能听懂的话（%s）：%s，原来是 %s", l.language, orNone(l.value), orNone(was)))
	case l.language != "":
		c.found.words(name, at, l.path, l.language, was, l.value)
	default:
		english, chinese := valued(l.path, was, l.value, otherwise)
		c.found.note(Setting, name, english, chinese)
	}
}

func orNone(s string) string { return cmp.Or(s, "无") }

// choices compares what a menu offers: two choices are the same if they lead to the same node, or are
// for the same purpose.
func (c *comparison) choices(name string, before, after []choice) {
	at := c.new.Where(name)
	left := slices.Clone(before)
	var fresh []choice
	for _, b := range after {
		i := slices.IndexFunc(left, func(a choice) bool { return maps.Equal(a.For, b.For) })
		if i < 0 {
			i = slices.IndexFunc(left, func(a choice) bool { return c.names[a.Go] == b.Go && !offered(after, a) })
		}
		if i < 0 {
			fresh = append(fresh, b)
			continue
		}
		c.choice(name, at, left[i], b)
		left = slices.Delete(left, i, i+1)
	}
	for _, b := range fresh {
		c.found.add(New, name, at, fmt.Sprintf("%s offers %s on key %s", name, c.said(b), b.Key), fmt.Sprintf("%s 新增%s，按键 %s", name, c.said(b), b.Key))
	}
	for _, a := range left {
		c.found.add(Gone, name, at, fmt.Sprintf("%s offers %s no more, which was on key %s", name, c.said(a), a.Key), fmt.Sprintf("%s 不再提供%s，原按键 %s", name, c.said(a), a.Key))
	}
}

// offered reports whether some choice is for the same purpose as another.
func offered(list []choice, other choice) bool {
	return slices.ContainsFunc(list, func(x choice) bool { return maps.Equal(x.For, other.For) })
}

func (c *comparison) choice(name string, at menus.Position, a, b choice) {
	if a.Key != b.Key {
		c.found.add(Key, name, at, fmt.Sprintf("%s: %s is on key %s instead of %s", name, c.said(b), b.Key, a.Key),
			fmt.Sprintf("%s：%s 改按 %s，原来按 %s", name, c.said(b), b.Key, a.Key))
	}
	if c.names[a.Go] != b.Go {
		c.found.add(Target, name, at, fmt.Sprintf("%s: %s leads to %s instead of %s", name, c.said(b), b.Go, c.called(a.Go)),
			fmt.Sprintf("%s：%s 改去 %s，原来去 %s", name, c.said(b), b.Go, c.called(a.Go)))
	}
	for _, language := range inOrder(b.For) {
		c.found.words(name, at, "key "+b.Key, language, a.For[language], b.For[language])
	}
	for _, language := range inOrder(b.Hear) {
		if is, was := strings.Join(b.Hear[language], ", "), strings.Join(a.Hear[language], ", "); is != was {
			c.setting(name, leaf{"key " + b.Key, language, is, true}, was, "")
		}
	}
	if !maps.Equal(a.Set, b.Set) {
		c.found.add(Setting, name, at, fmt.Sprintf("%s: %s notes %v instead of %v", name, c.said(b), b.Set, a.Set),
			fmt.Sprintf("%s：%s 记录 %v，原来是 %v", name, c.said(b), b.Set, a.Set))
	}
}

// said returns a choice in callers' words, in every language of the menu.
func (c *comparison) said(x choice) string {
	var words []string
	for _, l := range c.new.Tree.Languages {
		if text := x.For[l.Name]; text != "" {
			words = append(words, "“"+text+"”")
		}
	}
	return strings.Join(words, " / ")
}

// called returns the new name of an old node, or its old one.
func (c *comparison) called(old string) string { return cmp.Or(c.names[old], old) }

// exits compares where a node leads, except for its choices.
func (c *comparison) exits(name string, a, b ivr.TreeNode) {
	keys := map[string]bool{}
	for _, x := range slices.Concat(choices(a.Node), choices(b.Node)) {
		keys[x.Key] = true
	}
	for _, exit := range slices.Compact(slices.Sorted(slices.Values(append(inOrder(a.Exits), inOrder(b.Exits)...)))) {
		was, is := a.Exits[exit], b.Exits[exit]
		if keys[exit] || was != "" && c.names[was] == is || was == is {
			continue
		}
		if _, known := c.came(is); !known && was == "" {
			continue // a new exit to a new node: reported as a new node
		}
		english, chinese := whenLeft(exit)
		switch {
		case was == "":
			c.found.note(Target, name, fmt.Sprintf("%s leads to %s; there was no such exit before", english, is), fmt.Sprintf("%s去 %s，原来没有这个出口", chinese, is))
		case is == "":
			c.found.note(Target, name, fmt.Sprintf("%s leads nowhere any more; it led to %s", english, c.called(was)), fmt.Sprintf("%s不再有去向，原来去 %s", chinese, c.called(was)))
		default:
			c.found.note(Target, name, fmt.Sprintf("%s now leads to %s instead of %s", english, is, c.called(was)), fmt.Sprintf("%s改去 %s，原来去 %s", chinese, is, c.called(was)))
		}
	}
}

// whenLeft returns an exit in people's words.
func whenLeft(exit string) (english, chinese string) {
	switch exit {
	case ivr.ExitPerson:
		return "0", "按 0 "
	case "no_input":
		return "silence", "一直不出声"
	case "no_match":
		return "a wrong key", "一直按错"
	}
	return "“" + exit + "”", "“" + exit + "”"
}

func inOrder[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
