package acd

import (
	"slices"
	"time"
)

// tick ends what has taken too long.
func (t *transition) tick(e Tick) {
	for _, id := range t.state.index.until(due, t.now, false) {
		k, ok := t.interaction(id)
		switch {
		case !ok || !e.passesIn(k.Queue):
		case pending(k) && t.now.After(k.Offer.Deadline):
			offers{t}.declined(k)
		case k.State == Joining && t.now.Sub(k.At) > joinLimit(k):
			callers{t}.dequeueFailed(DequeueFailed{Interaction: id})
		}
	}
	for _, id := range t.state.index.until(later, t.now, true) {
		if k, _ := t.interaction(id); e.passesIn(k.Queue) {
			k.NotBefore = time.Time{}
			t.put(k)
		}
	}
	for _, name := range t.state.index.until(wrapping, t.now, true) {
		if s, _ := t.session(name); s.Mode == WrapUp && e.passesIn(s.served()[0]) && !t.now.Before(s.Until) {
			wrapups{t}.end(s)
		}
	}
}

// passesIn reports whether time passes in a queue.
func (e Tick) passesIn(queue string) bool { return e.Queues == nil || slices.Contains(e.Queues, queue) }

// joinLimit is how long a caller may take from being fetched into the conference.
func joinLimit(k Interaction) time.Duration {
	if k.Case != "" {
		return dialFor
	}
	return joinFor
}
