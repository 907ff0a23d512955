// Package replay folds recorded calls through another menu, and tells which of
// them would have gone otherwise. It needs the journals alone: what callers typed
// in secret is not in them, and not needed.
//
// A caller who hears other words may act otherwise. So a replay goes as far as
// the first step that leads elsewhere, and says what it was; it invents nothing
// that the caller did not do, and no answer that the world did not give.
package replay

import (
	"reflect"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
)

// Fate is what becomes of a recorded call on another menu.
type Fate string

// The fates.
const (
	Same   Fate = "same"   // every step as it was, word by word
	Words  Fate = "words"  // the same way, but other words are heard on it
	Differ Fate = "differ" // a step leads elsewhere
	Broken Fate = "broken" // the recording cannot be read on its own menu
)

// Outcome is a call's fate, and how it came to it.
type Outcome struct {
	Call    string
	Fate    Fate
	Step    Step        // the first that differs, or where other words are heard first
	Outcome ivr.Outcome // what became of the call when it was made
	Before  string      // what was heard at the step then
	After   string      // and what would be
	Problem string      // of a broken one
}

// Step is where calls part, in a way that many may share.
type Step struct {
	Node   string // where the caller was, as it is called now
	Did    string // what they did: “pressed 2”, “was silent”
	Before string // where that led
	After  string // where it leads
}

// Comparison replays calls of one menu on another.
type Comparison struct {
	old, new *ivr.Tree
	names    map[string]string // of the old menu's nodes in the new
}

// Between compares two menus.
func Between(before, after *menus.Menu) *Comparison {
	return &Comparison{before.Tree, after.Tree, diff.Names(before, after)}
}

// Call replays one call.
func (c *Comparison) Call(id string, journal []store.Entry) Outcome {
	r := run{Comparison: c, outcome: Outcome{Call: id, Fate: Same}}
	for _, e := range journal {
		if !r.step(e) {
			break
		}
	}
	r.outcome.Outcome = r.ended(journal)
	return r.outcome
}

// run is one call in both menus.
type run struct {
	*Comparison
	was, is side
	parted  bool
	outcome Outcome
}

// side is the call in one of them.
type side struct {
	call  ivr.Call
	reply engine.Reply
	path  []ivr.Passage // of the step so far
	err   error
}

func (s *side) take(tree *ivr.Tree, e store.Entry) {
	if _, answer := e.Event.(ivr.Answered); !answer {
		s.path = s.path[:0]
	}
	s.call, s.reply, s.err = engine.Step(tree, s.call, e.Event, e.At)
	s.path = append(s.path, s.reply.Passed...)
}

// step takes both through an event; false when there is nothing more to compare.
func (r *run) step(e store.Entry) bool {
	from := r.was.call.Node
	r.was.take(r.old, e)
	if r.was.err != nil {
		return r.broke(e)
	}
	if r.parted {
		return true // the old one alone goes on, to its end
	}
	r.is.take(r.new, e)
	r.assume(e)
	switch {
	case r.is.err != nil:
		r.part(e, from, "breaks off: "+r.is.err.Error())
	case !sameQuestion(r.was.reply.Ask, r.is.reply.Ask) || !r.samePlace() || !r.sameExits():
		r.part(e, from, "")
	case r.was.reply.Ask == nil && r.outcome.Fate == Same:
		r.listen(e, from)
	}
	return true
}

// assume answers what only the new menu asks, where that needs no knowledge of the
// caller: that no operator had closed the line by hand.
func (r *run) assume(e store.Entry) {
	for range engine.MaxAsks {
		switch r.is.reply.Ask.(type) {
		case ivr.LineState, ivr.QueueState:
		default:
			return
		}
		if r.is.err != nil || sameQuestion(r.was.reply.Ask, r.is.reply.Ask) {
			return
		}
		r.is.take(r.new, store.Entry{At: e.At, Event: ivr.Answered{Result: ivr.OK, Staffed: true}})
	}
}

// broke is a step that was taken by way of the lifeline: the next entry says so.
func (r *run) broke(e store.Entry) bool {
	if _, failed := e.Event.(ivr.Failed); failed {
		r.outcome.Fate, r.outcome.Problem = Broken, r.was.err.Error()
		return false
	}
	if !r.parted { // the new one may go on where the old one could not
		r.is.take(r.new, e)
		if r.is.err == nil {
			r.part(e, r.was.call.Node, "")
		}
	}
	return true
}

// samePlace tells whether both calls have come to the same point, and the same
// was done for the caller on the way. What is only said on it is no matter here.
func (r *run) samePlace() bool {
	a, b := r.was, r.is
	return r.names[a.call.Node] == b.call.Node && a.call.State == b.call.State && a.call.Language == b.call.Language &&
		a.call.Verified == b.call.Verified && ends(a.reply) == ends(b.reply) && reflect.DeepEqual(a.reply.Effects, b.reply.Effects)
}

// sameExits tells whether every node that both have passed was left by the same
// exit: a line that is closed now and was open then is another way, even if both
// lead to the same menu.
func (r *run) sameExits() bool {
	for _, a := range r.was.path {
		for _, b := range r.is.path {
			if r.names[a.Node] == b.Node && a.Exit != b.Exit {
				return false
			}
		}
	}
	return true
}

func ends(r engine.Reply) bool {
	if len(r.Verbs) == 0 {
		return false
	}
	_, over := r.Verbs[len(r.Verbs)-1].(ivr.Hangup)
	return over
}

func (r *run) part(e store.Entry, from, how string) {
	r.parted = true
	r.outcome.Fate = Differ
	r.outcome.Step = Step{Node: r.called(from), Did: Did(e.Event), Before: r.called(r.was.call.Node), After: r.is.call.Node}
	if how != "" {
		r.outcome.Step.After = how
	}
	r.outcome.Before, r.outcome.After = Said(r.was.reply.Verbs), Said(r.is.reply.Verbs)
}

// listen compares what is heard.
func (r *run) listen(e store.Entry, from string) {
	before, after := Said(r.was.reply.Verbs), Said(r.is.reply.Verbs)
	if before == after && sameVerbs(r.was.reply.Verbs, r.is.reply.Verbs) {
		return
	}
	r.outcome.Fate = Words
	r.outcome.Step = Step{Node: r.called(from), Did: Did(e.Event), Before: r.called(r.was.call.Node), After: r.is.call.Node}
	r.outcome.Before, r.outcome.After = before, after
}

// called is what an old node is called now, or was.
func (r *run) called(node string) string {
	if name, stays := r.names[node]; stays {
		return name
	}
	return node
}

// ended is what became of the call when it was made.
func (r *run) ended(journal []store.Entry) ivr.Outcome {
	if r.outcome.Fate == Broken || len(journal) == 0 {
		return ""
	}
	return r.was.call.Outcome
}
