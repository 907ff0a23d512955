package service

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// Conference answers a caller's line that asks what it should do, after an agent has taken
// the call, held it, transferred it or ended it. While a talk goes on the answer is a view
// of the ACD; else it is the step that the call waits at.
func (s *Service) Conference(ctx context.Context, r twilio.Request, step, token string) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	s.core.acd.Heard(r.CallSid)
	call, _, err := s.Store.Call(ctx, r.CallSid)
	if err != nil {
		return nil, err
	}
	if call.Talking {
		if verbs := s.core.inTalk(ctx, call); verbs != nil {
			return twiml.Render(verbs, s.core.addresses.of(call))
		}
		step = strconv.Itoa(call.Step) // the talk is over: the line goes on from where it is
	}
	claim := store.StepKey{Call: r.CallSid, Step: step, Token: token}
	return s.core.answer(callStep{ctx: ctx, claim: claim, request: r, redirected: true})
}

// inTalk is what a caller's line does while the ACD has them in a talk; nil
// when it does not.
func (c *core) inTalk(ctx context.Context, call ivr.Call) []ivr.Verb {
	k, ok := c.acd.State().ByCall(call.ID)
	switch {
	case !ok:
		return nil
	case k.State == acd.Talking || k.State == acd.Joining:
		return []ivr.Verb{ivr.JoinConference{Room: k.Conference}}
	case k.State == acd.Held || k.State == acd.Consulting:
		return c.onHold(ctx, call)
	}
	return nil
}

// onHold says once that the agent will be back, then plays music. It asks anew
// after each round, so that nobody is forgotten on hold.
func (c *core) onHold(ctx context.Context, call ivr.Call) []ivr.Verb {
	verbs := []ivr.Verb{ivr.Music{}, ivr.Poll{}}
	if menu, err := c.menuOf(ctx, call); err == nil {
		l := menu.Tree.Language(call.Language)
		verbs = slices.Insert(verbs, 0, ivr.Verb(ivr.Say{Text: menu.Tree.Phrases["on_hold"][l.Name], Language: l.Say, Voice: l.Voice}))
	}
	return verbs
}

// talked is the status of a talk that has taken place.
const talked = "completed"

// acdEvent is what the end of an Enqueue or of a talk means, which the desk
// knows better than the carrier. nil lets the talk go on.
func (c *callStep) acdEvent(event ivr.Event) (ivr.Event, error) {
	switch e := event.(type) {
	case ivr.QueueLeft:
		if c.redirected || e.Result == ivr.Redirected {
			return c.fetched(e), nil
		}
	case ivr.Dialed:
		if c.call.Talking {
			return c.talkLeft(e)
		}
	case ivr.Input:
		switch {
		case c.redirected && c.call.Talking:
			return ivr.Dialed{Status: talked, Bridged: true}, nil
		case c.redirected:
			return c.fetched(ivr.QueueLeft{Result: ivr.Redirected}), nil
		}
	}
	return event, nil
}

// fetched: the carrier has taken the caller out of the queue, for an agent who
// may be there still or not; or it was none of our doing.
func (c *callStep) fetched(e ivr.QueueLeft) ivr.Event {
	k, ok := c.core.acd.State().ByCall(c.call.ID)
	switch {
	case ok && k.State == acd.Joining:
		e.Result = ivr.Fetched
		if e.Waited == 0 && !c.call.Queued.IsZero() { // the line asked before the carrier said how long
			e.Waited = max(0, c.core.now().Sub(c.call.Queued)).Truncate(time.Second)
		}
	case ok:
		e.Result = ivr.NotYet
	}
	return e
}

// talkLeft: the caller has come out of the conference. One who hung up is gone; for
// one who is there still the agent has left it, unless the desk wants them to
// hear something else now.
func (c *callStep) talkLeft(e ivr.Dialed) (ivr.Event, error) {
	if c.request.Over() {
		return e, c.core.acd.Do(c.ctx, acd.Left{Call: c.call.ID})
	}
	k, ok := c.core.acd.State().ByCall(c.call.ID)
	if ok && (k.State == acd.Held || k.State == acd.Consulting) {
		return nil, nil
	}
	return e, c.core.acd.Do(c.ctx, acd.ConferenceEnded{Call: c.call.ID})
}
