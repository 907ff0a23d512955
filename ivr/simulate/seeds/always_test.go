package seeds

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/exchange"
)

// unknownMost is how long a caller may be in the carrier's queue before the ACD knows of them: a round
// of the wait, or two where one was lost.
const unknownMost = 2 * time.Minute

// waitMost is how long a caller waits in a queue at most: the menu's limit, and the round in which it
// passes.
const waitMost = 12 * time.Minute

// look looks for what must hold at every moment.
func (w *course) look() {
	if w.process.dead {
		return
	}
	state := w.hotline.ACD().State()
	w.canBe(state)
	w.oneEach(state)
	for _, c := range w.callers {
		if c.queueing() && !c.missed {
			c.missed = !w.isKnown(state, c.line)
		}
	}
}

// canBe: the ACD's records fit each other.
func (w *course) canBe(state acd.State) {
	if err := state.Check(); err != nil {
		w.violated("the ACD is one that can be", "%v", err)
	}
}

// oneEach: no agent has, or is asked to take, two callers.
func (w *course) oneEach(state acd.State) {
	seen := map[string]string{}
	for id, k := range state.Interactions.All() {
		for _, name := range []string{k.Agent, k.Offer.Agent} {
			if name == "" {
				continue
			}
			if other := seen[name]; other != "" {
				w.violated("no agent has two callers", "%s has %s and %s", name, min(id, other), max(id, other))
			}
			seen[name] = id
		}
	}
}

// isKnown reports whether a caller in the carrier's queue is known to the ACD, and does not wait for ever.
func (w *course) isKnown(state acd.State, l line) bool {
	waited := w.now().Sub(l.since)
	if waited > waitMost {
		w.violated("nobody waits for ever", "%s has waited for %s", l.call, waited)
		return false
	}
	if _, known := state.ByCall(l.call); !known && waited > unknownMost {
		w.violated("who waits is known to the ACD", "%s has waited for %s", l.call, waited)
		return false
	}
	return true
}

// conclude looks for what must hold when everything is over.
func (w *course) conclude() {
	w.revive()
	for id := range w.hotline.ACD().State().Interactions.Keys() {
		w.violated("nobody waits for ever", "%s is still there after %s", id, w.now().Sub(w.plan.at))
	}
	w.acked.check(w, w.store)
	w.judge()
	w.onceEach(w.hotline.Exchange.Messages(""))
	w.storeIsSound()
	w.promisesAreKept()
	w.countsAgree()
}

// onceEach: a text message is sent as often as steps have wanted it at most, and no code twice.
func (w *course) onceEach(sent []exchange.Message) {
	seen := map[string]int{}
	for _, m := range sent {
		w.trace.add(m.At, "text to %s: %s", m.To, m.Body)
		w.reached("a text message was sent")
		text := m.To + m.Body
		if seen[text]++; seen[text] > max(1, w.acked.texts[text]) {
			w.violated("a text message is sent once at most", "to %s: %s", m.To, m.Body)
		}
	}
	for text, wanted := range w.acked.texts { //nolint:maprange // each is looked at
		if w.plan.faults.none() && seen[text] != wanted {
			w.violated("a text message is sent", "%s: %d of %d", text, seen[text], wanted)
		}
	}
}

// storeIsSound: each record passes its check, each call has ended, and its journal gives the same call.
func (w *course) storeIsSound() {
	ctx := context.Background()
	if n, err := w.store.Aside(ctx); err != nil || n > 0 {
		w.violated("every record passes its check", "%d are aside: %v", n, err)
	}
	path := w.nextFile()
	w.copyTo(path)
	w.isWhole(path)
	w.verifyCalls(ctx)
}
