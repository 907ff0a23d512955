package service

import (
	"context"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
)

// Wait says a round of the wait in a queue. It is a view: nothing changes but what the ACD
// knows of the caller's line.
func (s *Service) Wait(ctx context.Context, r twilio.Request, round Round) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	call, _, err := s.Store.Call(ctx, r.CallSid)
	if err != nil {
		return nil, err
	}
	menu, err := s.core.menuOf(ctx, call)
	if err != nil {
		return nil, err
	}
	verbs, links := []ivr.Verb{ivr.Leave{}}, s.core.addresses.of(call) // of a call that has gone on meanwhile
	if _, ok := menu.Tree.Nodes[call.Node].Node.(ivr.QueueNode); ok && !call.Ended() {
		wait := s.core.place(ctx, menu, call, r)
		wait.Before, wait.SpeakFrom = round.Position, round.SpeakFrom
		verbs = engine.Waiting(menu.Tree, call, wait, s.core.now())
		poll, _ := last(verbs).(ivr.Poll)
		links.Refresh = Round{Position: wait.Position, SpeakFrom: poll.SpeakFrom}.after(links.Wait)
	}
	return twiml.Render(verbs, links)
}

// place is a caller's place in the queue: the ACD's order and pace. A caller
// whom the ACD does not know of, as after a crash, it learns of here.
func (c *core) place(ctx context.Context, menu Menu, call ivr.Call, request twilio.Request) ivr.Wait {
	wait := twilio.Wait(request.Form)
	wait.Waited = max(wait.Waited, c.now().Sub(call.At)) // the call's last event let it into the queue
	c.acd.Heard(call.ID)
	state := c.acd.State()
	if k, ok := state.ByCall(call.ID); !ok || k.Step != call.Step || !k.There {
		entering := c.entering(menu, call)
		entering.Waited, entering.Carrier, entering.There = wait.Waited, twilio.QueueSid(request.Form), true
		if err := c.acd.Do(ctx, entering); err != nil {
			c.Log.Error().Err(err).Str("call", call.ID).Msg("the ACD could not be told of a waiting caller")
		}
		state = c.acd.State()
	}
	if k, ok := state.ByCall(call.ID); ok {
		if position, expected := state.Position(k.ID, c.now()); position > 0 {
			wait.Position, wait.Expected = position, expected
		}
	}
	wait.Staffed = state.Staffed(call.Queue)
	if q, ok := menu.Queues[call.Queue]; ok {
		wait.Closure = c.closure(ctx, q.Line)
	}
	return wait
}

func (c *core) entering(menu Menu, call ivr.Call) acd.Enqueued {
	return acd.Enqueued{
		Call: call.ID, Queue: call.Queue, Language: call.Language, Step: call.Step,
		Priority: c.priority(menu, call.Queue, call), Senior: c.senior(menu, call),
	}
}

func last(verbs []ivr.Verb) ivr.Verb {
	if len(verbs) == 0 {
		return nil
	}
	return verbs[len(verbs)-1]
}
