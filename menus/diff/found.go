package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
)

// found collects the changes. Those that several nodes share are listed as one.
type found struct {
	new    *menus.Menu
	list   Changes
	order  []alike
	places map[alike][]string // the nodes of each shared change
}

var ranks = []Kind{Problem, Fixed, Key, New, Gone, Target, EffortToPerson, Person, Words, Heard, Hours, Queue, Setting}

// sorted returns the changes, the most important to callers first.
func (f *found) sorted() Changes {
	f.group()
	slices.SortStableFunc(f.list, func(a, b Change) int {
		return cmp.Or(cmp.Compare(slices.Index(ranks, a.Kind), slices.Index(ranks, b.Kind)),
			cmp.Compare(a.Position.File, b.Position.File), cmp.Compare(a.Position.Line, b.Position.Line))
	})
	return slices.CompactFunc(f.list, func(a, b Change) bool { return a == b })
}

// alike is a change that several nodes share.
type alike struct {
	kind Kind
	text i18n.Both
}

// note records a change at a node, without its name: nodes with the same change are listed together.
func (f *found) note(kind Kind, node string, text i18n.Both) {
	key := alike{kind, text}
	if _, known := f.places[key]; !known {
		f.order = append(f.order, key)
	}
	f.places[key] = append(f.places[key], node)
}

// named is how many of the nodes with the same change are named.
const named = 3

func (f *found) group() {
	for _, key := range f.order {
		nodes := f.places[key]
		list := strings.Join(nodes[:min(len(nodes), named)], ", ")
		text := say("at", list, key.text)
		if more := len(nodes) - named; more > 0 {
			text = say("at_many", list, more, key.text)
		}
		f.add(key.kind, nodes[0], f.new.Where(nodes[0]), text)
	}
}

func (f *found) add(kind Kind, node string, at menus.Position, text i18n.Both) {
	f.list = append(f.list, Change{kind, node, at, text.English, text.Mandarin})
}

// words records a text with other words.
func (f *found) words(name string, at menus.Position, what, language, was, is string) {
	switch {
	case was == is:
	case was == "":
		f.add(Words, name, at, say("says_new", name, what, language, is))
	case is == "":
		f.add(Words, name, at, say("says_gone", name, what, language, was))
	default:
		was, is = InlineDiff(was, is)
		f.add(Words, name, at, say("says", name, what, language, is, was))
	}
}
