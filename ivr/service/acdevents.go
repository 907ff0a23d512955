package service

import (
	"context"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
)

// drain lets the ACD take what this step has written for it. When that fails, the
// next change of the ACD takes it.
func (c *core) drain(ctx context.Context, call string) {
	if err := c.acd.Drain(ctx); err != nil {
		c.Log.Error().Err(err).Str("call", call).Msg("the ACD could not take what a step has brought it; it will at its next change")
	}
}

// acdEvents is what a step means for the ACD.
func (c *callStep) acdEvents(before ivr.Call, r engine.Result) []acd.Event {
	var events []acd.Event
	after := r.Call
	for _, effect := range r.Effects {
		switch e := effect.(type) {
		case ivr.OpenCase:
			if e.Kind == ivr.CaseCallback {
				events = append(events, c.callBack(after, e.Number, e.Department, e.Language))
			}
		case ivr.AddDepartment:
			events = append(events, c.callBack(after, e.Number, e.Department, after.Language))
		case ivr.SignInAgent:
			if agent, ok := c.core.agentAt(c.ctx, after.ID, e.Phone); ok {
				// Who dials in anew may have lost the line on which the ACD believes them to be.
				c.core.agentLegs.doubt(c.core.acd.State().Sessions.Get(agent.Name).Leg)
				events = append(events, acd.SignIn{Agent: agent, Leg: after.ID})
			}
		}
	}
	switch last(r.Verbs).(type) {
	case ivr.Enqueue:
		return append(events, c.core.entering(c.menu, after))
	case ivr.JoinConference:
		return append(events, acd.Joined{Call: after.ID, Step: after.Step})
	case nil, ivr.Leave:
		return events
	}
	if before.Queue == "" {
		return events
	}
	if k, ok := c.core.acd.State().ByCall(after.ID); ok && k.Case == "" {
		events = append(events, acd.Left{Call: after.ID, Why: acd.LeftBy(r.Passed)})
	}
	return events
}

// callBack keeps a place for the callback of a case: in the queue in which the caller
// waits, or in that of a department.
func (c *callStep) callBack(call ivr.Call, number, department, language string) acd.CallBack {
	queue := call.Queue
	if queue == "" {
		queue = department
	}
	return acd.CallBack{
		Case: number, Call: call.ID, Queue: queue, Language: language, Number: call.From,
		Since: call.Queued, Priority: c.core.priority(c.menu, queue, call), Senior: c.core.senior(c.menu, call),
	}
}
