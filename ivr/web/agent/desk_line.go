package agent

import "github.com/okpay/hotline/ivr/acd"

// line is what the box beside the conversation is for now. Its words are keys.
type line struct {
	Shown bool
	Who   string // the colleague in the conversation
	Say   string // whom the agent speaks to; "" when nobody hears them
	Note  string // what else there is to know; "" is nothing
}

// lineOf is the conversation as an agent has it at this moment.
func lineOf(s acd.AgentSession, d *card) line {
	l := line{Shown: true, Who: d.Colleague()}
	switch {
	case s.Mode == acd.Consulted:
		l.Say, l.Note = "say-colleague", "line-music"
	case s.Mode == acd.WrapUp:
		l.Note = "line-over"
	case s.Mode == acd.Ringing:
		l.Note = "line-offered"
	case d.State == acd.Talking:
		l.Say = "say"
	case d.State == acd.Consulting && d.Offer.Joined:
		l.Say, l.Note = "say-colleague", "line-music"
	case d.State == acd.Consulting:
		l.Note = "line-asking"
	case d.State == acd.Held:
		l.Note = "line-held"
	default:
		l.Note = "line-joining"
	}
	return l
}
