package acd

import (
	"errors"
	"fmt"
	"slices"
)

// Check returns what cannot be in an ACD state; nil for every state that Step made.
func (f State) Check() error {
	for k := range f.Interactions.Values() {
		if err := f.checkInteraction(k); err != nil {
			return fmt.Errorf("interaction %s, %s: %w", k.ID, k.State, err)
		}
	}
	for s := range f.Sessions.Values() {
		if err := f.checkSession(s); err != nil {
			return fmt.Errorf("session of %s, %s: %w", s.Name, s.Mode, err)
		}
	}
	return f.checkIndex()
}

// checkIndex verifies that the index leads to every record, and to nothing else.
func (f State) checkIndex() error {
	var all State
	for k := range f.Interactions.Values() {
		all = all.With(k)
	}
	for s := range f.Sessions.Values() {
		all = all.WithSession(s)
	}
	if !slices.Equal(f.index.all(), all.index.all()) {
		return errors.New("the index is not that of the interactions and sessions")
	}
	return nil
}

// checkInteraction verifies that an interaction in its state has the agent and the offer that
// belong to the state, and that these agents know of it.
func (f State) checkInteraction(k Interaction) error {
	switch k.State {
	case Waiting:
		return k.checkWaits()
	case Offered:
		return f.checkOffered(k)
	case Joining, Talking, Held:
		return f.checkTaken(k)
	case Consulting:
		return errors.Join(f.checkTaken(k), f.checkConsults(k))
	}
	return errors.New("no such state")
}

// checkWaits verifies that nobody has, or is asked to take, a caller who waits.
func (k Interaction) checkWaits() error {
	if k.Agent != "" || k.Offer.ID != "" {
		return errors.New("has an agent or an offer")
	}
	return nil
}

// checkOffered verifies that the agent of an offer is being asked about it.
func (f State) checkOffered(k Interaction) error {
	if k.Agent != "" || !f.busyWith(k, k.Offer.Agent, Ringing) {
		return errors.New("is offered to nobody")
	}
	return nil
}

// checkTaken verifies that an interaction with an agent has them, and a conference.
func (f State) checkTaken(k Interaction) error {
	if k.Conference == "" || !f.busyWith(k, k.Agent, OnCall) {
		return errors.New("has no agent")
	}
	return nil
}

// checkConsults verifies that the colleague who is consulted is asked, or in the talk.
func (f State) checkConsults(k Interaction) error {
	mode := Ringing
	if k.Offer.Joined {
		mode = Consulted
	}
	if k.Offer.Agent == k.Agent || !f.busyWith(k, k.Offer.Agent, mode) {
		return errors.New("consults nobody")
	}
	return nil
}

// busyWith reports whether an agent is signed in, and in a status because of an interaction.
func (f State) busyWith(k Interaction, agent string, mode AgentStatus) bool {
	s, ok := f.Sessions.Find(agent)
	return ok && s.Mode == mode && s.Interaction == k.ID
}

// checkSession verifies an agent's session: it is not one of who has left, its calls are each
// to be filed once, and the interaction that it is busy with knows it.
func (f State) checkSession(s AgentSession) error {
	if s.leaving() && s.Mode != OnCall {
		return errors.New("has left and is still here")
	}
	if err := s.checkCalls(); err != nil {
		return err
	}
	switch s.Mode {
	case Available, Away:
		return s.checkFree()
	case WrapUp:
		return s.checkWrapsUp()
	case Ringing, OnCall, Consulted:
		return f.checkBusy(s)
	}
	return errors.New("no such status")
}

// checkFree verifies that who has no call has no leg but a persistent one.
func (s AgentSession) checkFree() error {
	if s.Interaction != "" || s.hasCallLeg() {
		return errors.New("has a call")
	}
	return nil
}

// checkWrapsUp verifies that who wraps up has a call to file, and is off the line.
func (s AgentSession) checkWrapsUp() error {
	if s.Record.ID == "" || s.hasCallLeg() {
		return errors.New("wraps up nothing")
	}
	return nil
}

// hasCallLeg reports whether an agent has a leg that ends with its call.
func (s AgentSession) hasCallLeg() bool { return s.Leg != "" && !s.Standing }

// checkBusy verifies that the interaction that an agent is busy with knows the agent.
func (f State) checkBusy(s AgentSession) error {
	k := f.Interactions.Get(s.Interaction)
	switch {
	case s.Mode == Ringing && (k.Offer.Agent != s.Name || !pending(k)):
		return errors.New("is asked for nothing")
	case s.Mode == OnCall && k.Agent != s.Name:
		return errors.New("talks with nobody")
	case s.Mode == Consulted && (k.Offer.Agent != s.Name || k.State != Consulting || !k.Offer.Joined):
		return errors.New("is consulted by nobody")
	}
	return nil
}

// checkCalls verifies that the call in wrap-up and those left unfiled are each to be filed
// once, and that wrap-up ends.
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
