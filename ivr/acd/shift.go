package acd

import "time"

// signIn begins a shift: at the desk, or on a persistent leg.
func (p presence) signIn(e SignIn) error {
	s, seated := p.t.session(e.Agent.Name)
	if seated && e.Leg != "" && s.Mode != Available && s.Mode != Away && s.Mode != WrapUp {
		return ErrOnCall
	}
	if !seated {
		s = AgentSession{Agent: e.Agent, Mode: Away, At: p.t.now, Idle: p.t.now}
	}
	if s.leaving() {
		s.After = ""
	}
	if e.Leg == "" {
		p.atDesk(s, e.Agent)
		return nil
	}
	if s.Standing && s.Leg != e.Leg {
		p.t.do(HangUp{Leg: s.Leg}) // dialled in again: the line before is given up
	}
	wrapups(p).setAside(&s)
	s.Agent = e.Agent
	// Who dials in is asked first: time on the line is not to be wasted.
	s.Leg, s.Standing, s.Interaction, s.Why, s.Idle, s.Unseen = e.Leg, true, "", "", time.Time{}, false
	p.t.turnTo(s, Available)
	return nil
}

// atDesk keeps the session of an agent whose desk page is open.
func (p presence) atDesk(s AgentSession, a Agent) {
	s.Unseen = false
	s.SignedOut = a.SignedOut // signed in since
	if before, seated := p.t.session(s.Name); !seated || before.Unseen || before.leaving() || before.SignedOut != a.SignedOut {
		p.t.putSession(s)
	}
	if !s.Agent.Equal(a) {
		p.renew(s, a)
	}
}

// signOut ends a shift.
func (p presence) signOut(name string) error {
	s, ok := p.t.session(name)
	switch {
	case !ok:
		return nil
	case s.Mode == OnCall || s.Mode == Consulted:
		return ErrOnCall
	}
	p.gone(s)
	return nil
}
