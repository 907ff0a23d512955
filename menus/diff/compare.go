package diff

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/i18n"
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
			c.found.add(Setting, after, c.new.Where(after), say("kind", after, b.Kind, a.Kind))
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
		c.found.note(Heard, name, say("heard", l.language, or(l.value, "no_words"), or(was, "no_words")))
	case l.language != "":
		c.found.words(name, at, l.path, l.language, was, l.value)
	default:
		c.found.note(Setting, name, valued(l.path, was, l.value, otherwise))
	}
}

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
		c.found.add(New, name, at, say("choice_new", name, c.said(b), b.Key))
	}
	for _, a := range left {
		c.found.add(Gone, name, at, say("choice_gone", name, c.said(a), a.Key))
	}
}

// offered reports whether some choice is for the same purpose as another.
func offered(list []choice, other choice) bool {
	return slices.ContainsFunc(list, func(x choice) bool { return maps.Equal(x.For, other.For) })
}

func (c *comparison) choice(name string, at menus.Position, a, b choice) {
	if a.Key != b.Key {
		c.found.add(Key, name, at, say("choice_key", name, c.said(b), b.Key, a.Key))
	}
	if c.names[a.Go] != b.Go {
		c.found.add(Target, name, at, say("choice_target", name, c.said(b), b.Go, c.called(a.Go)))
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
		c.found.add(Setting, name, at, say("choice_set", name, c.said(b), b.Set, a.Set))
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
		switch {
		case was == "":
			c.found.note(Target, name, say("exit_new", whenLeft(exit), is))
		case is == "":
			c.found.note(Target, name, say("exit_gone", whenLeft(exit), c.called(was)))
		default:
			c.found.note(Target, name, say("exit_target", whenLeft(exit), is, c.called(was)))
		}
	}
}

// whenLeft returns an exit in people's words.
func whenLeft(exit string) i18n.Both {
	switch exit {
	case ivr.ExitPerson:
		return say("exit.person")
	case "no_input", "no_match":
		return say("exit." + exit)
	}
	return say("exit", exit)
}

func inOrder[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
