package service

import (
	"context"
	"errors"
	"strconv"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// Resume takes a call back to whose line the fallback document was given: into the talk or the queue in
// which the call is, and from anywhere else to the menu's fallback. The line of an agent who dialled in
// asks the ACD again. A call that the store does not know begins anew. The answer is kept:
// [Service.Latest] gives it again.
func (s *Service) Resume(ctx context.Context, r twilio.Request) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	return s.core.answer(s.core.resuming(ctx, r))
}

// Latest gives the document that a call's line should have now.
func (s *Service) Latest(ctx context.Context, r twilio.Request) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	c := s.core.resuming(ctx, r)
	var err error
	if c.call, _, err = s.Store.Call(ctx, r.CallSid); err != nil {
		return nil, err
	}
	return c.unmoved()
}

func (c *core) resuming(ctx context.Context, r twilio.Request) callStep {
	return callStep{core: c, ctx: ctx, claim: store.StepKey{Call: r.CallSid}, request: r, resumes: true}
}

// astray is why a call goes to the menu's fallback.
const astray = "the carrier asked for the fallback document"

// resumed is the event by which a call goes on that has gone astray; nil when it goes on from its latest
// answer.
func (c *callStep) resumed() (ivr.Event, error) {
	c.claim.Step = strconv.Itoa(c.call.Step)
	node := c.menu.Tree.Nodes[c.call.Node].Node
	_, waits := node.(ivr.QueueNode)
	_, asked := node.(ivr.AgentNode)
	switch {
	case c.call.Ended(), c.call.Outcome == ivr.Staff: // the line of an agent who dialled in asks the ACD
		return nil, nil
	case c.call.Talking && c.core.inTalk(c.ctx, c.call) != nil:
		return nil, c.backInTalk()
	case c.call.Talking: // the talk is over
		return ivr.Dialed{Status: talked, Bridged: true}, nil
	case waits, asked: // an agent is asked again, and does not wait among callers
		return nil, nil
	}
	return ivr.Failed{Reason: astray}, nil
}

// backInTalk tells the ACD that a caller is led back into the talk, and has the carrier asked
// whether the agent is still there: both may have come out of the conference.
func (c *callStep) backInTalk() error {
	state := c.core.acd.State()
	if k, ok := state.ByCall(c.call.ID); ok {
		c.core.agentLegs.doubt(state.Sessions.Get(k.Agent).Leg)
	}
	return c.core.acd.Do(c.ctx, acd.CallerReturned{Call: c.call.ID})
}

// inProgress reports whether a call is known that has not ended.
func (c *core) inProgress(ctx context.Context, id string) (bool, error) {
	call, _, err := c.Store.Call(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && !call.Ended(), err
}
