package acd

import (
	"encoding/binary"
	"iter"
	"slices"
	"strings"
	"time"
)

// index finds interactions and sessions without going through them all. It is made of the
// records alone and is never stored. What records are found by has a tree of its own; an entry's
// key is a group, then the record's place in the group and its name; the value is the name. So
// the entries of a group stand together, in order.
type index [kinds]tree[string]

// kind is what records are found by. A group has the meaning, and a place the order, that its kind
// gives it.
type kind int

// The kinds.
const (
	byCall   kind = iota // interactions of another name, by their call
	byOffer              // interactions, by the offer that they are in
	inQueue              // those that wait, offered or not, by queue, in the order of [before]
	ready                // those that can be offered, by what they ask of agents
	wanting              // the same, by the colleague whom they were handed to
	due                  // those that wait for something, by when that is over
	later                // callbacks that are to be tried again, by when
	byLeg                // sessions, by the leg of the agent
	byAsked              // by the offer that was the agent's last
	free                 // those that can be asked, by skills; the longest idle first
	present              // those that are not away, by skills
	serving              // those of them whose agents are there and stay, by skills
	wrapping             // those in wrap-up, by when that ends
	kinds
)

// entry is a key of the index, and the name of the record that it leads to.
type entry struct {
	of        kind
	key, name string
}

// groupEnd ends a group in a key.
const groupEnd = "\x00"

// entries returns where an interaction is found.
func (k Interaction) entries() []entry {
	list := make([]entry, 0, 5)
	add := func(of kind, group, place string) {
		list = append(list, entry{of, group + groupEnd + place + k.ID, k.ID})
	}
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
	add := func(of kind, group, place string) {
		list = append(list, entry{of, group + groupEnd + place + s.Name, s.Name})
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
			x[e.of] = x[e.of].without(e.key)
		}
	}
	for _, e := range now {
		if !slices.Contains(before, e) {
			x[e.of] = x[e.of].put(e.key, e.name)
		}
	}
	return x
}

// first returns the first of a group.
func (x index) first(of kind, group string) (name string, ok bool) {
	start := group + groupEnd
	key, name, ok := x[of].first(start)
	return name, ok && strings.HasPrefix(key, start)
}

// group returns the names of a group, in order.
func (x index) group(of kind, group string) iter.Seq[string] {
	start, entries := group+groupEnd, x[of]
	return func(yield func(string) bool) {
		for key, name := range entries.from(start) {
			if !strings.HasPrefix(key, start) || !yield(name) {
				return
			}
		}
	}
}

// groups returns the groups of a kind, each with its first name: it goes from one to the next,
// however many are in them.
func (x index) groups(of kind) iter.Seq2[string, string] {
	entries := x[of]
	return func(yield func(string, string) bool) {
		for from := ""; ; {
			key, name, ok := entries.first(from)
			if !ok {
				return
			}
			group, _, _ := strings.Cut(key, groupEnd)
			if !yield(group, name) {
				return
			}
			from = group + "\x01" // a group's keys go on with a zero
		}
	}
}

// all returns every entry.
func (x index) all() (list []entry) {
	for of, entries := range x {
		for key, name := range entries.from("") {
			list = append(list, entry{kind(of), key, name})
		}
	}
	return list
}

// until returns the names of a kind without groups whose time is over, sorted; with the names
// of those whose time is over just now, or without.
func (x index) until(of kind, now time.Time, included bool) (names []string) {
	end := groupEnd + instant(now)
	for key, name := range x[of].from("") {
		if at := key[:len(end)]; at > end || at == end && !included {
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
