package service

import (
	"context"
	"errors"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// Callbacks answers the calls to callers who are called back.
type Callbacks struct{ core *core }

// Answer greets a caller who is called back for an interaction. From here on it is a call
// like any other, which begins in the queue. The carrier asks again when it has lost an
// answer to the call: then the call goes on from where it is.
func (c Callbacks) Answer(ctx context.Context, r twilio.Request, interaction, token string) ([]byte, error) {
	ctx = c.core.deadlines.within(ctx)
	if err := c.core.acd.Do(ctx, acd.Dialled{Interaction: interaction, Call: r.CallSid}); err != nil {
		return nil, err
	}
	k, ok := c.core.acd.State().Interactions.Find(interaction)
	if ok && k.Call == r.CallSid {
		claim := store.StepKey{Call: r.CallSid, Step: "0", Token: token}
		return c.core.answer(callStep{ctx: ctx, claim: claim, request: r, calledBack: k})
	}
	goesOn, err := c.core.inProgress(ctx, r.CallSid)
	if err != nil {
		return nil, err
	}
	if !goesOn {
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, twiml.Links{})
	}
	return c.core.answer(c.core.resuming(ctx, r))
}

// Status hears how the call to a caller who is called back goes.
func (c Callbacks) Status(ctx context.Context, r twilio.Request, interaction string) {
	if !r.Over() {
		return
	}
	if k, ok := c.core.acd.State().Interactions.Find(interaction); ok && k.Case != "" && (k.Call == "" || k.Call == r.CallSid) {
		c.core.noteEnd(ctx, r, acd.DequeueFailed{Interaction: k.ID, Gone: true})
		return
	}
	c.core.noteEnd(ctx, r, acd.Left{Call: r.CallSid})
}

// takeUp brings the ACD up to the store after a start: callbacks that were
// asked for and have no interaction get one, unless their number is not called, or was
// called often enough.
func (c Callbacks) takeUp(ctx context.Context) {
	if err := c.core.acd.Drain(ctx); err != nil {
		c.core.Log.Error().Err(err).Msg("the ACD could not take what calls had brought it before the start")
	}
	state := c.core.acd.State()
	tried, err := c.tried(ctx)
	if err != nil {
		c.core.Log.Error().Err(err).Msg("reading which callbacks were tried failed")
		return
	}
	for due, err := range c.core.Store.ListCases(ctx, store.CaseFilter{Kind: ivr.CaseCallback, OpenOnly: true}) {
		if err != nil {
			c.core.Log.Error().Err(err).Msg("reading the callbacks that are due failed")
			return
		}
		ticket := acd.CallbackID(due.Number)
		if known := state.Interactions.Has(ticket); known || c.core.numbers.allowed.Refuse(due.Caller) != "" || c.core.now().Sub(due.Opened) > callbackLife {
			continue
		}
		if tried[ticket] >= acd.TriesMost {
			continue
		}
		event, err := c.again(ctx, due)
		event.Tried = tried[ticket] > 0
		if err == nil {
			err = c.core.acd.Do(ctx, event)
		}
		if err != nil {
			c.core.Log.Error().Err(err).Str("case", due.Number).Msg("a callback could not be taken up")
		}
	}
}

// again keeps a place for the callback of a case, as when it was asked for.
func (c Callbacks) again(ctx context.Context, due store.Case) (acd.CallBack, error) {
	call, _, err := c.core.Store.Call(ctx, due.Call)
	if err != nil && !errors.Is(err, store.ErrNotFound) { // its time may be over
		return acd.CallBack{}, err
	}
	menu := c.core.Menus.Current()
	return acd.CallBack{
		Case: due.Number, Call: due.Call, Queue: due.Department, Language: due.Language, Number: due.Caller, Since: due.Opened,
		Priority: c.core.priority(menu, due.Department, call), Senior: c.core.senior(menu, call),
	}, nil
}

// tried counts the times that interactions had a place on the ACD while a callback lives.
func (c Callbacks) tried(ctx context.Context) (map[string]int, error) {
	tickets := map[string]int{}
	for v, err := range c.core.Store.QueueRecords(ctx, c.core.now().Add(-callbackLife), time.Time{}) {
		if err != nil {
			return nil, err
		}
		tickets[v.Interaction]++
	}
	return tickets, nil
}

// callbackLife is how long a callback that was asked for is still made by itself.
const callbackLife = 7 * 24 * time.Hour
