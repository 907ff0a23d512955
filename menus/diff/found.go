package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	kind             Kind
	english, chinese string
}

// note records a change at a node, without its name: nodes with the same change are listed together.
func (f *found) note(kind Kind, node, english, chinese string) {
	key := alike{kind, english, chinese}
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
		english, chinese := list+": "+key.english, list+"："+key.chinese
		if more := len(nodes) - named; more > 0 {
			english = fmt.Sprintf("%s and %d more: %s", list, more, key.english)
			chinese = fmt.Sprintf("%s 等 %d 处：%s", list, len(nodes), key.chinese)
		}
		f.add(key.kind, nodes[0], f.new.Where(nodes[0]), english, chinese)
	}
}

func (f *found) add(kind Kind, node string, at menus.Position, english, chinese string) {
	f.list = append(f.list, Change{kind, node, at, english, chinese})
}

// words records a text with other words.
func (f *found) words(name string, at menus.Position, what, language, was, is string) {
	if was == is {
		return
	}
	switch {
	case was == "":
		f.add(Words, name, at, fmt.Sprintf("%s (%s, %s) says “%s”; it said nothing before", name, what, language, is), fmt.Sprintf("%s（%s，%s）说“%s”，原来不说", name, what, language, is))
		return
	case is == "":
		f.add(Words, name, at, fmt.Sprintf("%s (%s, %s) says nothing; it said “%s”", name, what, language, was), fmt.Sprintf("%s（%s，%s）不再说“%s”", name, what, language, was))
		return
	}
	was, is = InlineDiff(was, is)
	f.add(Words, name, at, fmt.Sprintf("%s (%s, %s) says “%s” instead of “%s”", name, what, language, is, was),
		fmt.Sprintf("%s（%s，%s）改说“%s”，原来说“%s”", name, what, language, is, was))
}
