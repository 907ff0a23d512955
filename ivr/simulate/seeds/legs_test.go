package seeds

import (
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/exchange"
)

// leg is a call that the hotline has made, to an agent or to a caller who is called back.
type leg struct {
	sid, to string
	url     string // of its document: the offer, or the callback
	made    time.Time
	events  func() []exchange.Event
}

// about is the offer or the callback that a leg is for, by the path before its id.
func (l leg) about(path string) string {
	_, id, found := strings.Cut(l.url, path)
	if !found {
		return ""
	}
	return id
}

// rang is until when the telephone of a leg rang.
func (l leg) rang() time.Time {
	for _, e := range l.events() {
		if e.Kind == exchange.Answered || e.Kind == exchange.Ended {
			return e.At
		}
	}
	return l.made
}

// closing is how long after the lines close an agent may still take a callback that they were offered
// before.
const closing = time.Minute

// callbacks: a callback is dialled three times at most, a quarter of an hour apart, and in hours.
func (w *course) callbacks() {
	dialled := map[string][]time.Time{}
	for _, l := range w.legs {
		id := l.about("/voice/callback/")
		if id == "" {
			continue
		}
		before := dialled[id]
		if n := len(before); n > 0 && l.made.Sub(before[n-1]) < 15*time.Minute {
			w.violated("a callback is dialled a quarter of an hour apart", "%s at %s and %s", id, before[n-1].In(zone), l.made.In(zone))
		}
		if dialled[id] = append(before, l.made); len(before) == 3 {
			w.violated("a callback is dialled three times at most", "%s", id)
		}
		if at := l.made.In(zone); at.Hour() < 9 || at.Add(-closing).Hour() >= 18 || at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			w.violated("a callback is dialled in hours", "%s at %s", id, at)
		}
	}
}

// oneOfferEach: no caller is offered to two agents at a time. The telephone of who has declined on their
// page rings on where the hotline does not know of the leg, as after a kill, or cannot stop it.
func (w *course) oneOfferEach() {
	if w.plan.faults.store > 0 || w.plan.faults.kill > 0 {
		return
	}
	for i, l := range w.legs {
		caller := w.acked.offers[l.about("/voice/offer/")]
		if caller == "" {
			continue
		}
		for _, other := range w.legs[:i] {
			if !w.ringsOn(other) && other.to != l.to && w.acked.offers[other.about("/voice/offer/")] == caller && other.rang().After(l.made) {
				w.violated("no caller is offered to two agents", "%s rings %s and %s at %s", caller, other.to, l.to, l.made.In(zone))
			}
		}
	}
}

// ringsOn reports whether a leg's telephone may ring although the offer is over: the agent has declined
// in the meantime, or the carrier did not end the leg when it was asked to.
func (w *course) ringsOn(l leg) bool {
	for _, a := range w.agents {
		if a.number == l.to && slices.ContainsFunc(a.declined, func(at time.Time) bool { return !at.Before(l.made) && !at.After(l.rang()) }) {
			return true
		}
	}
	return slices.ContainsFunc(w.network.refused, func(path string) bool { return strings.Contains(path, l.sid) })
}
