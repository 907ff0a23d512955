package acd

// legs takes what the carrier and agents' telephones tell of the calls to agents.
type legs struct{ t *transition }

// take takes an event of an agent's call.
func (l legs) take(e Event) {
	switch e := e.(type) {
	case AgentRinging:
		offers(l).agentRinging(e)
	case AgentAnswered:
		offers(l).agentAnswered(e)
	case Accepted:
		offers(l).accepted(e)
	case Declined:
		if k, ok := l.t.state.ByOffer(e.Offer); ok {
			offers(l).declined(k)
		}
	case LegEnded:
		l.legEnded(e)
	}
}

// legEnded takes the end of a call to an agent: it was hung up, or the connection was lost.
func (l legs) legEnded(e LegEnded) {
	s, ok := l.t.state.ByLeg(e.Leg)
	if !ok {
		k, offered := l.t.state.ByOffer(e.Offer)
		if !offered || !pending(k) || k.Offer.Leg != "" && k.Offer.Leg != e.Leg {
			return
		}
		s = l.t.asked(k)
	}
	standing := s.Standing
	s.Leg, s.Standing = "", false
	l.t.putSession(s)
	l.lost(s, e.Lost)
	if s, seated := l.t.session(s.Name); standing && seated && s.Mode != OnCall && s.Mode != Consulted {
		l.t.removeSession(s) // with the line the shift is over; an open desk page signs in again
	}
}

// lost ends what an agent was busy with whose telephone is no longer there. broken says that
// the connection was lost rather than hung up.
func (l legs) lost(s AgentSession, broken bool) {
	k := l.t.callOf(s)
	switch s.Mode {
	case Ringing:
		offers(l).declined(k)
	case Consulted:
		talks(l).dismiss(k)
		k.Offer = Offer{}
		l.t.become(k, Held)
	case OnCall:
		talks(l).agentGone(k, broken)
	}
}
