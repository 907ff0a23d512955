package acd

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"time"
)

// index finds interactions and sessions without going through them all. It is made of the
// records alone and is never stored. An entry's key is what records are found by, then a group,
// then the record's place in the group and its name; the value is the name. So the entries of a
// group stand together, in order.
type index struct{ entries tree[string] }

// What records are found by. The keys of a kind are all it has in common: a group has the
// meaning, and a place the order, that its kind gives it.
const (
	byCall   = "call"     // interactions of another name, by their call
	byOffer  = "offer"    // interactions, by the offer that they are in
	inQueue  = "queue"    // those that wait, offered or not, by queue, in the order of [before]
	ready    = "ready"    // those that can be offered, by what they ask of agents
	wanting  = "wanting"  // the same, by the colleague whom they were handed to
	due      = "due"      // those that wait for something, by when that is over
	later    = "later"    // callbacks that are to be tried again, by when
	byLeg    = "leg"      // sessions, by the leg of the agent
	byAsked  = "asked"    // by the offer that was the agent's last
	free     = "free"     // those that can be asked, by skills; the longest idle first
	present  = "present"  // those that are not away, by skills
	serving  = "serving"  // those of them whose agents are there and stay, by skills
	wrapping = "wrapping" // those in wrap-up, by when that ends
)

// entry is a key of the index, and the name of the record that it leads to.
type entry struct{ key, name string }

// group is the beginning of the keys of a group.
func groupOf(kind, group string) string { return kind + "\x00" + group + "\x00" }

// entries returns where an interaction is found.
func (k Interaction) entries() []entry {
	list := make([]entry, 0, 5)
	add := func(kind, group, place string) { list = append(list, entry{groupOf(kind, group) + place + k.ID, k.ID}) }
	if k.Call != "" && k.Call != k.ID {
		add(byCall, k.Call, "")
	}
	if k.Offer.ID != "" {
		add(byOffer, k.Offer.ID, "")
	}
	switch {
	case k.State == Waiting || k.State == Offered:
		add(inQueue, k.Queue, k.place())
		switch {
		case k.State != Waiting || k.Case == "" && !k.There:
		case !k.NotBefore.IsZero():
			add(later, "", instant(k.NotBefore))
		default:
			add(ready, k.asks(), k.place())
			if k.Wanted != "" {
				add(wanting, k.Wanted, k.place())
			}
		}
	case k.State == Joining:
		add(due, "", instant(k.At.Add(joinLimit(k))))
	}
	if pending(k) {
		add(due, "", instant(k.Offer.Deadline))
	}
	return list
}

// place is a waiting interaction's: keys are in the order of [before].
func (k Interaction) place() string {
	var priority [8]byte
	const sign = 1 << 63
	binary.BigEndian.PutUint64(priority[:], ^(uint64(k.Priority) ^ sign)) //nolint:gosec // the order of the bits is what counts
	return string(priority[:]) + instant(k.Since)
}

// asks is what an interaction that is ready asks of agents: of those that ask the same, none is
// offered before the first. Callbacks are apart from callers on the line: they wait until their
// line is open.
func (k Interaction) asks() string {
	kind := "caller"
	if k.Case != "" {
		kind = "callback"
	}
	return k.Queue + "\x01" + k.Language + "\x01" + kind
}

// entries returns where an agent's session is found.
func (s AgentSession) entries() []entry {
	list := make([]entry, 0, 6)
	add := func(kind, group, place string) {
		list = append(list, entry{groupOf(kind, group) + place + s.Name, s.Name})
	}
	if s.Leg != "" {
		add(byLeg, s.Leg, "")
	}
	if s.Asked.Offer != "" {
		add(byAsked, s.Asked.Offer, "")
	}
	skills := s.skills()
	if s.free() {
		add(free, skills, instant(s.Idle))
	}
	if s.Mode != Away {
		add(present, skills, "")
	}
	if s.serves() {
		add(serving, skills, "")
	}
	if s.Mode == WrapUp {
		add(wrapping, "", instant(s.Until))
	}
	return list
}

// skills is what an agent can do: that of two is the same when their queues and languages are.
func (a Agent) skills() string {
	return strings.Join(a.Queues, "\x01") + "\x02" + strings.Join(a.Languages, "\x01")
}

// free reports whether an agent can be asked.
func (s AgentSession) free() bool { return s.Mode == Available && s.reachable() && !s.Unseen }

// serves reports whether an agent is there, and not away.
func (s AgentSession) serves() bool { return s.Mode != Away && !s.Unseen && !s.leaving() }

// instant is a time as the bytes of a key, in the order of time.
func instant(t time.Time) string {
	var b [12]byte
	const sign = 1 << 63
	binary.BigEndian.PutUint64(b[:8], uint64(t.Unix())^sign)  //nolint:gosec // the order of the bits is what counts
	binary.BigEndian.PutUint32(b[8:], uint32(t.Nanosecond())) //nolint:gosec // below a thousand million
	return string(b[:])
}

// moved returns the index after a record was found at some entries, and is now found at others.
func (x index) moved(before, now []entry) index {
	for _, e := range before {
		if !slices.Contains(now, e) {
			x.entries = x.entries.without(e.key)
		}
	}
	for _, e := range now {
		if !slices.Contains(before, e) {
			x.entries = x.entries.put(e.key, e.name)
		}
	}
	return x
}

// first returns the first of a group.
func (x index) first(kind, group string) (name string, ok bool) {
	start := groupOf(kind, group)
	key, name, ok := x.entries.first(start)
	return name, ok && strings.HasPrefix(key, start)
}

// group returns the names of a group, in order.
func (x index) group(kind, group string) iter.Seq[string] {
	start := groupOf(kind, group)
	return func(yield func(string) bool) {
		for key, name := range x.entries.from(start) {
			if !strings.HasPrefix(key, start) || !yield(name) {
				return
			}
		}
	}
}

// groups returns the groups of a kind, each with its first name: it goes from one to the next,
// however many are in them.
func (x index) groups(kind string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		start := kind + "\x00"
		for from := start; ; {
			key, name, ok := x.entries.first(from)
			if !ok || !strings.HasPrefix(key, start) {
				return
			}
			group, _, _ := strings.Cut(key[len(start):], "\x00")
			if !yield(group, name) {
				return
			}
			from = start + group + "\x01" // a group's keys go on with a zero
		}
	}
}

// keys returns all keys, which hold the names that they lead to.
func (x index) keys() (all []string) {
	for key := range x.entries.from("") {
		all = append(all, key)
	}
	return all
}

// until returns the names of a kind without groups whose time is over, sorted; with the names
// of those whose time is over just now, or without.
func (x index) until(kind string, now time.Time, included bool) (names []string) {
	end := instant(now)
	start := groupOf(kind, "")
	for key, name := range x.entries.from(start) {
		if !strings.HasPrefix(key, start) {
			break
		}
		if at := key[len(start) : len(start)+len(end)]; at > end || at == end && !included {
			break
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// indexed is a record that the index has.
type indexed interface{ entries() []entry }

// putIndexed returns a table and its index with a record, new or in place of that of the same key.
func putIndexed[V indexed](t Table[V], x index, key string, v V) (Table[V], index) {
	var before []entry
	if known, ok := t.Find(key); ok {
		before = known.entries()
	}
	return t.put(key, v), x.moved(before, v.entries())
}

// withoutIndexed returns a table and its index without a record.
func withoutIndexed[V indexed](t Table[V], x index, key string) (Table[V], index) {
	known, ok := t.Find(key)
	if !ok {
		return t, x
	}
	return t.without(key), x.moved(known.entries(), nil)
}
