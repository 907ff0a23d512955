package replay

import (
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
)

// A wait in a queue is spoken in rounds, and the journal keeps only its length. So the rounds of that
// time are compared.
const (
	round       = 30 * time.Second
	longestWait = time.Hour
)

// rounds returns the waits that a caller may be in after some time: first and not first in line, and
// with the position said or not.
func rounds(waited time.Duration) []ivr.Wait {
	return []ivr.Wait{
		{Position: 1, Waited: waited, Staffed: true},
		{Position: 1, Before: 1, Waited: waited, Staffed: true},
		{Position: 2, Waited: waited, Staffed: true},
	}
}

// wait compares what a caller hears in a queue until they left it: was and is are the waiting call in
// both menus.
func (r *run) wait(one exchange, was, is ivr.Call) {
	left, ok := one.event.Event.(ivr.QueueLeft)
	if !ok {
		return
	}
	for waited := time.Duration(0); waited <= min(left.Waited, longestWait) && !r.parted; waited += round {
		for _, w := range rounds(waited) {
			now := was.At.Add(waited)
			before, after := engine.Waiting(r.old, was, w, now), engine.Waiting(r.new, is, w, now)
			if sameVerbs(before, after) {
				continue
			}
			r.waitOtherwise(one, was.Node, waited, before, after)
			return
		}
	}
}

// waitOtherwise records the first round that differs in the new menu.
func (r *run) waitOtherwise(one exchange, from string, waited time.Duration, before, after []ivr.Verb) {
	switch {
	case over(before) != over(after):
		r.parted, r.outcome.Reworded = true, r.reworded
		r.tell(Differ, one, from, fmt.Sprintf("another end of the wait, after %s", waited))
	case r.outcome.Fate == Same:
		r.tell(Words, one, from, r.called(from))
	default:
		return
	}
	r.outcome.Before, r.outcome.After = Said(before), Said(after)
}

// over reports whether a round takes the caller out of the queue.
func over(verbs []ivr.Verb) bool {
	return len(verbs) == 1 && verbs[0] == ivr.Verb(ivr.Leave{})
}
