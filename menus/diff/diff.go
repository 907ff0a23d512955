// Package diff lists what changes for callers when one menu replaces another, in their words. What
// callers cannot notice, such as names of nodes, comments or the order of keys, is no change.
package diff

import (
	"strings"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// Change is one thing that callers will notice.
type Change struct {
	Kind     Kind
	Node     string         // of the new menu, or of the old one if it is gone
	Position menus.Position // in the new menu, or in the old one
	Text     string         // in English
	Chinese  string         // the same in Mandarin
}

// Kind is what has changed.
type Kind string

// The kinds of changes, the most important to callers first.
const (
	Problem        Kind = "problem" // a new finding of check
	Fixed          Kind = "mended"  // a finding that is gone
	Key            Kind = "key"     // a choice is on another key
	New            Kind = "new"     // a new choice or node
	Gone           Kind = "gone"
	Target         Kind = "way"     // an exit or a choice leads elsewhere
	EffortToPerson Kind = "farther" // more, or fewer, keys or seconds to a node or a person
	Person         Kind = "person"  // the longest time to a person
	Words          Kind = "words"   // what is said
	Heard          Kind = "heard"   // what callers may say
	Hours          Kind = "hours"
	Queue          Kind = "queue"
	Setting        Kind = "setting" // how often, how long
)

// Changes are all changes, the most important first.
type Changes []Change

// Empty reports whether nothing changes for callers.
func (c Changes) Empty() bool { return len(c) == 0 }

// Text returns the changes as lines, in English or (zh-CN) Mandarin.
func (c Changes) Text(language string) string {
	if len(c) == 0 {
		return in(language, "nothing changes for callers", "来电人感觉不到任何变化") + "\n"
	}
	var b strings.Builder
	for _, change := range c {
		b.WriteString(in(language, change.Text, change.Chinese) + "\n")
	}
	return b.String()
}

func in(language, english, chinese string) string {
	if strings.HasPrefix(language, "zh") {
		return chinese
	}
	return english
}

// Of compares two menus, for calls from now on.
func Of(before, after *menus.Menu, now time.Time) Changes {
	c := newComparison(before, after, now)
	c.cover()
	c.lines()
	c.queues()
	c.phrases()
	c.recordings()
	c.nodes()
	c.distances()
	c.persons()
	c.acceptances()
	return c.found.sorted()
}

// Proved is [Of] with what check reports of both: if they were proved with [check.Prove], also how the
// time to a person changes from each node.
func Proved(before, after *menus.Menu, was, is check.Report, now time.Time) Changes {
	c := newComparison(before, after, now)
	c.found.list = Of(before, after, now)
	c.proofs(was, is)
	timing{c}.compare(was.Spoken, is.Spoken)
	return c.found.sorted()
}
