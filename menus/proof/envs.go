package proof

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/okpay/hotline/ivr"
)

// group is a set of values that one look-up sets together, transaction.amount
// and transaction.date say. What they may hold, all at once, is a combo.
type group struct {
	name   string
	combos []combo
	known  map[string]int
	names  map[string]int
}

// combo is one way in which the values of a group may stand. It is known by what
// decides where calls go; the rest stands for others like it.
type combo struct {
	values []held
	other  []held // the same, of another customer; nil: they do not differ
	cased  bool   // of the group "case": the call has one
	features
}

// env is for each group the combos that it may hold, a bit each. Those beyond
// the sixty-third share the last bit: what may be one of them may be any.
type env []uint64

// held is a value by its name.
type held struct {
	name string
	ivr.Value
}

// combo gives the number of a combo, a new one if it is none of those known.
func (k *knowledge) combo(g int, values, other []held, cased bool) int {
	group := k.groups[g]
	if len(values) == 0 && !cased && len(group.combos) > 0 {
		return 0
	}
	k.key = k.key[:0]
	for _, v := range values {
		k.key = k.written(k.key, v)
	}
	if cased {
		k.key = append(k.key, "cased"...)
	}
	i, known := group.known[string(k.key)]
	if !known {
		i = len(group.combos)
		group.known[string(k.key)] = i
		group.combos = append(group.combos, combo{values, other, cased, k.featuresOf(g, values, cased)})
	}
	return i
}

// written appends what a value is known by.
func (k *knowledge) written(key []byte, v held) []byte {
	key = append(key, v.name...)
	key = append(key, ' ')
	key = append(key, v.Type...)
	key = strconv.AppendBool(key, v.Private)
	if k.decisive[v.name] {
		key = append(key, v.Text.Reveal()...)
		key = strconv.AppendInt(append(key, ' '), v.Time.Unix(), 10)
	} else {
		key = strconv.AppendBool(key, v.Text == "")
	}
	return append(key, 0)
}

// surely tells whether all callers of an env bear a mark.
func (k *knowledge) surely(e int32, mark int) bool { return k.envs[e][k.marks+mark] == 2 }

// added is a combo with all that another sets.
func (k *knowledge) added(g, before, more int) int {
	if g >= k.marks {
		return max(before, more)
	}
	key := [3]int{g, before, more}
	n, known := k.sums[key]
	if !known {
		a, b := k.groups[g].combos[before], k.groups[g].combos[more]
		n = k.combo(g, overlaid(a.values, b.values), overlaid(a.other, b.other), a.cased || b.cased)
		k.sums[key] = n
	}
	return n
}

// overlaid are some values and others, which come before those of the same name.
func overlaid(under, over []held) []held {
	if under == nil || over == nil {
		return slices.Concat(under, over)
	}
	both := slices.Clone(over)
	for _, v := range under {
		if i, covered := slices.BinarySearchFunc(both, v.name, func(h held, name string) int { return cmp.Compare(h.name, name) }); !covered {
			both = slices.Insert(both, i, v)
		}
	}
	return both
}

// nothing is the env of a call that begins: no value is set.
func (k *knowledge) nothing() int32 {
	e := make(env, 0, len(k.groups))
	for range k.groups {
		e = append(e, 1)
	}
	return k.intern(e)
}

func (k *knowledge) intern(e env) int32 {
	k.key = k.key[:0]
	for _, word := range e {
		k.key = binary.LittleEndian.AppendUint64(k.key, word)
	}
	id, known := k.envIDs[string(k.key)]
	if !known {
		id = int32(len(k.envs))
		k.envs = append(k.envs, e)
		k.envIDs[string(k.key)] = id
	}
	return id
}

// sharedBit stands for all combos from there on.
const sharedBit = 63

// bit stands for a combo.
func bit(combo int) uint64 { return 1 << min(combo, sharedBit) }

// each gives the combos that a word of an env stands for.
func (k *knowledge) each(g int, word uint64) []int {
	var list []int
	for i := range k.groups[g].combos {
		if word&bit(i) != 0 {
			list = append(list, i)
		}
	}
	return list
}

// join is what may hold after either.
func (k *knowledge) join(a, b int32) int32 {
	if a == b {
		return a
	}
	pair := uint64(min(a, b))<<32 | uint64(max(a, b))
	id, known := k.joined[pair]
	if !known {
		both := slices.Clone(k.envs[a])
		for i, word := range k.envs[b] {
			both[i] |= word
		}
		id = k.intern(both)
		k.joined[pair] = id
	}
	return id
}

// write is what a step has made of a group: a combo, or, where it had not looked
// at the group, what it has added to whatever was there.
type write struct {
	group, combo int
	added        bool
}

// marked is a mark that a call has got, or lost.
func (k *knowledge) marked(mark, combo int) write { return write{group: k.marks + mark, combo: combo} }

// change gives the number of what a step writes; 0 is nothing.
func (k *knowledge) change(writes []write) int32 {
	k.key = k.key[:0]
	for _, x := range writes {
		k.key = strconv.AppendBool(binary.AppendVarint(binary.AppendVarint(k.key, int64(x.group)), int64(x.combo)), x.added)
	}
	id, known := k.changeID[string(k.key)]
	if !known {
		id = int32(len(k.changes))
		k.changeID[string(k.key)] = id
		k.changes = append(k.changes, writes)
	}
	return id
}

// after is what may hold after a change.
func (k *knowledge) after(e, change int32) int32 {
	if change == 0 {
		return e
	}
	key := uint64(e)<<32 | uint64(change)
	id, known := k.changed[key]
	if !known {
		id = k.intern(k.write(e, k.changes[change]))
		k.changed[key] = id
	}
	return id
}

func (k *knowledge) write(e int32, writes []write) env {
	after := slices.Clone(k.envs[e])
	for _, x := range writes {
		if !x.added {
			after[x.group] = bit(x.combo)
			continue
		}
		after[x.group] = 0
		for _, n := range k.each(x.group, k.envs[e][x.group]) {
			after[x.group] |= bit(k.added(x.group, n, x.combo))
		}
	}
	return after
}
