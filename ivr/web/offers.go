package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// The documents on agents' lines are views of the desk: repeated, late or out
// of order, each says what that line should do now.

// offer answers an agent's telephone that was picked up.
func (s *Server) offer(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(offer, leg string) desk.Event { return desk.Reached{Offer: offer, Leg: leg} })
}

// offerKey takes the key that an agent pressed, or did not.
func (s *Server) offerKey(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(offer, leg string) desk.Event {
		if c.Request().PostForm.Get("Digits") == "" { // a mailbox presses no key
			return desk.Declined{Offer: offer}
		}
		return desk.Accepted{Offer: offer, Leg: leg}
	})
}

// seat answers an agent's line that asks what it should do.
func (s *Server) seat(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(string, string) desk.Event { return nil })
}

// brokenOff is the status of a line that ended without anybody hanging up.
const brokenOff = "failed"

// seatLeft answers an agent's line that came out of the room: the talk is over,
// or goes on in another room, or the agent pressed star to end it.
func (s *Server) seatLeft(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(_, leg string) desk.Event {
		status := c.Request().PostForm.Get("CallStatus")
		if slices.Contains(final, status) {
			return desk.LegEnded{Leg: leg, Lost: status == brokenOff}
		}
		return nil
	})
}

func (s *Server) agentLine(c echo.Context, event func(offer, leg string) desk.Event) ([]byte, error) {
	request, err := s.request(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	offer := c.Param("offer")
	if err := s.review(ctx, s.agentOn(request.CallSid, offer)); err != nil {
		return nil, err
	}
	if e := event(offer, request.CallSid); e != nil {
		if err := s.floor.Do(ctx, e); err != nil {
			return nil, err
		}
	}
	return s.atSeat(ctx, request.CallSid, offer)
}

// agentOn names the agent at the end of a line, or who is asked by an offer; ""
// when nobody is.
func (s *Server) agentOn(leg, offer string) string {
	state := s.floor.State()
	if seat, ok := state.ByLeg(leg); ok {
		return seat.Name
	}
	k, _ := state.ByOffer(offer)
	return k.Offer.Agent
}

// atSeat is what the line of an agent should do now.
func (s *Server) atSeat(ctx context.Context, leg, offer string) ([]byte, error) {
	state := s.floor.State()
	seat, ok := state.ByLeg(leg)
	links := twiml.Links{
		Step: s.PublicURL + pathSeat + "/left", Refresh: s.PublicURL + pathSeat, StandBy: s.PublicURL + pathSeat,
		Music: s.PublicURL + pathMusic,
	}
	if !ok {
		return twiml.Render(s.tooLate(state, offer), links)
	}
	k := state.Tickets[seat.Ticket]
	switch seat.Mode {
	case desk.Ringing:
		links.WaitKey = s.PublicURL + pathOffer + url.PathEscape(k.Offer.ID) + "/key"
		links.Refresh = links.WaitKey
		verbs, err := s.offering(ctx, k)
		if err != nil {
			return nil, err
		}
		return twiml.Render(verbs, links)
	case desk.OnCall, desk.Consulted:
		return twiml.Render([]ivr.Verb{ivr.Meet{Room: k.Room, Closes: true, Star: true}}, links)
	}
	if seat.Standing {
		return twiml.Render([]ivr.Verb{s.inHouse("stand_by"), ivr.Music{}, ivr.Music{}, ivr.Refresh{}}, links)
	}
	return twiml.Render([]ivr.Verb{ivr.Hangup{}}, links)
}

// tooLate is for a line whose offer is over, or that has no offer.
func (s *Server) tooLate(state desk.Floor, offer string) []ivr.Verb {
	if offer == "" {
		return []ivr.Verb{ivr.Hangup{}}
	}
	return []ivr.Verb{s.inHouse(whyOver(state, offer)), ivr.Hangup{}}
}

// whyOver is the phrase for what became of the caller whom an offer was about:
// gone, with a colleague, or waiting for one.
func whyOver(state desk.Floor, offer string) string {
	ticket, asked := state.AskedFor(offer)
	if !asked {
		return "offer_over"
	}
	switch k, there := state.Tickets[ticket]; {
	case !there:
		return "call_over"
	case k.Agent != "":
		return "too_late"
	}
	return "offer_over"
}

// inHouse says a phrase to one of our own people, in the menu's first language.
func (s *Server) inHouse(phrase string) ivr.Verb {
	tree := s.Menus.Current().Tree
	l := tree.Languages[0]
	return ivr.Say{Text: tree.Phrases[phrase][l.Name], Language: l.Say, Voice: l.Voice}
}

// offering whispers who calls and why, and asks for a key; silence declines.
func (s *Server) offering(ctx context.Context, k desk.Ticket) ([]ivr.Verb, error) {
	call, err := s.callOf(ctx, k)
	if err != nil {
		return nil, err
	}
	menu, err := s.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	call.Node, call.Queued = engine.QueueNode(menu.Tree, k.Queue), k.Since
	how := ivr.Offering{Callback: k.Case != "", CutOff: k.Priority >= desk.PriorityCutOff}
	if k.State == desk.Consulting {
		how.By = k.Agent
	}
	verbs := engine.Whispering(menu.Tree, call, how, s.now())
	return append(verbs[:len(verbs)-1], ivr.Refresh{}), nil
}

// callOf is the call that a ticket is about: the caller's own, or the one in
// which a callback was asked for.
func (s *Server) callOf(ctx context.Context, k desk.Ticket) (ivr.Call, error) {
	id := k.Call
	if id == "" || k.Case != "" {
		id = k.Origin
	}
	call, _, err := s.Store.Call(ctx, id)
	if errors.Is(err, store.ErrNotFound) { // known by its ticket alone
		tree := s.Menus.Current().Tree
		return ivr.Call{ID: id, Revision: tree.Revision, Language: k.Language, From: k.Number, At: s.now()}, nil
	}
	return call, err
}

// offerStatus hears how the call to an agent's telephone goes.
func (s *Server) offerStatus(c echo.Context) error {
	return s.legStatus(c, func(request twilio.Request) desk.Event {
		return desk.LegEnded{Leg: request.CallSid, Offer: c.Param("offer"), Lost: request.Status == brokenOff}
	})
}

// callbackStatus hears how the call to a called-back caller goes.
func (s *Server) callbackStatus(c echo.Context) error {
	return s.legStatus(c, func(request twilio.Request) desk.Event {
		if k, ok := s.floor.State().Tickets[c.Param("ticket")]; ok && k.Case != "" && (k.Call == "" || k.Call == request.CallSid) {
			return desk.NotFetched{Ticket: k.ID, Gone: true}
		}
		return desk.Left{Call: request.CallSid}
	})
}

// legStatus takes a status callback of a call that the desk made. The carrier
// would do nothing with an error.
func (s *Server) legStatus(c echo.Context, event func(twilio.Request) desk.Event) error {
	request, err := s.request(c)
	if err != nil {
		return err
	}
	if slices.Contains(final, request.Status) {
		ctx, cancel := s.within(c.Request().Context())
		defer cancel()
		if err := s.floor.Do(ctx, event(request)); err != nil {
			s.Log.Error().Err(err).Str("call", request.CallSid).Msg("the desk could not be told of a call's end")
		}
		if err := s.ended(c, request); err != nil {
			s.Log.Error().Err(err).Str("call", request.CallSid).Msg("noting a call's end failed")
		}
	}
	return c.NoContent(http.StatusNoContent)
}

// callback greets a caller who is called back. From here on it is a call like
// any other, which begins in the queue.
func (s *Server) callback(c echo.Context) ([]byte, error) {
	request, err := s.request(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	ticket := c.Param("ticket")
	if err := s.floor.Do(ctx, desk.Dialled{Ticket: ticket, Call: request.CallSid}); err != nil {
		return nil, err
	}
	k, ok := s.floor.State().Tickets[ticket]
	if !ok || k.Call != request.CallSid {
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
	}
	request.From, request.To = k.Number, request.From // the caller is the one who is called
	claim := store.Claim{Call: request.CallSid, Step: "0", Token: token(c)}
	return (&conversation{Server: s, ctx: ctx, claim: claim, request: request, calledBack: k}).answer()
}

// letGo ends an agent's line when nothing better is known: the caller waits on.
func (s *Server) letGo() []byte {
	document, _ := twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{}) // it has no link
	return document
}
