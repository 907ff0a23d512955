package diff

import (
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
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
		return texts.Text(spoken(language), "nothing") + "\n"
	}
	var b strings.Builder
	for _, change := range c {
		b.WriteString(i18n.Both{Mandarin: change.Chinese, English: change.Text}.In(spoken(language)) + "\n")
	}
	return b.String()
}
