package explore

import (
	"iter"
	"math/bits"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// Status is how far the hotline has served a caller. It decides whether the hotline may hang up on
// them.
type Status uint8

// The bits of a status.
const (
	Served  Status = 1 << iota // talked with a person, or something was noted for them
	Chose                      // the last choice they made says that it ends the call
	Offered                    // waited in an open queue, or a person was dialled
	Failed                     // a message could not be kept, and they were not told what to do
	Excused                    // left no message though asked, or it failed and they were told how to go on
	Closed                     // the last they were told of a schedule is that it is closed

	// StatusCount is how many statuses there are.
	StatusCount = 1 << iota
)

// everServed is the set of the statuses that served callers may have.
const everServed = 1<<Served | 1<<(Served|Closed)

// MayEnd reports whether a caller may be hung up on at a moment: they were served, or chose the end by
// a key or word that says so; or everything has failed: no message could be kept, and no person was
// available.
func (s Status) MayEnd(anyOpen bool) bool {
	if s&(Served|Chose) != 0 {
		return true
	}
	return s&Excused != 0 && (s&(Offered|Closed) != 0 || !anyOpen)
}

// Actions are what a step did to the status of a caller.
type Actions uint16

// The actions.
const (
	WasServed Actions = 1 << iota
	ChoseEnd
	ChoseOther
	WasOffered
	MessageFailed
	MessageDeclined
	ToldClosed
	ToldOpen
	ToldHow // how to go on: to call again, or whom else to call
)

// Apply returns the status after some actions.
func (s Status) Apply(d Actions) Status {
	switch {
	case d&ChoseEnd != 0:
		s |= Chose
	case d&ChoseOther != 0:
		s &^= Chose
	}
	switch {
	case d&ToldClosed != 0:
		s |= Closed
	case d&ToldOpen != 0:
		s &^= Closed
	}
	if d&WasOffered != 0 {
		s |= Offered
	}
	if d&MessageFailed != 0 {
		s |= Failed
	}
	if d&MessageDeclined != 0 {
		s |= Excused
	}
	if s&Failed != 0 && d&ToldHow != 0 {
		s = s&^Failed | Excused
	}
	if d&WasServed != 0 || s&Served != 0 {
		return Served | s&Closed // nothing else matters from here on
	}
	return s
}

// meant are the actions of leaving a node by an exit with a meaning.
var meant = map[node.Meaning]Actions{
	node.Talked: WasServed, node.ToldOpen: ToldOpen, node.ToldClosed: ToldClosed,
	node.MessageFailed: MessageFailed, node.MessageDeclined: MessageDeclined,
}

// passings caches the actions of leaving each node by each exit.
type passings map[[2]string]Actions

// of returns the actions of a transition.
func (known passings) of(tree *ivr.Tree, p ivr.Transition) Actions {
	key := [2]string{p.Node, p.Exit}
	actions, found := known[key]
	if !found {
		actions = actionsOf(tree, p)
		known[key] = actions
	}
	return actions
}

func actionsOf(tree *ivr.Tree, p ivr.Transition) Actions {
	place := tree.Nodes[p.Node]
	kind, _ := node.Find(place.Kind)
	actions := meant[kind.Means[p.Exit]]
	switch choice, chosen := node.Chosen(place.Node, p.Exit); {
	case !chosen:
		return actions
	case EndsCall(choice.For):
		return actions | ChoseEnd
	}
	return actions | ChoseOther
}

// statusSet is a set of statuses, a bit each.
type statusSet uint64

func (set statusSet) apply(d Actions) statusSet {
	if d == 0 {
		return set
	}
	var after statusSet
	for word := uint64(set); word != 0; word &= word - 1 {
		after |= 1 << Status(bits.TrailingZeros64(word)).Apply(d)
	}
	return after
}

// Statuses is a set of statuses that callers may have.
type Statuses statusSet

// Any reports whether f holds for one of them.
func (set Statuses) Any(f func(Status) bool) bool {
	for word := uint64(set); word != 0; word &= word - 1 {
		if f(Status(bits.TrailingZeros64(word))) {
			return true
		}
	}
	return false
}

// Has reports whether a status is one of them.
func (set Statuses) Has(s Status) bool { return set&(1<<s) != 0 }

// Where returns those for which f holds.
func (set Statuses) Where(f func(Status) bool) Statuses {
	var kept Statuses
	for s := range set.Each() {
		if f(s) {
			kept |= 1 << s
		}
	}
	return kept
}

// Each iterates over them.
func (set Statuses) Each() iter.Seq[Status] {
	return func(yield func(Status) bool) {
		set.Any(func(s Status) bool { return !yield(s) })
	}
}

// All reports whether all of them have the bits.
func (set Statuses) All(b Status) bool {
	return !set.Any(func(s Status) bool { return s&b == 0 })
}

// lasting are bits that callers never lose: one of the bits of each.
var lasting = [...]Status{Served, Served | Offered, Served | Excused, Served | Excused | Failed}

// guaranteedStatus returns which of the lasting bits all statuses have.
func guaranteedStatus(set Statuses) guarantees {
	var g guarantees
	for i, b := range lasting {
		if !set.Any(func(s Status) bool { return s&b == 0 }) {
			g |= 1 << i
		}
	}
	return g
}

// statusesWith returns the statuses that have the lasting bits.
func statusesWith(set Statuses, needs guarantees) Statuses {
	var kept Statuses
	for word := uint64(set); word != 0; word &= word - 1 {
		s := Status(bits.TrailingZeros64(word))
		if guaranteedStatus(1<<s)&needs == needs {
			kept |= 1 << s
		}
	}
	return kept
}
