package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// The documents on agents' lines are views of the desk: repeated, late or out
// of order, each says what that line should do now.

// offer answers an agent's telephone that was picked up.
func (s *Server) offer(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(offer, leg string) acd.Event { return acd.AgentAnswered{Offer: offer, Leg: leg} })
}

// offerKey takes the key that an agent pressed, or did not.
func (s *Server) offerKey(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(offer, leg string) acd.Event {
		if c.Request().PostForm.Get("Digits") == "" { // a mailbox presses no key
			return acd.Declined{Offer: offer}
		}
		return acd.Accepted{Offer: offer, Leg: leg}
	})
}

// agentLeg answers an agent's line that asks what it should do.
func (s *Server) agentLeg(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(string, string) acd.Event { return nil })
}

// brokenOff is the status of a line that ended without anybody hanging up.
const brokenOff = "failed"

// agentLegLeft answers an agent's line that came out of the conference: the talk is over,
// or goes on in another conference, or the agent pressed star to end it.
func (s *Server) agentLegLeft(c echo.Context) ([]byte, error) {
	return s.agentLine(c, func(_, leg string) acd.Event {
		status := c.Request().PostForm.Get("CallStatus")
		if slices.Contains(final, status) {
			return acd.LegEnded{Leg: leg, Lost: status == brokenOff}
		}
		return nil
	})
}

func (s *Server) agentLine(c echo.Context, event func(offer, leg string) acd.Event) ([]byte, error) {
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
		if err := s.acd.Do(ctx, e); err != nil {
			return nil, err
		}
	}
	return s.atAgent(ctx, request.CallSid, offer)
}

// agentOn names the agent at the end of a line, or who is asked by an offer; ""
// when nobody is.
func (s *Server) agentOn(leg, offer string) string {
	state := s.acd.State()
	if seat, ok := state.ByLeg(leg); ok {
		return seat.Name
	}
	k, _ := state.ByOffer(offer)
	return k.Offer.Agent
}

// atAgent is what the line of an agent should do now.
func (s *Server) atAgent(ctx context.Context, leg, offer string) ([]byte, error) {
	state := s.acd.State()
	seat, ok := state.ByLeg(leg)
	links := twiml.Links{
		Step: s.PublicURL + pathAgentLeg + "/left", Refresh: s.PublicURL + pathAgentLeg, StandBy: s.PublicURL + pathAgentLeg,
		Music: s.PublicURL + pathMusic,
	}
	if !ok {
		return twiml.Render(s.tooLate(state, offer), links)
	}
	k := state.Interactions[seat.Interaction]
	switch seat.Mode {
	case acd.Ringing:
		links.WaitKey = s.PublicURL + pathOffer + url.PathEscape(k.Offer.ID) + "/key"
		links.Refresh = links.WaitKey
		verbs, err := s.offering(ctx, k)
		if err != nil {
			return nil, err
		}
		return twiml.Render(verbs, links)
	case acd.OnCall, acd.Consulted:
		return twiml.Render([]ivr.Verb{ivr.JoinConference{Room: k.Conference, Closes: true, Star: true}}, links)
	}
	if seat.Standing {
		return twiml.Render([]ivr.Verb{s.inHouse("stand_by"), ivr.Music{}, ivr.Music{}, ivr.Poll{}}, links)
	}
	return twiml.Render([]ivr.Verb{ivr.Hangup{}}, links)
}

// tooLate is for a line whose offer is over, or that has no offer.
func (s *Server) tooLate(state acd.State, offer string) []ivr.Verb {
	if offer == "" {
		return []ivr.Verb{ivr.Hangup{}}
	}
	return []ivr.Verb{s.inHouse(whyOver(state, offer)), ivr.Hangup{}}
}

// whyOver is the phrase for what became of the caller whom an offer was about:
// gone, with a colleague, or waiting for one.
func whyOver(state acd.State, offer string) string {
	ticket, asked := state.AskedFor(offer)
	if !asked {
		return "offer_over"
	}
	switch k, there := state.Interactions[ticket]; {
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
func (s *Server) offering(ctx context.Context, k acd.Interaction) ([]ivr.Verb, error) {
	call, err := s.callOf(ctx, k)
	if err != nil {
		return nil, err
	}
	menu, err := s.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	call.Node, call.Queued = engine.QueueNode(menu.Tree, k.Queue), k.Since
	how := ivr.OfferInfo{Callback: k.Case != "", CutOff: k.Priority >= acd.PriorityCutOff}
	if k.State == acd.Consulting {
		how.By = k.Agent
	}
	verbs := engine.Whispering(menu.Tree, call, how, s.now())
	return append(verbs[:len(verbs)-1], ivr.Poll{}), nil
}

// callOf is the call that an interaction is about: the caller's own, or the one in
// which a callback was asked for.
func (s *Server) callOf(ctx context.Context, k acd.Interaction) (ivr.Call, error) {
	id := k.Call
	if id == "" || k.Case != "" {
		id = k.Origin
	}
	call, _, err := s.Store.Call(ctx, id)
	if errors.Is(err, store.ErrNotFound) { // known by its interaction alone
		tree := s.Menus.Current().Tree
		return ivr.Call{ID: id, Revision: tree.Revision, Language: k.Language, From: k.Number, At: s.now()}, nil
	}
	return call, err
}

// offerStatus hears how the call to an agent's telephone goes.
func (s *Server) offerStatus(c echo.Context) error {
	return s.legStatus(c, func(request twilio.Request) acd.Event {
		return acd.LegEnded{Leg: request.CallSid, Offer: c.Param("offer"), Lost: request.Status == brokenOff}
	})
}

// callbackStatus hears how the call to a called-back caller goes.
func (s *Server) callbackStatus(c echo.Context) error {
	return s.legStatus(c, func(request twilio.Request) acd.Event {
		if k, ok := s.acd.State().Interactions[c.Param("ticket")]; ok && k.Case != "" && (k.Call == "" || k.Call == request.CallSid) {
			return acd.DequeueFailed{Interaction: k.ID, Gone: true}
		}
		return acd.Left{Call: request.CallSid}
	})
}

// legStatus takes a status callback of a call that the desk made. The carrier
// would do nothing with an error.
func (s *Server) legStatus(c echo.Context, event func(twilio.Request) acd.Event) error {
	request, err := s.request(c)
	if err != nil {
		return err
	}
	if slices.Contains(final, request.Status) {
		ctx, cancel := s.within(c.Request().Context())
		defer cancel()
		if err := s.acd.Do(ctx, event(request)); err != nil {
			s.Log.Error().Err(err).Str("call", request.CallSid).Msg("the desk could not be told of a call's end")
		}
		if err := s.end(c.Request().Context(), request.CallSid, twilio.Ended(request.Form)); err != nil {
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
	if err := s.acd.Do(ctx, acd.Dialled{Interaction: ticket, Call: request.CallSid}); err != nil {
		return nil, err
	}
	k, ok := s.acd.State().Interactions[ticket]
	if !ok || k.Call != request.CallSid {
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
	}
	request.From, request.To = k.Number, request.From // the caller is the one who is called
	claim := store.StepKey{Call: request.CallSid, Step: "0", Token: token(c)}
	return (&callStep{Server: s, ctx: ctx, claim: claim, request: request, calledBack: k}).answer()
}

// letGo ends an agent's line when nothing better is known: the caller waits on.
func (s *Server) letGo() []byte {
	document, _ := twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{}) // it has no link
	return document
}
