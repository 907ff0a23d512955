package dispatch

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// outgoing is what a change wants done at the carrier.
func (f *Dispatcher) outgoing(actions []acd.Action, now time.Time) ([]store.Outgoing, error) {
	var out []store.Outgoing
	for _, action := range actions {
		a, ok := action.(acd.CarrierAction)
		if !ok || nowhere(a) {
			continue
		}
		id, err := f.ids.action()
		if err != nil {
			return nil, err
		}
		out = append(out, store.Outgoing{ID: id, Created: now, Task: store.ACDAction{Action: a}})
	}
	return out, nil
}

// nowhere reports whether an action moves a caller who has no call yet: one to be called
// back.
func nowhere(a acd.CarrierAction) bool {
	move, ok := a.(acd.RedirectCaller)
	return ok && move.Call == ""
}

// Carrier makes and moves calls: package twilio's REST.
type Carrier interface {
	StartCall(ctx context.Context, c twilio.Call) (sid string, err error)
	RedirectCall(ctx context.Context, sid, to string) error
	EndCall(ctx context.Context, sid string) error
	QueueByName(ctx context.Context, name string) (twilio.Queue, error)
	DequeueMember(ctx context.Context, queue, call, to string) error
	// CallStatus returns how a call goes, or how it ended.
	CallStatus(ctx context.Context, sid string) (ivr.Ended, error)
	// CallUnderWay returns the call to an address that rings or goes on, "" when there is none.
	CallUnderWay(ctx context.Context, to string) (sid string, err error)
}

// CarrierConfig is where the ACD's actions lead: the carrier, and the documents that
// the lines then ask for.
type CarrierConfig struct {
	Carrier Carrier
	Number  string // the hotline's own
	Base    string // of the URLs: scheme, host and /voice/
	RingFor time.Duration
	// Refuse gives the reason why a caller's number is not dialled, or ""; nil refuses none.
	Refuse func(to ivr.Masked) twilio.Refusal
	// Review has the ACD be true about an agent's being there.
	Review func(ctx context.Context, agent string) error
}

// Carry carries out an action at the carrier, once, and takes the ACD through what came
// of it.
func (f *Dispatcher) Carry(ctx context.Context, l CarrierConfig, action acd.CarrierAction) error {
	c := carrying{dispatcher: f, to: l}
	switch a := action.(type) {
	case acd.Ring:
		return c.ring(ctx, a)
	case acd.Dial:
		return c.dial(ctx, a)
	case acd.Dequeue:
		return c.dequeue(ctx, a)
	case acd.RedirectCaller:
		return ignoreGone(l.Carrier.RedirectCall(ctx, a.Call, l.Conference(a.Step)))
	case acd.RedirectAgent:
		return c.redirectAgent(ctx, a)
	case acd.HangUp:
		return ignoreGone(l.Carrier.EndCall(ctx, a.Leg))
	}
	return fmt.Errorf("nobody carries out %T", action)
}

// Resume carries out an action that was under way when its process was lost, and may have been done. Most do no harm
// when they are done twice: a leg goes where it is sent, and a caller who was brought already is left where they are. A
// call does: it is made again only for an agent, and only where the carrier has none. A customer is not rung twice;
// where the carrier has no call to them, the agent is free at once.
func (f *Dispatcher) Resume(ctx context.Context, l CarrierConfig, action acd.CarrierAction) error {
	c := carrying{dispatcher: f, to: l}
	switch a := action.(type) {
	case acd.Ring:
		if under, err := c.underWay(ctx, a.To); under || err != nil {
			return err // the call tells by itself how it goes
		}
	case acd.Dial:
		if under, err := c.underWay(ctx, a.To); under || err != nil {
			return err
		}
		return f.Do(ctx, acd.DequeueFailed{Interaction: a.Interaction, Gone: true})
	}
	return f.Carry(ctx, l, action)
}

// underWay reports whether a call to an address rings or goes on.
func (c carrying) underWay(ctx context.Context, to ivr.Masked) (bool, error) {
	sid, err := c.to.Carrier.CallUnderWay(ctx, to.Reveal())
	return sid != "", err
}

// carrying carries out actions of whose outcome the ACD is told.
type carrying struct {
	dispatcher *Dispatcher
	to         CarrierConfig
}

// Conference is where a caller's line asks what it should do: it waits at the step.
func (l CarrierConfig) Conference(step int) string { return l.Base + "room/" + strconv.Itoa(step) }

// errOwnNumber is the error of a call to the hotline's own number.
var errOwnNumber = errors.New("the number to be called is the hotline's own; give the agent, or the caller, another")

