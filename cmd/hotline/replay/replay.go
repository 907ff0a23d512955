// Package replay folds recorded calls through another menu, and tells which of
// them would have gone otherwise. It needs the journals alone: what callers typed
// in secret is not in them, and not needed.
//
// A caller who hears other words may act otherwise. So a replay goes as far as
// the first step that leads elsewhere, and says what it was; from there on it
// knows nothing, and says nothing. It invents nothing that the caller did not do,
// and no answer that the world did not give.
package replay

import (
	"reflect"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
)

// Fate is what becomes of a recorded call on another menu.
type Fate string

// The fates.
const (
	Same   Fate = "same"   // every step as it was, word by word
	Words  Fate = "words"  // the same way, but other words are heard or read on it
	Differ Fate = "differ" // a step leads elsewhere
	Broken Fate = "broken" // the recording cannot be read on its own menu
)

// Outcome is a call's fate, and how it came to it.
type Outcome struct {
	Call     string
	Fate     Fate
	Step     Step        // the first that differs, or where other words are heard first
	Outcome  ivr.Outcome // what became of the call when it was made
	Before   string      // what was heard at the step then
	After    string      // and what would be
	Reworded bool        // the caller had heard other words, and might have done something else
	Assumed  bool        // it was taken for granted that nobody had closed a line by hand
	Problem  string      // of a broken one
}

// Step is where calls part, in a way that many may share. A place is a node; where
// the caller waits, with its queue.
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
	touched  touched
}

// Between compares two menus.
func Between(before, after *menus.Menu) *Comparison {
	c := &Comparison{old: before.Tree, new: after.Tree, names: diff.Names(before, after)}
	c.touched = touches(c.old, c.new, c.names)
	return c
}

// Call replays one call, as far as there is something to find out: a call that has
// touched nothing goes as before.
func (c *Comparison) Call(t store.RecordedCall, way store.CallSummary) (Outcome, error) {
	r := run{Comparison: c, outcome: Outcome{Call: t.Call, Fate: Same, Outcome: way.Outcome}}
	if c.touched.misses(way) {
		return r.outcome, nil
	}
	var one turn
	for e, err := range t.Entries() {
		if err != nil {
			return r.outcome, err
		}
		if _, answer := e.Event.(ivr.Answered); answer {
			one.answers = append(one.answers, e)
			continue
		}
		if one.event.Event != nil && !r.take(one) {
			return r.outcome, nil
		}
		one = turn{event: e, answers: one.answers[:0]}
	}
	if one.event.Event != nil {
		r.take(one)
	}
	return r.outcome, nil
}

// run is one call in both menus. While it is the same in both, only the old one
// is asked: the new one is wherever the way touches what differs, and until both
// are the same again.
type run struct {
	*Comparison
	was, is  side
	apart    bool // is holds the call as it stands in the new menu
	parted   bool // it has gone elsewhere
	reworded bool // the caller has just heard other words
	outcome  Outcome
}

// take takes the call through a turn; false when all is found out.
func (r *run) take(one turn) bool {
	before := r.was.call
	if problem := r.was.play(r.old, one); problem != "" {
		r.outcome = Outcome{Call: r.outcome.Call, Fate: Broken, Problem: problem}
		return false
	}
	if !r.apart && !r.matters(before.Node) {
		r.reworded = false
		return true
	}
	if !r.apart {
		r.is.call = r.translated(before)
	}
	waiting := r.is.call
	r.is.follow(r.new, one, &r.was)
	r.outcome.Assumed = r.outcome.Assumed || r.is.assumed
	if r.wait(one, before, waiting); !r.parted {
		r.compare(one, before.Node)
	}
	r.apart = !r.together()
	return !r.settled()
}

// settled reports whether all is found out: the call has gone elsewhere, or other
// words were heard in it and words are all that differs.
func (r *run) settled() bool {
	return r.parted || r.outcome.Fate == Words && r.touched.most == worded
}

// matters reports whether the turn that the old call has just taken may go, or
// sound, otherwise in the new menu.
func (r *run) matters(from string) bool {
	return r.touched.nodes[from] > alike || r.touched.nodes[r.was.call.Node] > alike ||
		slices.ContainsFunc(r.was.path, func(p ivr.Transition) bool { return r.touched.nodes[p.Node] > alike })
}

func (r *run) compare(one turn, from string) {
	switch {
	case r.is.unknown != "":
		r.part(one, from, r.is.unknown)
	case !reflect.DeepEqual(r.was.ask, r.is.ask), !r.samePlace(), !r.sameExits():
		r.part(one, from, r.is.place(r.is.call.Node))
		r.otherWay()
	default:
		r.listen(one, from)
	}
}

// samePlace reports whether both calls have come to the same point, and the same
// was done for the caller on the way. What is only said on it is no matter here.
func (r *run) samePlace() bool {
	a, b := &r.was, &r.is
	return r.called(a.call.Node) == b.call.Node && a.call.State == b.call.State && a.call.Language == b.call.Language &&
		a.call.Verified == b.call.Verified && a.call.Queue == b.call.Queue && ends(a.verbs) == ends(b.verbs) && sameEffects(a.effects, b.effects)
}

// sameExits reports whether every node that both have passed was left by the same
// exit: a line that is closed now and was open then is another way, even if both
// lead to the same menu.
func (r *run) sameExits() bool {
	node, _, _ := r.fork()
	return node == ""
}

// fork is the first node that both have passed, by different exits.
func (r *run) fork() (node, was, is string) {
	for _, a := range r.was.path {
		for _, b := range r.is.path {
			if r.names[a.Node] == b.Node && a.Exit != b.Exit {
				return b.Node, a.Exit, b.Exit
			}
		}
	}
	return "", "", ""
}

// otherWay tells how calls part that come to the same place.
func (r *run) otherWay() {
	step := &r.outcome.Step
	if step.Before != step.After {
		return
	}
	if node, was, is := r.fork(); node != "" {
		step.Before += " (" + node + ": " + was + ")"
		step.After += " (" + node + ": " + is + ")"
		return
	}
	step.After += ", with something else noted or done on the way"
}

func ends(verbs []ivr.Verb) bool {
	if len(verbs) == 0 {
		return false
	}
	_, over := verbs[len(verbs)-1].(ivr.Hangup)
	return over
}

func (r *run) part(one turn, from, to string) {
	r.parted = true
	r.tell(Differ, one, from, to)
	r.outcome.Reworded = r.reworded
}

// listen compares what is heard and read.
func (r *run) listen(one turn, from string) {
	r.reworded = !sameVerbs(r.was.verbs, r.is.verbs) || !sameTexts(r.was.effects, r.is.effects)
	if r.reworded && r.outcome.Fate == Same {
		r.tell(Words, one, from, r.is.place(r.is.call.Node))
	}
}

func (r *run) tell(fate Fate, one turn, from, to string) {
	r.outcome.Fate = fate
	r.outcome.Step = Step{Node: r.called(from), Did: Did(one.event.Event), Before: r.was.place(r.called(r.was.call.Node)), After: to}
	r.outcome.Before, r.outcome.After = r.was.said(r.old), r.is.said(r.new)
}

// called is what an old node is called now, or was.
func (c *Comparison) called(node string) string {
	if name, stays := c.names[node]; stays {
		return name
	}
	return node
}
