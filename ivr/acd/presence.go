package acd

import "slices"

// AgentChanged carries an agent's entry as it is in the store now. It takes
// effect at once: an offer that rings at the old number, or that the agent may
// not take any more, goes on to the next agent.
type AgentChanged struct{ Agent Agent }

// AgentGone says that an agent was removed, or is signed out everywhere. The
// agent is asked nothing any more; a talk under way may end.
type AgentGone struct{ Agent string }

// PageClosed says that an agent's desk page is closed. It takes an agent without a
// persistent line off the ACD, as [AgentGone] does.
type PageClosed struct{ Agent string }

// Restarted says that the server has just started, and does not know yet whose
// desk pages are open. Nobody is asked before their page is back.
type Restarted struct{}

func (AgentChanged) event() {}
func (AgentGone) event()    {}
func (PageClosed) event()   {}
func (Restarted) event()    {}

// Equal reports whether both are the same agent with the same skills and address.
func (a Agent) Equal(b Agent) bool {
	return a.Name == b.Name && a.Address == b.Address && a.Phone == b.Phone && a.SignedOut == b.SignedOut &&
		slices.Equal(a.Queues, b.Queues) && slices.Equal(a.Languages, b.Languages)
}

// reachable reports whether an agent can be asked: on a persistent line, or at an
// address.
func (s AgentSession) reachable() bool { return s.Standing || s.Address != "" }

// leaving reports whether an agent is gone and only a talk under way is left.
func (s AgentSession) leaving() bool { return s.After == SignedOut }

// presence takes what is known of an agent's being there.
func (t *transition) presence(e Event) {
	switch e := e.(type) {
	case AgentChanged:
		if s, ok := t.state.Sessions[e.Agent.Name]; ok && !s.Agent.Equal(e.Agent) {
			t.renew(s, e.Agent)
		}
	case AgentGone:
		if s, ok := t.state.Sessions[e.Agent]; ok && !s.leaving() {
			t.gone(s)
		}
	case PageClosed:
		if s, ok := t.state.Sessions[e.Agent]; ok && !s.leaving() && !s.Standing {
			t.gone(s)
		}
	case Restarted:
		t.restarted()
	}
}

func (t *transition) restarted() {
	for _, s := range t.state.sessions() {
		if !s.Standing && !s.Unseen {
			s.Unseen = true
			t.putSession(s)
			if s.Mode == Ringing && s.Leg == "" {
				t.takeBack(s) // has not rung yet
			}
		}
	}
}

// renew gives an agent's session the agent's entry as it is now, and ends what does not fit
// it: a persistent line from another number, an offer at another address or of
// another department.
func (t *transition) renew(s AgentSession, a Agent) {
	before := s.Agent
	s.Agent = a
	t.putSession(s)
	otherLine := s.Standing && before.Phone != "" && before.Phone != a.Phone
	if otherLine || before.SignedOut != a.SignedOut {
		t.gone(s)
		return
	}
	moved := !s.Standing && before.Address != a.Address
	if s.Mode == Ringing && (moved || !t.mayTake(s, t.state.Interactions[s.Interaction])) {
		t.takeBack(s)
		s = t.state.Sessions[s.Name]
	}
	if s.Mode == Available {
		t.standReady(s)
	}
}

// mayTake reports whether an agent may still take what they are asked to take.
func (t *transition) mayTake(s AgentSession, k Interaction) bool {
	switch {
	case k.State == Consulting:
		return k.Offer.Queue == "" || slices.Contains(s.Queues, k.Offer.Queue)
	case k.Wanted == s.Name:
		return true
	}
	return t.fits(k, s)
}

// takeBack ends an offer that the agent cannot be blamed for.
func (t *transition) takeBack(s AgentSession) {
	t.endOffer(t.state.Interactions[s.Interaction], s, false)
}

// gone takes an agent off the ACD. A talk under way goes on, and they leave
// with its end; a caller who would wait for them goes to the next agent.
func (t *transition) gone(s AgentSession) {
	s.After = SignedOut
	t.putSession(s)
	k := t.state.Interactions[s.Interaction]
	switch s.Mode {
	case Ringing:
		t.takeBack(s)
	case Consulted:
		t.leaveConsultation(k)
	case OnCall:
		if k.State != Talking {
			t.agentGone(k, true)
		}
	default:
		t.removeSession(s)
	}
}