// start calls a telephone, never the hotline's own number: records written
// before that number was set may hold it. Where the carrier gets no document, it asks for
// the first again, which says what the line should do now.
func (l CarrierConfig) start(ctx context.Context, base string, to ivr.Masked) (string, error) {
	if to.Reveal() == l.Number {
		return "", errOwnNumber
	}
	return l.Carrier.StartCall(ctx, twilio.Call{
		From: l.Number, To: to.Reveal(), URL: base, FallbackURL: base, Timeout: l.RingFor, StatusCallback: base + "/status",
	})
}

// startCallback calls a caller back where that is allowed: settings may have changed
// since the callback was asked for.
func (l CarrierConfig) startCallback(ctx context.Context, base string, to ivr.Masked) (string, error) {
	if l.Refuse != nil {
		if why := l.Refuse(to); why != "" {
			return "", fmt.Errorf("the number is not called back: %s", why)
		}
	}
	return l.start(ctx, base, to)
}

// ignoreGone: a line that has ended needs no telling.
func ignoreGone(err error) error {
	if twilio.IsGone(err) {
		return nil
	}
	return err
}

// ring rings an agent for an offer.
func (c carrying) ring(ctx context.Context, a acd.Ring) error {
	if k, ok := c.dispatcher.State().ByOffer(a.Offer); ok && c.to.Review != nil {
		if err := c.to.Review(ctx, k.Offer.Agent); err != nil {
			return err // the offer's deadline lets it go on to the next
		}
	}
	if k, ok := c.dispatcher.State().ByOffer(a.Offer); !ok || k.Offer.Leg != "" {
		return nil // over before it began
	}
	if a.After != "" {
		if err := ignoreGone(c.to.Carrier.EndCall(ctx, a.After)); err != nil {
			return err // the offer's deadline lets it go on to the next
		}
	}
	base := c.to.Base + "offer/" + url.PathEscape(a.Offer)
	leg, err := c.to.start(ctx, base, a.To)
	switch {
	case err == nil:
		return c.dispatcher.Do(ctx, acd.AgentRinging{Offer: a.Offer, Leg: leg})
	case twilio.IsUnclear(err), errors.Is(err, errOwnNumber):
		return err // it may ring yet, or never will: the offer's deadline decides
	}
	_ = c.dispatcher.Do(ctx, acd.Declined{Offer: a.Offer})
	return err
}

// redirectAgent has an agent's line ask what it should do. A line that is gone has ended, and
// the ACD was not told.
func (c carrying) redirectAgent(ctx context.Context, a acd.RedirectAgent) error {
	err := c.to.Carrier.RedirectCall(ctx, a.Leg, c.to.Base+"seat")
	if twilio.IsGone(err) {
		return c.dispatcher.Do(ctx, acd.LegEnded{Leg: a.Leg, Lost: true})
	}
	return err
}

// dial calls a caller back.
func (c carrying) dial(ctx context.Context, a acd.Dial) error {
	base := c.to.Base + "callback/" + url.PathEscape(a.Interaction)
	call, err := c.to.startCallback(ctx, base, a.To)
	switch {
	case err == nil:
		return c.dispatcher.Do(ctx, acd.Dialled{Interaction: a.Interaction, Call: call})
	case twilio.IsUnclear(err):
		return err
	}
	_ = c.dispatcher.Do(ctx, acd.DequeueFailed{Interaction: a.Interaction, Gone: true})
	return err
}

// dequeue has the carrier bring a caller out of its queue.
func (c carrying) dequeue(ctx context.Context, a acd.Dequeue) error {
	if k, ok := c.dispatcher.State().Interactions.Find(a.Interaction); !ok || k.State != acd.Joining {
		return nil // the agent is not to have the caller any more
	}
	queue := a.Carrier
	var err error
	if queue == "" {
		var q twilio.Queue
		q, err = c.to.Carrier.QueueByName(ctx, a.Queue)
		queue = q.SID
	}
	if err == nil {
		err = c.to.Carrier.DequeueMember(ctx, queue, a.Call, c.to.Conference(a.Step))
	}
	switch {
	case err == nil, twilio.IsUnclear(err):
		return err // whether the caller comes, the conference will tell; or the deadline
	case twilio.IsGone(err):
		return c.notQueued(ctx, a)
	}
	_ = c.dispatcher.Do(ctx, acd.DequeueFailed{Interaction: a.Interaction})
	return err
}

// notQueued finds out about a caller whom the carrier does not have in its queue. Who has hung up
// leaves the ACD. A call that goes on was brought already, before this process was started, or is
// just leaving the queue by itself: its next step will tell, or the deadline.
func (c carrying) notQueued(ctx context.Context, a acd.Dequeue) error {
	over, err := twilio.IsOver(c.to.Carrier.CallStatus(ctx, a.Call))
	if over {
		return c.dispatcher.Do(ctx, acd.DequeueFailed{Interaction: a.Interaction, Gone: true})
	}
	return err
}
