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

// The kinds of what leaves for the carrier on behalf of the ACD.
const (
	kindRing  = "ring"
	kindDial  = "dial"
	kindFetch = "fetch"
	kindMove  = "move"
	kindSend  = "send"
	kindDrop  = "drop"
)

// outgoing is what a change wants done at the carrier.
func (f *Dispatcher) outgoing(actions []acd.Action, now time.Time) ([]store.Outgoing, error) {
	var out []store.Outgoing
	for _, action := range actions {
		o, ok := leaving(action)
		if !ok {
			continue
		}
		var err error
		if o.ID, err = f.id(); err != nil {
			return nil, err
		}
		o.Created = now
		out = append(out, o)
	}
	return out, nil
}

func leaving(action acd.Action) (store.Outgoing, bool) {
	switch a := action.(type) {
	case acd.Ring:
		return store.Outgoing{Kind: kindRing, To: a.To, Subject: a.Offer}, true
	case acd.Dial:
		return store.Outgoing{Kind: kindDial, To: a.To, Subject: a.Interaction}, true
	case acd.Dequeue:
		return store.Outgoing{Kind: kindFetch, Call: a.Call, Subject: a.Interaction, Queue: a.Queue, Carrier: a.Carrier, Step: a.Step}, true
	case acd.RedirectCaller:
		return store.Outgoing{Kind: kindMove, Call: a.Call, Step: a.Step}, a.Call != ""
	case acd.RedirectAgent:
		return store.Outgoing{Kind: kindSend, Call: a.Leg}, true
	case acd.HangUp:
		return store.Outgoing{Kind: kindDrop, Call: a.Leg}, true
	}
	return store.Outgoing{}, false
}

// Carrier makes and moves calls: package twilio's REST.
type Carrier interface {
	StartCall(ctx context.Context, c twilio.Call) (sid string, err error)
	RedirectCall(ctx context.Context, sid, to string) error
	EndCall(ctx context.Context, sid string) error
	QueueByName(ctx context.Context, name string) (twilio.Queue, error)
	DequeueMember(ctx context.Context, queue, call, to string) error
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

// Carries reports whether a kind of outgoing is the ACD's.
func Carries(kind string) bool {
	switch kind {
	case kindRing, kindDial, kindFetch, kindMove, kindSend, kindDrop:
		return true
	}
	return false
}

// Repeatable reports whether a kind of outgoing does no harm when it is done twice: a
// ring of an offer that is over does nothing, and a leg goes where it is sent. A
// callback's call to a customer is not repeatable.
func Repeatable(kind string) bool { return Carries(kind) && kind != kindDial }

// Carry carries out a queued action at the carrier, once, and takes the ACD through what
// came of it.
func (f *Dispatcher) Carry(ctx context.Context, l CarrierConfig, o store.Outgoing) error {
	switch o.Kind {
	case kindRing:
		return f.ring(ctx, l, o)
	case kindDial:
		return f.dial(ctx, l, o)
	case kindFetch:
		return f.fetch(ctx, l, o)
	case kindMove:
		return ignoreGone(l.Carrier.RedirectCall(ctx, o.Call, l.Conference(o.Step)))
	case kindSend:
		return ignoreGone(l.Carrier.RedirectCall(ctx, o.Call, l.Base+"seat"))
	}
	return ignoreGone(l.Carrier.EndCall(ctx, o.Call))
}

// Conference is where a caller's line asks what it should do: it waits at the step.
func (l CarrierConfig) Conference(step int) string { return l.Base + "room/" + strconv.Itoa(step) }

// errOwnNumber is the error of a call to the hotline's own number.
var errOwnNumber = errors.New("the number to be called is the hotline's own; give the agent, or the caller, another")

// start calls a telephone, never the hotline's own number: records written
// before that number was set may hold it.
func (l CarrierConfig) start(ctx context.Context, base string, to ivr.Masked) (string, error) {
	if to.Reveal() == l.Number {
		return "", errOwnNumber
	}
	return l.Carrier.StartCall(ctx, twilio.Call{
		From: l.Number, To: to.Reveal(), URL: base, Timeout: l.RingFor, StatusCallback: base + "/status",
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

func (f *Dispatcher) ring(ctx context.Context, l CarrierConfig, o store.Outgoing) error {
	if k, ok := f.State().ByOffer(o.Subject); ok && l.Review != nil {
		if err := l.Review(ctx, k.Offer.Agent); err != nil {
			return err // the offer's deadline lets it go on to the next
		}
	}
	if k, ok := f.State().ByOffer(o.Subject); !ok || k.Offer.Leg != "" {
		return nil // over before it began
	}
	base := l.Base + "offer/" + url.PathEscape(o.Subject)
	leg, err := l.start(ctx, base, o.To)
	switch {
	case err == nil:
		return f.Do(ctx, acd.AgentRinging{Offer: o.Subject, Leg: leg})
	case twilio.IsUnclear(err), errors.Is(err, errOwnNumber):
		return err // it may ring yet, or never will: the offer's deadline decides
	}
	_ = f.Do(ctx, acd.Declined{Offer: o.Subject})
	return err
}

func (f *Dispatcher) dial(ctx context.Context, l CarrierConfig, o store.Outgoing) error {
	base := l.Base + "callback/" + url.PathEscape(o.Subject)
	call, err := l.startCallback(ctx, base, o.To)
	switch {
	case err == nil:
		return f.Do(ctx, acd.Dialled{Interaction: o.Subject, Call: call})
	case twilio.IsUnclear(err):
		return err
	}
	_ = f.Do(ctx, acd.DequeueFailed{Interaction: o.Subject, Gone: true})
	return err
}

func (f *Dispatcher) fetch(ctx context.Context, l CarrierConfig, o store.Outgoing) error {
	queue := o.Carrier
	var err error
	if queue == "" {
		var q twilio.Queue
		q, err = l.Carrier.QueueByName(ctx, o.Queue)
		queue = q.SID
	}
	if err == nil {
		err = l.Carrier.DequeueMember(ctx, queue, o.Call, l.Conference(o.Step))
	}
	if err == nil || twilio.IsUnclear(err) {
		return err // whether the caller comes, the conference will tell; or the deadline
	}
	_ = f.Do(ctx, acd.DequeueFailed{Interaction: o.Subject, Gone: twilio.IsGone(err)})
	return ignoreGone(err)
}
