// Package replay runs recorded calls through another menu, and reports which of them would have gone
// differently. It needs only the journals: what callers typed in secret is not in them, and not needed.
//
// A caller who hears other words may act differently. So a replay stops at the first step that leads
// elsewhere, and reports it; nothing is known of what would have followed. It never invents an action
// of the caller, or an answer to a query.
package replay

import (
	"maps"
	"reflect"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/diff"
	"github.com/okpay/hotline/store"
)

// Fate is how a recorded call goes on another menu.
type Fate string

// The fates.
const (
	Same   Fate = "same"   // every step as before, word by word
	Words  Fate = "words"  // the same path, but other words are heard or read
	Differ Fate = "differ" // a step leads elsewhere
	Broken Fate = "broken" // the recording cannot be replayed on its own menu
)

// Outcome is a call's fate, and its details.
type Outcome struct {
	Call     string
	Fate     Fate
	Step     Step        // the first that differs, or the first with other words
	Outcome  ivr.Outcome // how the call ended when it was made
	Before   string      // what was heard then at the step
	After    string      // what would be heard now
	Reworded bool        // the caller had heard other words before, and might have gone differently
	Assumed  bool        // replayed assuming that no operator had closed a schedule
	Problem  string      // why it is broken
}

// Step is where calls differ, in a form that many calls may share. A target is a node; if the caller
// waits there, with its queue.
type Step struct {
	Node   string // where the caller was, by its new name
	Did    string // what they did: “pressed 2”, “was silent”
	Before string // where that led
	After  string // where it leads
}

// Comparison replays calls of one menu on another.
type Comparison struct {
	old, new *ivr.Tree
	names    map[string]string // by node of the old menu: its name in the new
	touched  touched
}

// Between returns the comparison of two menus.
func Between(before, after *menus.Menu) *Comparison {
	c := &Comparison{old: before.Tree, new: after.Tree, names: diff.MatchNodes(before, after)}
	c.touched = touches(c.old, c.new, c.names)
	return c
}

// Call replays one call, as far as needed: a call that passed no node that the change touches goes as
// before.
func (c *Comparison) Call(t store.RecordedCall, way store.CallSummary) (Outcome, error) {
	r := run{Comparison: c, outcome: Outcome{Call: t.Call, Fate: Same, Outcome: way.Outcome}}
	if c.touched.unaffected(way) {
		return r.outcome, nil
	}
	var one exchange
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
		one = exchange{event: e, answers: one.answers[:0]}
	}
	if one.event.Event != nil {
		r.take(one)
	}
	return r.outcome, nil
}

// run is one call in both menus. As long as it is the same in both, only the old menu is run; the new
// one is run from where the call touches what differs, until both are the same again.
type run struct {
	*Comparison
	was, is  side
	apart    bool // is holds the call's own state in the new menu
	parted   bool // it has gone elsewhere
	reworded bool // the caller has just heard other words
	outcome  Outcome
}

// take applies one event to the call; it returns false when the result is certain.
func (r *run) take(one exchange) bool {
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

// settled reports whether the result is certain: the call has gone elsewhere, or has heard other words
// and only words differ in it.
func (r *run) settled() bool {
	return r.parted || r.outcome.Fate == Words && r.touched.most == worded
}

// matters reports whether the event that the old call has just processed may go, or sound, differently
// in the new menu.
func (r *run) matters(from string) bool {
	return r.touched.nodes[from] > alike || r.touched.nodes[r.was.call.Node] > alike ||
		slices.ContainsFunc(r.was.path, func(p ivr.Transition) bool { return r.touched.nodes[p.Node] > alike })
}

func (r *run) compare(one exchange, from string) {
	switch {
	case r.is.unknown != "":
		r.part(one, from, r.is.unknown)
	case !reflect.DeepEqual(r.was.ask, r.is.ask), !r.sameTarget(), !r.sameExits():
		r.part(one, from, r.is.target(r.is.call.Node))
		r.otherPath()
	default:
		r.listen(one, from)
	}
}

// sameTarget reports whether both calls have come to the same point with the same effects. What is only
// said does not count.
func (r *run) sameTarget() bool {
	a, b := &r.was, &r.is
	return r.called(a.call.Node) == b.call.Node && a.call.State == b.call.State && a.call.Language == b.call.Language &&
		a.call.Verified == b.call.Verified && a.call.Queue == b.call.Queue && ends(a.verbs) == ends(b.verbs) && sameEffects(a.effects, b.effects)
}

// sameExits reports whether both have left every common node by the same exit: a schedule that is
// closed now and was open then is a difference, even if both exits lead to the same menu.
func (r *run) sameExits() bool {
	node, _, _ := r.fork()
	return node == ""
}

// fork returns the first node that both have left by different exits.
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

// otherPath records how calls differ that come to the same point.
func (r *run) otherPath() {
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

func (r *run) part(one exchange, from, to string) {
	r.parted = true
	r.tell(Differ, one, from, to)
	r.outcome.Reworded = r.reworded
}

// listen compares what is heard and read.
func (r *run) listen(one exchange, from string) {
	r.reworded = !sameVerbs(r.was.verbs, r.is.verbs) || !sameTexts(r.was.effects, r.is.effects)
	if r.reworded && r.outcome.Fate == Same {
		r.tell(Words, one, from, r.is.target(r.is.call.Node))
	}
}

func (r *run) tell(fate Fate, one exchange, from, to string) {
	r.outcome.Fate = fate
	r.outcome.Step = Step{Node: r.called(from), Did: Did(one.event.Event), Before: r.was.target(r.called(r.was.call.Node)), After: to}
	r.outcome.Before, r.outcome.After = r.was.said(r.old), r.is.said(r.new)
}

// called returns the new name of an old node, or its old one.
func (c *Comparison) called(node string) string {
	if name, stays := c.names[node]; stays {
		return name
	}
	return node
}

// translated returns an old call as a call of the new menu.
func (c *Comparison) translated(call ivr.Call) ivr.Call {
	call.Node = c.called(call.Node)
	call.Trail = slices.Clone(call.Trail)
	for i, menu := range call.Trail {
		call.Trail[i] = c.called(menu)
	}
	return call
}

// together reports whether the call is the same in both menus again, so that any event leads both to
// the same.
func (r *run) together() bool {
	a, b := r.translated(r.was.call), r.is.call
	return a.Node == b.Node && a.State == b.State && a.Step == b.Step && a.Language == b.Language && a.Limited == b.Limited && a.Barred == b.Barred &&
		a.Verified == b.Verified && a.Case == b.Case && a.Queue == b.Queue && a.Queued.Equal(b.Queued) && a.Talking == b.Talking &&
		a.Rescues == b.Rescues && a.Outcome == b.Outcome && a.EndedAt.Equal(b.EndedAt) && slices.Equal(a.Trail, b.Trail) &&
		sameAccount(a.Account, b.Account) && maps.Equal(a.Cases, b.Cases) && maps.EqualFunc(a.Values, b.Values, sameValue) &&
		sameVerbs(a.Said, b.Said) && r.was.ask == nil && r.is.ask == nil
}
