package deskpage

import "github.com/okpay/hotline/ivr/desk"

// line is what the box beside the conversation is for now. Its words are keys.
type line struct {
	Shown bool
	Who   string // the colleague in the conversation
	Say   string // whom the agent speaks to; "" when nobody hears them
	Note  string // what else there is to know; "" is nothing
}

// lineOf is the conversation as an agent has it at this moment.
func lineOf(s desk.Seat, d *card) line {
	l := line{Shown: true, Who: d.Colleague()}
	switch {
	case s.Mode == desk.Consulted:
		l.Say, l.Note = "say-colleague", "line-music"
	case s.Mode == desk.WrapUp:
		l.Note = "line-over"
	case s.Mode == desk.Ringing:
		l.Note = "line-offered"
	case d.State == desk.Talking:
		l.Say = "say"
	case d.State == desk.Consulting && d.Offer.Joined:
		l.Say, l.Note = "say-colleague", "line-music"
	case d.State == desk.Consulting:
		l.Note = "line-asking"
	case d.State == desk.Held:
		l.Note = "line-held"
	default:
		l.Note = "line-joining"
	}
	return l
}
