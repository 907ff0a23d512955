package acd

import "time"

func (t *transition) signIn(e SignIn) error {
	s, seated := t.state.Sessions[e.Agent.Name]
	if seated && e.Leg != "" && s.Mode != Available && s.Mode != Away && s.Mode != WrapUp {
		return ErrOnCall
	}
	if !seated {
		s = AgentSession{Agent: e.Agent, Mode: Away, At: t.now, Idle: t.now}
	}
	if s.leaving() {
		s.After = ""
	}
	if e.Leg == "" {
		t.atDesk(s, e.Agent)
		return nil
	}
	if s.Standing && s.Leg != e.Leg {
		t.do(HangUp{Leg: s.Leg}) // dialled in again: the line before is given up
	}
	t.setAside(&s)
	s.Agent = e.Agent
	// Who dials in is asked first: time on the line is not to be wasted.
	s.Leg, s.Standing, s.Interaction, s.Why, s.Idle, s.Unseen = e.Leg, true, "", "", time.Time{}, false
	t.turnTo(s, Available)
	return nil
}

// atDesk agents' sessions an agent whose desk page is open.
func (t *transition) atDesk(s AgentSession, a Agent) {
	s.Unseen = false
	s.SignedOut = a.SignedOut // signed in since
	if before, seated := t.state.Sessions[s.Name]; !seated || before.Unseen || before.leaving() || before.SignedOut != a.SignedOut {
		t.putSession(s)
	}
	if !s.Agent.Equal(a) {
		t.renew(s, a)
	}
}

func (t *transition) signOut(name string) error {
	s, ok := t.state.Sessions[name]
	switch {
	case !ok:
		return nil
	case s.Mode == OnCall || s.Mode == Consulted:
		return ErrOnCall
	}
	t.gone(s)
	return nil
}
