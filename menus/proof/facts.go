package proof

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// core is what tells callers apart wherever they are: the hour, and what is
// known of them. Every core that can come to a place is followed there.
type core uint16

const (
	ofHour   core = 0xff
	withheld core = 1 << (iota + 7)
	verified
	calledBack // is called back, and has not answered yet
)

// masks are the parts of the core that a fact is about.
var masks = map[node.Fact]core{
	node.OfLines: ofHour, node.OfNumber: withheld, node.OfVerified: verified, node.OfQueue: calledBack,
}

// The marks that a call bears or not: groups too, of two combos.
const (
	excused    = iota // a person, or a recorder, was there before, or a look-up failed
	heardOut          // a recorder was there before, or a look-up failed
	toldClosed        // was told that a line is closed, and not since that one is open
	limited           // the number calls too often
	accounted         // an account is known
	marks
)

// bears tells which marks a call has got in a step.
func bears(c ivr.Call) [marks]bool {
	return [marks]bool{limited: c.Limited, accounted: c.Account != nil}
}

// knowledge is what a menu's nodes look at and change, and what they may find.
type knowledge struct {
	tree     *ivr.Tree
	groups   []*group
	of       map[string]int // the group of a value
	cases    int            // the group of the case spoken of
	marks    int            // the first of the groups that are marks
	decisive map[string]bool
	private  map[string]bool
	touched  map[string]touched // by node
	envs     []env
	envIDs   map[string]int32
	changes  [][]write // from 1
	changeID map[string]int32
	joined   map[uint64]int32 // by both envs
	changed  map[uint64]int32 // by env and change
	sums     map[[3]int]int
	excusing [2]int32 // the changes of those who leave a person, a recorder
	key      []byte
}

// touch is what decides how a step goes.
type touch struct {
	core   core
	groups []int // the values that it looks at; those it only sets are not among them
	cases  bool  // whether the call has opened cases before
}

// touched is what the turns of a node look at, and what its texts say: a text
// that says what is not there breaks the call off, so it decides nothing else.
type touched struct {
	touch
	spoken touch
}

func newKnowledge(tree *ivr.Tree) *knowledge {
	k := &knowledge{
		tree: tree, of: map[string]int{}, touched: map[string]touched{}, decisive: map[string]bool{}, private: map[string]bool{},
		envIDs: map[string]int32{}, joined: map[uint64]int32{}, sums: map[[3]int]int{},
		changes: make([][]write, 1), changeID: map[string]int32{"": 0}, changed: map[uint64]int32{},
	}
	names := slices.Sorted(maps.Keys(tree.Nodes))
	for _, name := range names {
		for _, v := range setBy(tree.Nodes[name]) {
			k.group(v.Name)
			k.private[v.Name] = k.private[v.Name] || v.Private
		}
	}
	k.cases = k.group("case.number")
	k.marks = len(k.groups)
	for range marks {
		k.groups = append(k.groups, &group{combos: make([]combo, 2)})
	}
	for _, mark := range []int{excused, heardOut, limited, accounted} { // those that stay
		k.groups[k.marks+mark].combos[1].features = hasMark
	}
	for _, name := range names {
		k.decide(tree.Nodes[name])
		k.touched[name] = k.touch(tree.Nodes[name])
	}
	for i := range k.marks {
		k.combo(i, nil, nil, false) // nothing is set: combo 0
	}
	k.excusing[0] = k.change([]write{k.marked(excused, 1)})
	k.excusing[1] = k.change([]write{k.marked(excused, 1), k.marked(heardOut, 1)})
	return k
}

// group is the group of a value: those with the same first name are one.
func (k *knowledge) group(value string) int {
	prefix, _, _ := strings.Cut(value, ".")
	for i, g := range k.groups {
		if g.name == prefix {
			k.of[value] = i
			return i
		}
	}
	k.groups = append(k.groups, &group{name: prefix, known: map[string]int{}, names: map[string]int{}})
	k.of[value] = len(k.groups) - 1
	return k.of[value]
}

// setBy are the values that a node sets.
func setBy(p ivr.Place) []node.Value {
	kind, _ := node.Find(p.Kind)
	if s, ok := p.Node.(node.Setter); ok {
		return slices.Concat(kind.Values, s.Sets())
	}
	return kind.Values
}

// decide notes the values whose text decides where a call goes: those that a
// node reads which wires its own exits and offers no choice. What the hour says
// is kept apart as well, for its words.
func (k *knowledge) decide(p ivr.Place) {
	kind, _ := node.Find(p.Kind)
	if slices.Contains(kind.Uses, node.OfLines) {
		for _, v := range kind.Values {
			k.decisive[v.Name] = true
		}
	}
	if _, wired := p.Node.(node.Wired); !wired || p.Menu {
		return
	}
	for name, inText := range mentions(p.Node) {
		if _, value := k.of[name]; value && !inText {
			k.decisive[name] = true
		}
	}
}

func (k *knowledge) touch(p ivr.Place) touched {
	kind, _ := node.Find(p.Kind)
	var t touched
	for _, fact := range kind.Uses {
		t.core |= masks[fact]
		t.cases = t.cases || fact == node.OfCases
	}
	groups := map[int]bool{}
	for fact, mark := range map[node.Fact]int{node.OfLimited: limited, node.OfAccount: accounted} {
		if slices.Contains(kind.Uses, fact) {
			groups[k.marks+mark] = true
		}
	}
	if t.cases {
		groups[k.cases] = true
	}
	spoken := map[int]bool{}
	for name, inText := range mentions(p.Node) {
		g, value := k.of[name]
		switch {
		case value && inText:
			spoken[g] = true
		case value:
			groups[g] = true
		}
		if k.private[name] {
			t.spoken.core |= verified // it is said to its holder only
		}
	}
	t.spoken.groups = slices.Sorted(maps.Keys(spoken))
	t.groups = slices.Sorted(maps.Keys(groups))
	return t
}

// mentions are the {names} in a node's texts, true, and its settings that may
// name a value, false.
func mentions(n ivr.Node) map[string]bool {
	found := map[string]bool{}
	mention(reflect.ValueOf(n), found)
	return found
}

func mention(v reflect.Value, found map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			mention(v.Elem(), found)
		}
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

func mentionText(s string, found map[string]bool) {
	found[s] = false
	for {
		_, rest, open := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return
		}
		if _, setting := found[name]; !setting {
			found[name] = true
		}
		s = after
	}
}
