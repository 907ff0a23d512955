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

// presence takes what is known of an agent's being there.
type presence struct{ t *transition }

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

// take takes an event of presence.
func (p presence) take(e Event) {
	switch e := e.(type) {
	case AgentChanged:
		if s, ok := p.t.session(e.Agent.Name); ok && !s.Agent.Equal(e.Agent) {
			p.renew(s, e.Agent)
		}
	case AgentGone:
		if s, ok := p.t.session(e.Agent); ok && !s.leaving() {
			p.gone(s)
		}
	case PageClosed:
		if s, ok := p.t.session(e.Agent); ok && !s.leaving() && !s.Standing {
			p.gone(s)
		}
	case Restarted:
		p.restarted()
	}
}

// restarted has every agent's page show itself before the agent is asked again.
func (p presence) restarted() {
	for s := range p.t.state.Sessions.Values() {
		if !s.Standing && !s.Unseen {
			s.Unseen = true
			p.t.putSession(s)
			if s.Mode == Ringing && s.Leg == "" {
				offers(p).takeBack(s) // has not rung yet
			}
		}
	}
}

// renew gives an agent's session the agent's entry as it is now, and ends what does not fit
// it: a persistent line from another number, an offer at another address or of
// another department.
func (p presence) renew(s AgentSession, a Agent) {
	before := s.Agent
	s.Agent = a
	p.t.putSession(s)
	otherLine := s.Standing && before.Phone != "" && before.Phone != a.Phone
	if otherLine || before.SignedOut != a.SignedOut {
		p.gone(s)
		return
	}
	moved := !s.Standing && before.Address != a.Address
	unfit := s.Mode == Ringing && (moved || !offers(p).mayTake(s, p.t.callOf(s)))
	if unfit {
		offers(p).takeBack(s)
		s, _ = p.t.session(s.Name)
	}
	if s.Mode == Available {
		statuses(p).standReady(s)
	}
}

// gone takes an agent off the ACD. A talk under way goes on, and they leave
// with its end; a caller who would wait for them goes to the next agent.
func (p presence) gone(s AgentSession) {
	s.After = SignedOut
	p.t.putSession(s)
	k := p.t.callOf(s)
	switch s.Mode {
	case Ringing:
		offers(p).takeBack(s)
	case Consulted:
		talks(p).leaveConsultation(k)
	case OnCall:
		if k.State != Talking {
			talks(p).agentGone(k, true)
		}
	default:
		p.t.removeSession(s)
	}
}
