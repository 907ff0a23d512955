package explore

import (
	"hash/maphash"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// The marks that a call may have: each is a group of two assignments.
const (
	limited   = iota // the number calls too often
	barred           // the number is neither called back nor texted
	accounted        // an account is known
	marks
)

// borne returns the marks that a call has.
func borne(c ivr.Call) [marks]bool {
	return [marks]bool{limited: c.Limited, barred: c.Barred, accounted: c.Account != nil}
}

// analysis is what a menu's nodes read and change, and the values that there may be.
type analysis struct {
	tree     *ivr.Tree
	groups   []*group
	of       map[string]int // the group of a value
	cases    int            // the group of the case last spoken of
	marks    int            // the first of the groups that are marks
	status   int            // the group of the caller's status, the last
	decisive map[string]bool
	private  map[string]bool
	tested   map[string][]string // by value: the texts that nodes compare it with
	looks    map[string]looks    // by node
	names    []string            // of all nodes, in order
	leads    map[string][]string // by node: those that it leads to
	live     liveness            // until the end of the call
	step     liveness            // until the end of a step

	sets     []valueSet
	setIDs   map[uint64]int32 // by hash
	seed     maphash.Seed
	changes  []change // from 1
	changeID map[string]int32
	joined   map[uint64]int32 // by both sets
	changed  map[uint64]int32 // by set and change
	sums     map[[3]int]int
	offered  int32 // the change of callers who leave a person
	closed   int32 // the change of callers who call while everything is closed
	key      []byte
}

// touch is what a step depends on.
type touch struct {
	situation Situation
	groups    []int // the values that it reads; not those that it only sets
	cases     bool  // whether the call has opened cases before
}

// looks is what a node's turns read and, separately, what its texts say: a text that says an unset
// value breaks the call off, and has no other influence.
type looks struct {
	touch
	spoken touch
}

func newKnowledge(tree *ivr.Tree) *analysis {
	k := &analysis{
		tree: tree, of: map[string]int{}, looks: map[string]looks{}, decisive: map[string]bool{}, private: map[string]bool{}, tested: map[string][]string{}, leads: map[string][]string{},
		setIDs: map[uint64]int32{}, seed: maphash.MakeSeed(), joined: map[uint64]int32{}, sums: map[[3]int]int{},
		changes: make([]change, 1), changeID: map[string]int32{"\x00": 0}, changed: map[uint64]int32{},
	}
	k.names = inOrder(tree.Nodes)
	for _, name := range k.names {
		k.leads[name] = leadsTo(tree.Nodes[name])
	}
	k.group()
	k.cases = k.of["case.number"]
	k.marks = len(k.groups)
	for range marks {
		k.groups = append(k.groups, &group{assignments: []assignment{{}, {guarantees: hasMark}}})
	}
	k.status = len(k.groups)
	k.groups = append(k.groups, &group{assignments: make([]assignment, StatusCount)})
	for _, name := range k.names {
		k.decide(tree.Nodes[name])
		k.looks[name] = k.look(tree.Nodes[name])
	}
	for i := range k.marks {
		k.assign(i, nil, nil, false) // nothing is set: assignment 0
	}
	k.offered = k.change(change{actions: WasOffered})
	k.closed = k.change(change{actions: ToldClosed})
	k.live, k.step = newLiveness(k, k.liveGroups()), newLiveness(k, k.stepGroups())
	return k
}

// group puts the values of the menu into groups: those that a kind sets together by their first name,
// every other by itself.
func (k *analysis) group() {
	together := map[string]bool{"case.number": true}
	for _, name := range k.names {
		kind, _ := node.Find(k.tree.Nodes[name].Kind)
		for _, v := range kind.Values {
			together[v.Name] = true
		}
	}
	k.add("case.number", "case")
	for _, name := range k.names {
		for _, v := range setBy(k.tree.Nodes[name]) {
			in := v.Name
			if together[v.Name] {
				in, _, _ = strings.Cut(v.Name, ".")
			}
			k.add(v.Name, in)
			k.private[v.Name] = k.private[v.Name] || v.Private
		}
	}
}

func (k *analysis) add(value, name string) {
	if _, known := k.of[value]; known {
		return
	}
	i := slices.IndexFunc(k.groups, func(g *group) bool { return g.name == name })
	if i < 0 {
		i = len(k.groups)
		k.groups = append(k.groups, &group{name: name, known: map[string]int{}, names: map[string]int{}})
	}
	k.of[value] = i
}

// setBy returns the values that a node sets.
func setBy(p ivr.TreeNode) []node.Value {
	kind, _ := node.Find(p.Kind)
	if s, ok := p.Node.(node.Setter); ok {
		return slices.Concat(kind.Values, s.Sets())
	}
	return kind.Values
}

// decide records the values whose text influences where a call goes: those that nodes compare with
// texts. The result of the hours is kept separate too, for its words.
func (k *analysis) decide(p ivr.TreeNode) {
	kind, _ := node.Find(p.Kind)
	if slices.Contains(kind.Uses, node.OfLines) {
		for _, v := range kind.Values {
			k.decisive[v.Name] = true
		}
	}
	if n, ok := p.Node.(node.Testing); ok {
		value, texts := n.Tests()
		k.decisive[value] = true
		k.tested[value] = append(k.tested[value], texts...)
	}
}

func (k *analysis) look(p ivr.TreeNode) looks {
	kind, _ := node.Find(p.Kind)
	var t looks
	for _, fact := range kind.Uses {
		t.situation |= factBits[fact]
		t.cases = t.cases || fact == node.OfCases
	}
	groups := map[int]bool{}
	for mark, fact := range [...]node.Fact{limited: node.OfLimited, barred: node.OfBarred, accounted: node.OfAccount} {
		if slices.Contains(kind.Uses, fact) {
			groups[k.marks+mark] = true
		}
	}
	if t.cases {
		groups[k.cases] = true
	}
	spoken := map[int]bool{}
	names := mentions(p.Node)
	for _, name := range inOrder(names) {
		g, value := k.of[name]
		switch {
		case value && names[name]:
			spoken[g] = true
		case value:
			groups[g] = true
		}
		if k.private[name] {
			t.spoken.situation |= Verified // said to the account's holder only
		}
	}
	t.spoken.groups = slices.Sorted(maps.Keys(spoken))
	t.groups = slices.Sorted(maps.Keys(groups))
	return t
}

// mentions returns the {names} in a node's texts, as true, and its settings that may name a value, as
// false.
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

// leadsTo returns the nodes that a node leads to, each once.
func leadsTo(p ivr.TreeNode) []string {
	list := slices.Collect(maps.Values(p.Exits))
	slices.Sort(list)
	return slices.Compact(list)
}
