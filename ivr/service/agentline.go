package service

import (
	"context"
	"errors"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// AgentLines answers agents' lines. Its documents are views of the ACD: repeated, late or
// out of order, each says what that line should do now. offer is the offer that a line was
// called for, "" when it was for none.
type AgentLines struct{ core *core }

// Answered answers an agent's telephone that was picked up.
func (a AgentLines) Answered(ctx context.Context, r twilio.Request, offer string) ([]byte, error) {
	return a.after(ctx, r, offer, acd.AgentAnswered{Offer: offer, Leg: r.CallSid})
}

// Key takes the key that an agent pressed when offered a caller. A mailbox presses none,
// and so declines.
func (a AgentLines) Key(ctx context.Context, r twilio.Request, offer string) ([]byte, error) {
	if !r.Pressed() {
		return a.after(ctx, r, offer, acd.Declined{Offer: offer})
	}
	return a.after(ctx, r, offer, acd.Accepted{Offer: offer, Leg: r.CallSid})
}

// Look answers an agent's line that asks what it should do.
func (a AgentLines) Look(ctx context.Context, r twilio.Request) ([]byte, error) {
	return a.after(ctx, r, "", nil)
}

// Left answers an agent's line that came out of the conference: the talk is over, or goes
// on in another conference, or the agent pressed star to end it.
func (a AgentLines) Left(ctx context.Context, r twilio.Request) ([]byte, error) {
	if r.Over() {
		return a.after(ctx, r, "", acd.LegEnded{Leg: r.CallSid, Lost: r.Broken()})
	}
	return a.after(ctx, r, "", nil)
}

// Status hears how the call to an agent's telephone goes.
func (a AgentLines) Status(ctx context.Context, r twilio.Request, offer string) {
	if r.Over() {
		a.core.noteEnd(ctx, r, acd.LegEnded{Leg: r.CallSid, Offer: offer, Lost: r.Broken()})
	}
}

// after takes the ACD through an event, if there is one, and says what the line should do
// then.
func (a AgentLines) after(ctx context.Context, r twilio.Request, offer string, event acd.Event) ([]byte, error) {
	ctx = a.core.deadlines.within(ctx)
	if err := a.core.review(ctx, a.agentOn(r.CallSid, offer)); err != nil {
		return nil, err
	}
	if event != nil {
		if err := a.core.acd.Do(ctx, event); err != nil {
			return nil, err
		}
	}
	return a.atAgent(ctx, r.CallSid, offer)
}

// agentOn names the agent at the end of a line, or who is asked by an offer; ""
// when nobody is.
func (a AgentLines) agentOn(leg, offer string) string {
	state := a.core.acd.State()
	if seat, ok := state.ByLeg(leg); ok {
		return seat.Name
	}
	k, _ := state.ByOffer(offer)
	return k.Offer.Agent
}

// atAgent is what the line of an agent should do now.
func (a AgentLines) atAgent(ctx context.Context, leg, offer string) ([]byte, error) {
	state := a.core.acd.State()
	seat, ok := state.ByLeg(leg)
	links := a.core.addresses.agent()
	if !ok {
		return twiml.Render(a.tooLate(state, offer), links)
	}
	k := state.Interactions.Get(seat.Interaction)
	switch seat.Mode {
	case acd.Ringing:
		links.WaitKey = a.core.addresses.offerKey(k.Offer.ID)
		links.Refresh = links.WaitKey
		verbs, err := a.offering(ctx, k)
		if err != nil {
			return nil, err
		}
		return twiml.Render(verbs, links)
	case acd.OnCall, acd.Consulted:
		return twiml.Render([]ivr.Verb{ivr.JoinConference{Room: k.Conference, Closes: true, Star: true}}, links)
	}
	if seat.Standing {
		return twiml.Render([]ivr.Verb{a.inHouse("stand_by"), ivr.Music{}, ivr.Music{}, ivr.Poll{}}, links)
	}
	return twiml.Render([]ivr.Verb{ivr.Hangup{}}, links)
}

// tooLate is for a line whose offer is over, or that has no offer.
func (a AgentLines) tooLate(state acd.State, offer string) []ivr.Verb {
	if offer == "" {
		return []ivr.Verb{ivr.Hangup{}}
	}
	return []ivr.Verb{a.inHouse(whyOver(state, offer)), ivr.Hangup{}}
}

// whyOver is the phrase for what became of the caller whom an offer was about:
// gone, with a colleague, or waiting for one.
func whyOver(state acd.State, offer string) string {
	ticket, asked := state.AskedFor(offer)
	if !asked {
		return "offer_over"
	}
	switch k, there := state.Interactions.Find(ticket); {
	case !there:
		return "call_over"
	case k.Agent != "":
		return "too_late"
	}
	return "offer_over"
}

// inHouse says a phrase to one of our own people, in the menu's first language.
func (a AgentLines) inHouse(phrase string) ivr.Verb {
	tree := a.core.Menus.Current().Tree
	l := tree.Languages[0]
	return ivr.Say{Text: tree.Phrases[phrase][l.Name], Language: l.Say, Voice: l.Voice}
}

// offering whispers who calls and why, and asks for a key; silence declines.
func (a AgentLines) offering(ctx context.Context, k acd.Interaction) ([]ivr.Verb, error) {
	call, err := a.callOf(ctx, k)
	if err != nil {
		return nil, err
	}
	menu, err := a.core.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	call.Node, call.Queued = engine.QueueNode(menu.Tree, k.Queue), k.Since
	how := ivr.OfferInfo{Callback: k.Case != "", CutOff: k.Priority >= acd.PriorityCutOff}
	if k.State == acd.Consulting {
		how.By = k.Agent
	}
	verbs := engine.Whispering(menu.Tree, call, how, a.core.now())
	return append(verbs[:len(verbs)-1], ivr.Poll{}), nil
}

// callOf is the call that an interaction is about: the caller's own, or the one in
// which a callback was asked for.
func (a AgentLines) callOf(ctx context.Context, k acd.Interaction) (ivr.Call, error) {
	id := k.Call
	if id == "" || k.Case != "" {
		id = k.Origin
	}
	call, _, err := a.core.Store.Call(ctx, id)
	if errors.Is(err, store.ErrNotFound) { // known by its interaction alone
		tree := a.core.Menus.Current().Tree
		return ivr.Call{ID: id, Revision: tree.Revision, Language: k.Language, From: k.Number, At: a.core.now()}, nil
	}
	return call, err
}
