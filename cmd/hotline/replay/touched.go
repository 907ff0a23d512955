package replay

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/store"
)

// touch is what a change of the menu may do to callers who pass a node.
type touch int

const (
	alike   touch = iota // nothing
	worded               // they hear other words, and nothing else
	changed              // anything
)

// touched holds what the change may do at each node of the old menu.
//
// The engine's result depends on the call, the nodes that it passes, and what the tree says for all
// nodes. So if a call is at the same point in both menus, and passes only nodes that are alike, in
// trees that say the same for all, it goes the same way and hears the same words.
type touched struct {
	nodes     map[string]touch
	most      touch           // of any node
	fallbacks map[string]bool // where calls arrive without leaving the node they were at
}

// unaffected reports whether the call passed no node that the change touches, so it need not be
// replayed. Every node that the call came to is among those left, except its last one and one that it
// left for a fallback; the beginning of a callback depends on all queues.
func (t touched) unaffected(way store.CallSummary) bool {
	if t.most == alike {
		return true
	}
	if len(way.Path) >= engine.MaxPath || way.Callback != "" || t.nodes[way.Node] > alike || t.fallbacks[way.Node] {
		return false
	}
	return !slices.ContainsFunc(way.Path, func(s store.Stop) bool { return t.nodes[s.Node] > alike || t.fallbacks[s.Node] })
}

func touches(before, after *ivr.Tree, names map[string]string) touched {
	t := touched{nodes: map[string]touch{}, most: everywhere(before, after, names), fallbacks: map[string]bool{before.Fallback: true, before.TooLong: true}}
	everyone := t.most
	for name, place := range before.Nodes {
		t.nodes[name] = max(everyone, placed(place, after.Nodes[names[name]], names))
		t.most = max(t.most, t.nodes[name])
	}
	if names[before.Start] != after.Start {
		t.most, t.nodes[before.Start] = changed, changed
	}
	t.nodes[""] = t.most // before a call's first event: a callback looks for any queue
	return t
}

// everywhere returns what the settings of the whole menu do to every call.
func everywhere(a, b *ivr.Tree, names map[string]string) touch {
	if a.Tries != b.Tries || a.Zone.String() != b.Zone.String() || a.Country != b.Country || a.Speech != b.Speech ||
		names[a.Fallback] != b.Fallback || names[a.TooLong] != b.TooLong || len(a.Languages) != len(b.Languages) ||
		!reflect.DeepEqual(a.Hear, b.Hear) {
		return changed
	}
	t := max(texts(reflect.ValueOf(a.Phrases), reflect.ValueOf(b.Phrases)), texts(reflect.ValueOf(a.Terms), reflect.ValueOf(b.Terms)))
	for i, l := range a.Languages {
		switch m := b.Languages[i]; {
		case l.Name != m.Name:
			return changed
		case l != m:
			t = max(t, worded)
		}
	}
	return t
}

// placed compares a node with its counterpart in the new menu.
func placed(a, b ivr.TreeNode, names map[string]string) touch {
	if a.Kind != b.Kind || a.Menu != b.Menu || b.Node == nil || len(a.Exits) != len(b.Exits) {
		return changed
	}
	for exit, to := range a.Exits {
		if is, wired := b.Exits[exit]; !wired || names[to] != is {
			return changed
		}
	}
	return texts(reflect.ValueOf(a.Node), reflect.ValueOf(b.Node))
}

// texts compares two values: worded when they differ only in texts that say the same values.
func texts(a, b reflect.Value) touch {
	switch a.Type() {
	case reflect.TypeFor[ivr.Text]():
		return wording(a, b)
	case reflect.TypeFor[node.PreparedMenu](): // of the settings, which are compared themselves
		return alike
	}
	switch a.Kind() {
	case reflect.Pointer, reflect.Interface:
		return pointed(a, b)
	case reflect.Struct:
		t := alike
		for i := range a.NumField() {
			t = max(t, texts(a.Field(i), b.Field(i)))
		}
		return t
	case reflect.Slice, reflect.Array:
		return lists(a, b)
	case reflect.Map:
		return tables(a, b)
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return changed // unknown
	}
	if a.Equal(b) {
		return alike
	}
	return changed
}

func pointed(a, b reflect.Value) touch {
	switch {
	case a.IsNil() || b.IsNil():
		if a.IsNil() == b.IsNil() {
			return alike
		}
		return changed
	case a.Kind() == reflect.Pointer && a.Pointer() == b.Pointer():
		return alike
	case a.Elem().Type() != b.Elem().Type():
		return changed
	}
	return texts(a.Elem(), b.Elem())
}

func lists(a, b reflect.Value) touch {
	if a.Len() != b.Len() {
		return changed
	}
	t := alike
	for i := range a.Len() {
		t = max(t, texts(a.Index(i), b.Index(i)))
	}
	return t
}

func tables(a, b reflect.Value) touch {
	if a.Len() != b.Len() {
		return changed
	}
	t := alike
	for _, key := range a.MapKeys() {
		other := b.MapIndex(key)
		if !other.IsValid() {
			return changed
		}
		t = max(t, texts(a.MapIndex(key), other))
	}
	return t
}

// wording compares a text: one in the same languages, each with the same values, is only worded
// differently.
func wording(a, b reflect.Value) touch {
	if a.Len() != b.Len() {
		return changed
	}
	t := alike
	for _, language := range a.MapKeys() {
		is := b.MapIndex(language)
		switch was := a.MapIndex(language).String(); {
		case !is.IsValid(), (was == "") != (is.String() == ""), !slices.Equal(values(was), values(is.String())):
			return changed
		case was != is.String():
			t = worded
		}
	}
	return t
}

// values returns the {names} in a text, sorted, without duplicates.
func values(text string) []string {
	names := map[string]bool{}
	for _, part := range strings.Split(text, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}
