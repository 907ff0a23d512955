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

// setAway makes an agent away, now or when the call is over.
func (a statuses) setAway(e SetAway) error {
	s, ok := a.t.session(e.Agent)
	switch {
	case !ok || s.leaving():
		return ErrSignedOut
	case e.Reason != "" && !slices.Contains(Reasons(), e.Reason):
		return ErrNoReason
	}
	s.After, s.Why = Away, e.Reason
	a.t.putSession(s)
	switch s.Mode {
	case Available, Away:
		a.free(s, false)
	case Ringing:
		offers(a).declined(a.t.callOf(s))
	case WrapUp:
		wrapups(a).end(s)
	}
	return nil
}
