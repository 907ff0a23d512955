package proof

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// names is a set of values' names.
type names map[string]bool

// live tells for each node which values may still matter to a call that stands
// there: some node further on says or reads them before they are set anew.
// Calls that differ in other values only go on alike.
func live(t *ivr.Tree) map[string]names {
	uses, sets, alive := map[string]names{}, map[string]names{}, map[string]names{}
	order := slices.Sorted(maps.Keys(t.Nodes))
	for _, name := range order {
		place := t.Nodes[name]
		uses[name], sets[name] = names{}, setBy(place)
		mention(reflect.ValueOf(place.Node), uses[name])
		alive[name] = maps.Clone(uses[name])
	}
	for grown := true; grown; {
		grown = false
		for _, name := range order {
			for _, to := range slices.Sorted(maps.Values(t.Nodes[name].Exits)) {
				grown = alive[name].add(alive[to], sets[name]) || grown
			}
		}
	}
	return alive
}

// add takes names over that are not among the excluded; it tells whether there
// were new ones.
func (n names) add(more, excluded names) bool {
	before := len(n)
	for _, name := range slices.Sorted(maps.Keys(more)) {
		if !excluded[name] {
			n[name] = true
		}
	}
	return len(n) > before
}

// decisive are the values whose text decides where a call goes: those that a
// node reads which wires its own exits and offers no choice.
func decisive(t *ivr.Tree) names {
	found := names{}
	for _, name := range slices.Sorted(maps.Keys(t.Nodes)) {
		place := t.Nodes[name]
		if _, wired := place.Node.(node.Wired); wired && !place.Menu {
			mention(reflect.ValueOf(place.Node), found)
			for _, target := range slices.Sorted(maps.Values(place.Exits)) {
				delete(found, target)
			}
		}
	}
	return found
}

// settable are all values that some node sets.
func settable(t *ivr.Tree) names {
	all := names{}
	for _, name := range slices.Sorted(maps.Keys(t.Nodes)) {
		all.add(setBy(t.Nodes[name]), nil)
	}
	return all
}

func setBy(p ivr.Place) names {
	set := names{}
	kind, _ := node.Find(p.Kind)
	values := kind.Values
	if s, ok := p.Node.(node.Setter); ok {
		values = slices.Concat(values, s.Sets())
	}
	for _, v := range values {
		set[v.Name] = true
	}
	return set
}

// mention collects the {names} in a node's texts, and its settings that may
// name a value.
func mention(v reflect.Value, found names) {
	switch v.Kind() {
	case reflect.Pointer:
		mention(v.Elem(), found)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				mention(v.Field(i), found)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			mention(v.Index(i), found)
		}
	case reflect.Map:
		for _, item := range v.Seq2() {
			mention(item, found)
		}
	case reflect.String:
		mentionText(v.String(), found)
	}
}

func mentionText(s string, found names) {
	found[s] = true
	for {
		_, rest, open := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return
		}
		found[name] = true
		s = after
	}
}
