package acd

import "time"

// tick ends what has taken too long.
func (t *transition) tick() {
	for _, id := range t.state.index.until(due, t.now, false) {
		k, ok := t.interaction(id)
		switch {
		case !ok:
		case pending(k) && t.now.After(k.Offer.Deadline):
			offers{t}.declined(k)
		case k.State == Joining && t.now.Sub(k.At) > joinLimit(k):
			callers{t}.dequeueFailed(DequeueFailed{Interaction: id})
		}
	}
	for _, id := range t.state.index.until(later, t.now, true) {
		k, _ := t.interaction(id)
		k.NotBefore = time.Time{}
		t.put(k)
	}
	for _, name := range t.state.index.until(wrapping, t.now, true) {
		if s, _ := t.session(name); s.Mode == WrapUp && !t.now.Before(s.Until) {
			wrapups{t}.end(s)
		}
	}
}

// joinLimit is how long a caller may take from being fetched into the conference.
func joinLimit(k Interaction) time.Duration {
	if k.Case != "" {
		return dialFor
	}
	return joinFor
}
