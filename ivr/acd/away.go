package acd

import "slices"

// The reasons for which agents go away by choice. They are kept in [AgentSession.Why] and
// shown to colleagues and supervisors.
const (
	WhyBreak    = "break"
	WhyLunch    = "lunch"
	WhyTraining = "training"
	WhyOther    = "other"
)

// The reasons for which the ACD sets an agent to away.
const (
	WhyMissed  = "missed"   // did not take several offers in a row
	WhyNoPhone = "no_phone" // nothing can be rung
)

// Reasons lists the reasons that an agent can choose from.
func Reasons() []string { return []string{WhyBreak, WhyLunch, WhyTraining, WhyOther} }

func (t *transition) setAway(e SetAway) error {
	s, ok := t.state.Sessions[e.Agent]
	switch {
	case !ok || s.leaving():
		return ErrSignedOut
	case e.Reason != "" && !slices.Contains(Reasons(), e.Reason):
		return ErrNoReason
	}
	s.After, s.Why = Away, e.Reason
	t.putSession(s)
	switch s.Mode {
	case Available, Away:
		t.free(s, false)
	case Ringing:
		t.declined(t.state.Interactions[s.Interaction])
	case WrapUp:
		t.wrappedUp(s)
	}
	return nil
}
