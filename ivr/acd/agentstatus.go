package acd

// statuses gives agents their status when what they were busy with is over.
type statuses struct{ t *transition }

// hangUp ends the call to an agent's telephone; one who dialled in stays on
// the line and waits for the next caller.
func (a statuses) hangUp(s *AgentSession) {
	switch {
	case s.Leg == "":
	case s.Standing && !s.leaving():
		a.t.do(RedirectAgent{Leg: s.Leg, Agent: s.Name})
	default:
		a.t.hangUp(s)
	}
}

// free makes an agent available again, or away after too many offers not taken.
func (a statuses) free(s AgentSession, missed bool) {
	s.Interaction = ""
	if missed {
		s.Missed++
	}
	switch {
	case s.leaving():
		a.t.removeSession(s)
	case s.After == Away:
		s.After = ""
		a.t.turnTo(s, Away)
	case s.Missed >= missesMost:
		s.Missed, s.Why = 0, WhyMissed
		if s.Standing { // nobody is at the other end; without a desk they dial in anew
			a.t.do(HangUp{Leg: s.Leg})
		}
		a.t.turnTo(s, Away)
	default:
		a.standReady(s)
	}
}

// standReady makes an agent available who can be rung, and away who cannot.
func (a statuses) standReady(s AgentSession) {
	if s.reachable() {
		if s.Mode != Available {
			a.t.turnTo(s, Available)
		}
		return
	}
	s.Why = WhyNoPhone
	a.t.turnTo(s, Away)
}

// ready makes an agent available, now or when the call is over.
func (a statuses) ready(name string) error {
	s, ok := a.t.session(name)
	switch {
	case !ok || s.leaving():
		return ErrSignedOut
	case !s.reachable():
		return ErrNoPhone
	}
	switch s.Mode {
	case Away:
		s.Idle, s.Missed, s.Why = a.t.now, 0, ""
		a.t.turnTo(s, Available)
	case WrapUp:
		s.After, s.Why = "", ""
		wrapups(a).end(s)
	case OnCall, Consulted, Ringing:
		s.After, s.Why = "", ""
		a.t.putSession(s)
	}
	return nil
}
