package trace

import (
	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
)

// begin begins calls of every kind, by any customer.
func (s *searcher) begin() {
	for i := range s.graph.Begins {
		s.beginBy(&s.graph.Begins[i], nil)
	}
}

// beginBy begins calls of one kind; by is nil for any customer.
func (s *searcher) beginBy(b *explore.Begin, by *Customer) {
	if s.nearest(b.Links) == far && !s.hitsAtOnce() {
		return
	}
	first := candidate{who: by, link: explore.Over, cost: beginCost(b)}
	at := s.graph.Moments[b.Situation.Moment()].At
	oracle := first.oracle(at)
	for more := true; more && s.runs < s.most; more = oracle.Next() {
		next := first
		s.take(&next, ivr.Call{At: at}, explore.Input{Event: b.Event}, &oracle, b.Situation.Moment())
	}
}

func beginCost(b *explore.Begin) int32 {
	cost := int32(b.Situation.Moment() * momentCost)
	switch {
	case b.Event.Callback != "":
		cost += backCost
	case b.Event.Limited:
		cost += limitedCost
	}
	if b.Event.From == "" {
		cost += withheldCost
	}
	if b.Event.Barred {
		cost += barredCost
	}
	return cost
}
