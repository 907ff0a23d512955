package explore

import (
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/okpay/hotline/ivr"
)

// group is a set of values that are kept together, since one look-up sets them together, such as
// transaction.amount and transaction.status. All other values have a group each. An assignment is one
// combination of a group's values.
type group struct {
	name        string
	assignments []assignment
	known       map[string]int
	names       map[string]int // of values, numbered for guarantees
}

// assignment is one combination of a group's values. Only values that influence where calls go
// distinguish assignments; one stands for others like it.
type assignment struct {
	values []held
	other  []held // the same for another customer; nil if they do not differ
	cased  bool   // for the group of the case: the call has one
	guarantees
}

// valueSet holds for each group the assignments that it may have, a bit each. Those beyond the
// sixty-third share the last bit: if one of them is possible, all count as possible. The last groups
// are the marks and the status of the caller.
type valueSet []uint64

// held is a value with its name.
type held struct {
	name string
	ivr.Value
}

// guarantees are properties of an assignment that calls never lose, a bit each: the values of its group
// that are set, that the call has a case, a mark.
type guarantees uint64

const (
	hasCase  guarantees = 1 << 62
	hasMark  guarantees = 1 << 63
	maxNames            = 62 // of a group's values; the rest guarantee nothing
)

// sharedBit stands for all assignments from there on.
const sharedBit = 63

// bit returns the bit of an assignment.
func bit(assignment int) uint64 { return 1 << min(assignment, sharedBit) }

// assign returns the number of an assignment, a new one if it is unknown.
func (k *analysis) assign(g int, values, other []held, cased bool) int {
	group := k.groups[g]
	if len(values) == 0 && !cased && len(group.assignments) > 0 {
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
		i = len(group.assignments)
		group.known[string(k.key)] = i
		group.assignments = append(group.assignments, assignment{values, other, cased, k.guaranteed(g, values, cased)})
	}
	return i
}

// written appends the part of a value that distinguishes assignments.
func (k *analysis) written(key []byte, v held) []byte {
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

func (k *analysis) guaranteed(g int, values []held, cased bool) guarantees {
	var f guarantees
	for _, v := range values {
		n, known := k.groups[g].names[v.name]
		if !known {
			n = len(k.groups[g].names)
			k.groups[g].names[v.name] = n
		}
		if n < maxNames {
			f |= 1 << n
		}
	}
	if cased {
		f |= hasCase
	}
	return f
}

// common returns the guarantees that all assignments of a set have.
func (k *analysis) common(g int, word uint64) guarantees {
	if g == k.status {
		return guaranteedStatus(Statuses(word))
	}
	all := ^guarantees(0)
	for n, a := range k.groups[g].assignments {
		if word&bit(n) != 0 {
			all &= a.guarantees
		}
	}
	return all
}

// having returns the assignments of a set that have the guarantees.
func (k *analysis) having(g int, word uint64, needs guarantees) uint64 {
	if needs == 0 {
		return word
	}
	if g == k.status {
		return uint64(statusesWith(Statuses(word), needs))
	}
	var kept uint64
	for n, a := range k.groups[g].assignments {
		if a.guarantees&needs == needs {
			kept |= bit(n)
		}
	}
	return word & kept
}

// added returns an assignment with everything that another sets.
func (k *analysis) added(g, before, more int) int {
	if g >= k.marks {
		return max(before, more)
	}
	key := [3]int{g, before, more}
	n, known := k.sums[key]
	if !known {
		a, b := k.groups[g].assignments[before], k.groups[g].assignments[more]
		n = k.assign(g, overlaid(a.values, b.values), overlaid(a.other, b.other), a.cased || b.cased)
		k.sums[key] = n
	}
	return n
}

// overlaid returns values in which others replace those of the same name.
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

// nothing returns the values of a call that begins: none is set.
func (k *analysis) nothing() int32 {
	e := make(valueSet, len(k.groups))
	for g := range e {
		e[g] = 1
	}
	return k.intern(e)
}

// intern returns the number of a set. There are many long ones, so they are found by hash; on a
// collision the next free hash is used.
func (k *analysis) intern(e valueSet) int32 {
	k.key = k.key[:0]
	for _, word := range e {
		k.key = binary.LittleEndian.AppendUint64(k.key, word)
	}
	for hash := maphash.Bytes(k.seed, k.key); ; hash++ {
		id, known := k.setIDs[hash]
		switch {
		case !known:
			id = int32(len(k.sets))
			k.sets = append(k.sets, e)
			k.setIDs[hash] = id
			return id
		case slices.Equal(k.sets[id], e):
			return id
		}
	}
}

// each returns the assignments in a word of a set.
func (k *analysis) each(g int, word uint64) []int {
	var list []int
	for i := range k.groups[g].assignments {
		if word&bit(i) != 0 {
			list = append(list, i)
		}
	}
	return list
}

// join returns the union of two sets.
func (k *analysis) join(a, b int32) int32 {
	if a == b {
		return a
	}
	pair := uint64(min(a, b))<<32 | uint64(max(a, b))
	id, known := k.joined[pair]
	if !known {
		both := slices.Clone(k.sets[a])
		for i, word := range k.sets[b] {
			both[i] |= word
		}
		id = k.intern(both)
		k.joined[pair] = id
	}
	return id
}

// write is what a step did to a group: the new assignment or, if it had not read the group, what it
// added.
type write struct {
	group, assignment int
	added             bool
}

// change is what a step did to a caller's values and status.
type change struct {
	writes  []write
	actions Actions
}

// change returns the number of a change; 0 is none at all.
func (k *analysis) change(c change) int32 {
	k.key = binary.AppendUvarint(k.key[:0], uint64(c.actions))
	for _, x := range c.writes {
		k.key = strconv.AppendBool(binary.AppendVarint(binary.AppendVarint(k.key, int64(x.group)), int64(x.assignment)), x.added)
	}
	id, known := k.changeID[string(k.key)]
	if !known {
		id = int32(len(k.changes))
		k.changeID[string(k.key)] = id
		k.changes = append(k.changes, c)
	}
	return id
}

// after returns the possible values after a change.
func (k *analysis) after(e, change int32) int32 {
	if change == 0 {
		return e
	}
	key := uint64(e)<<32 | uint64(change)
	id, known := k.changed[key]
	if !known {
		id = k.intern(k.apply(e, k.changes[change]))
		k.changed[key] = id
	}
	return id
}

func (k *analysis) apply(e int32, c change) valueSet {
	after := slices.Clone(k.sets[e])
	for _, x := range c.writes {
		if !x.added {
			after[x.group] = bit(x.assignment)
			continue
		}
		after[x.group] = 0
		for _, n := range k.each(x.group, k.sets[e][x.group]) {
			after[x.group] |= bit(k.added(x.group, n, x.assignment))
		}
	}
	after[k.status] = uint64(statusSet(after[k.status]).apply(c.actions))
	return after
}

// statuses returns the statuses that callers with these values may have.
func (k *analysis) statuses(e int32) Statuses { return Statuses(k.sets[e][k.status]) }

// servedOnly returns the values of served callers only; of all callers if none has been served.
func (k *analysis) servedOnly(e int32) int32 {
	after := slices.Clone(k.sets[e])
	if after[k.status] &= everServed; after[k.status] == 0 {
		return e
	}
	return k.intern(after)
}
