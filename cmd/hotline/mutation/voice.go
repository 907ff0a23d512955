package mutation

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// voice is all that a node itself says, by language.
type voice map[string]string

// everyLanguage is the language of what callers hear without words.
const everyLanguage = ""

// voiceOf collects the texts among a node's settings, those of its choices included.
// A queue and a ringing telephone are heard in every language.
func voiceOf(place ivr.TreeNode) voice {
	v := voice{}
	waiter, waits := place.Node.(ivr.QueueNode)
	kind, _ := node.Find(place.Kind)
	switch {
	case waits:
		v[everyLanguage] = "waits in the queue " + waiter.Queue()
	case kind.Heard == node.HeardRing:
		v[everyLanguage] = "hears somebody being rung"
	case kind.Heard != node.HeardNot:
		v.collect(reflect.ValueOf(place.Node))
	}
	return v
}

var textType = reflect.TypeFor[ivr.Text]()

func (v voice) collect(setting reflect.Value) {
	switch {
	case setting.Type() == textType:
		for language, words := range setting.Interface().(ivr.Text) {
			v[language] += words + "\n"
		}
	case setting.Kind() == reflect.Pointer && !setting.IsNil():
		v.collect(setting.Elem())
	case setting.Kind() == reflect.Slice:
		for i := range setting.Len() {
			v.collect(setting.Index(i))
		}
	case setting.Kind() == reflect.Struct:
		for i := range setting.NumField() {
			if setting.Type().Field(i).IsExported() {
				v.collect(setting.Field(i))
			}
		}
	}
}

// same reports whether a caller of some language hears the same from both.
func (v voice) same(other voice) bool {
	for language, words := range v {
		if other[language] == words {
			return true
		}
	}
	return false
}

// speaks reports whether a node says its words to everybody who comes to it.
// Callers may pass another node and hear nothing of it: a queue that is full, an
// account that is proved already.
func speaks(place ivr.TreeNode) bool {
	kind, _ := node.Find(place.Kind)
	return kind.Heard == node.HeardByAll
}

// openings finds, for every node, the nodes whose words a caller may hear first who
// comes to it.
func openings(tree *ivr.Tree) map[string][]string {
	found := map[string][]string{}
	for name := range tree.Nodes {
		heard := map[string]bool{}
		listen(tree, name, heard, map[string]bool{})
		found[name] = slices.Sorted(maps.Keys(heard))
	}
	return found
}

func listen(tree *ivr.Tree, name string, heard, seen map[string]bool) {
	if seen[name] {
		return
	}
	seen[name] = true
	place := tree.Nodes[name]
	if len(voiceOf(place)) > 0 {
		heard[name] = true
	}
	if speaks(place) {
		return
	}
	for _, to := range place.Exits {
		listen(tree, to, heard, seen)
	}
}

// pairs returns each two neighbouring characters of a text; texts with many in common
// are alike.
func pairs(words string) map[string]bool {
	found := map[string]bool{}
	runes := []rune(strings.ToLower(words))
	for i := range len(runes) - 1 {
		found[string(runes[i:i+2])] = true
	}
	return found
}

// alike is how much two texts have in common, 0 to 1.
func alike(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	both := 0
	for pair := range a {
		if b[pair] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}
