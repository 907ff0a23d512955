package seeds

import (
	"bytes"
	"context"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// isWhole: each record of a file passes its check.
func (w *course) isWhole(path string) {
	if err := bolt.Verify(context.Background(), path); err != nil {
		w.violated("every record passes its check", "%v", err)
	}
}

// verifyCalls: each call has ended, and its journal folds to the call that is kept.
func (w *course) verifyCalls(ctx context.Context) {
	for call, err := range w.store.ListCalls(ctx, store.CallFilter{}) {
		if err != nil {
			w.violated("every call can be read", "%v", err)
			return
		}
		if !call.Ended() {
			w.violated("every call ends in the store", "%s is at %s", call.ID, call.Node)
		}
		if call.Verified {
			w.reached("a code was verified")
		}
		w.verifyCall(ctx, call)
	}
}

func (w *course) verifyCall(ctx context.Context, call ivr.Call) {
	entries, err := w.store.Journal(ctx, call.ID)
	if err != nil {
		w.violated("every call can be read", "%s: %v", call.ID, err)
		return
	}
	menu, err := w.menus.Revision(ctx, call.Revision)
	if err != nil {
		w.violated("every call has its menu", "%s: %v", call.ID, err)
		return
	}
	events := make([]engine.TimedEvent, len(entries))
	for i, e := range entries {
		events[i] = engine.TimedEvent{At: e.At, Event: e.Event}
	}
	folded, err := engine.Replay(menu.Tree, events)
	if err != nil {
		w.violated("a journal gives the call that is kept", "%s: %v", call.ID, err)
		return
	}
	kept, err1 := store.Encode(call)
	again, err2 := store.Encode(folded)
	if err1 != nil || err2 != nil || !bytes.Equal(kept, again) {
		w.violated("a journal gives the call that is kept", "%s:\n%s\n%s", call.ID, kept, again)
	}
}

// promisesAreKept: each callback that was promised was dialled, or its case is left to people.
func (w *course) promisesAreKept() {
	dialled := map[string]int{}
	for _, c := range w.hotline.Exchange.Calls() {
		if c.Direction == "outbound-api" {
			dialled[c.To]++
		}
	}
	for c, err := range w.store.ListCases(context.Background(), store.CaseFilter{}) {
		if err != nil {
			w.violated("every case can be read", "%v", err)
			return
		}
		w.reached("a case was opened")
		if c.Kind != ivr.CaseCallback {
			continue
		}
		w.reached("a callback was promised")
		if dialled[c.Caller.Reveal()] == 0 && !w.plan.faults.mayLoseCalls() {
			w.violated("a callback that is promised is dialled", "case %s, opened %s", c.Number, c.Opened.In(zone))
		}
		if !c.Closed.IsZero() {
			w.reached("a callback was kept")
		}
	}
}

// mayLoseCalls reports whether a call that the hotline makes may not be made: it is not repeated where
// the carrier may have made it.
func (f faults) mayLoseCalls() bool { return f.rest > 0 || f.store > 0 || f.kill > 0 }

// count adds a stay to what was counted: it has ended, and is kept once.
func (w *course) count(v acd.QueueRecord, kept map[string]bool, s *acd.Stats) {
	if kept[v.ID] {
		w.violated("a stay is kept once", "%s", v.ID)
	}
	kept[v.ID] = true
	if v.Ended.IsZero() {
		w.violated("every stay in a queue ends", "%s in %s", v.ID, v.Queue)
	}
	if v.Continued {
		return
	}
	s.Offered++
	switch {
	case v.Result == acd.Unreached || v.Result == acd.Withdrawn:
		s.Unreached++
	case !v.Answered.IsZero():
		s.Answered++
		w.reached("an agent answered")
	case v.Result == acd.Abandoned:
		s.Abandoned++
		w.reached("a caller abandoned")
	default:
		s.Left++
	}
}
