package acd

import (
	"errors"
	"fmt"
)

// checkTicket: who is spoken of as having a caller has this one.
func (f State) checkInteraction(k Interaction) error {
	agent, taken := f.Sessions[k.Agent]
	asked, offered := f.Sessions[k.Offer.Agent]
	switch k.State {
	case Waiting:
		if k.Agent != "" || k.Offer.ID != "" {
			return errors.New("has an agent or an offer")
		}
	case Offered:
		if !offered || asked.Mode != Ringing || asked.Interaction != k.ID || k.Agent != "" {
			return errors.New("is offered to nobody")
		}
	case Joining, Talking, Held, Consulting:
		if !taken || agent.Mode != OnCall || agent.Interaction != k.ID || k.Conference == "" {
			return errors.New("has no agent")
		}
	default:
		return errors.New("no such state")
	}
	if k.State == Consulting {
		want := Ringing
		if k.Offer.Joined {
			want = Consulted
		}
		if !offered || asked.Mode != want || asked.Interaction != k.ID || asked.Name == agent.Name {
			return errors.New("consults nobody")
		}
	}
	return nil
}

// checkSeat: who is busy is busy with an interaction that knows it.
func (f State) checkSession(s AgentSession) error {
	k, ok := f.Interactions[s.Interaction]
	if s.leaving() && s.Mode != OnCall {
		return errors.New("is gone and has a seat")
	}
	if err := s.checkCalls(); err != nil {
		return err
	}
	switch s.Mode {
	case Available, Away:
		if s.Interaction != "" || s.Leg != "" && !s.Standing {
			return errors.New("has a call")
		}
	case WrapUp:
		if s.Record.ID == "" || s.Leg != "" && !s.Standing {
			return errors.New("wraps up nothing")
		}
	case Ringing:
		if !ok || k.Offer.Agent != s.Name || k.Offer.Joined || k.State != Offered && k.State != Consulting {
			return errors.New("is asked for nothing")
		}
	case OnCall:
		if !ok || k.Agent != s.Name {
			return errors.New("talks with nobody")
		}
	case Consulted:
		if !ok || k.State != Consulting || k.Offer.Agent != s.Name || !k.Offer.Joined {
			return errors.New("is consulted by nobody")
		}
	default:
		return errors.New("no such mode")
	}
	return nil
}

// checkCalls: the call in wrap-up and those left unfiled are each to be filed
// once, and wrap-up ends.
func (s AgentSession) checkCalls() error {
	switch {
	case s.Record.ID != "" && s.Mode != WrapUp:
		return errors.New("wraps up a call without being in wrap-up")
	case s.Mode == WrapUp && s.Until.Sub(s.At) > wrapUpMost:
		return errors.New("wraps up for too long")
	case len(s.Unfiled) > unfiledMost:
		return errors.New("has left too many calls unfiled")
	}
	seen := map[string]bool{s.Record.ID: true}
	for _, v := range s.Unfiled {
		if seen[v.ID] || v.Disposition != "" {
			return fmt.Errorf("has call %s to file, which is filed or in wrap-up", v.ID)
		}
		seen[v.ID] = true
	}
	return nil
}
