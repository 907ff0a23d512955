package web

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// conference is where a caller's line asks what it should do, when an agent has taken
// the call, holds it, hands it on or ends it. While a talk goes on it is a view
// of the desk; else it takes the step that the call waits at.
func (s *Server) conference(c echo.Context) ([]byte, error) {
	step, err := stepOf(c)
	if err != nil {
		return nil, err
	}
	request, err := s.request(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := s.within(c.Request().Context())
	defer cancel()
	s.acd.Heard(request.CallSid)
	call, _, err := s.Store.Call(ctx, request.CallSid)
	if err != nil {
		return nil, err
	}
	if call.Talking {
		if verbs := s.inTalk(ctx, call); verbs != nil {
			return twiml.Render(verbs, s.links(call))
		}
		step = strconv.Itoa(call.Step) // the talk is over: the line goes on from where it is
	}
	claim := store.StepKey{Call: request.CallSid, Step: step, Token: token(c)}
	return (&callStep{Server: s, ctx: ctx, claim: claim, request: request, summoned: true}).answer()
}

// inTalk is what a caller's line does while the desk has them in a talk; nil
// when it does not.
func (s *Server) inTalk(ctx context.Context, call ivr.Call) []ivr.Verb {
	k, ok := s.acd.State().ByCall(call.ID)
	switch {
	case !ok:
		return nil
	case k.State == acd.Talking || k.State == acd.Joining:
		return []ivr.Verb{ivr.JoinConference{Room: k.Conference}}
	case k.State == acd.Held || k.State == acd.Consulting:
		return s.onHold(ctx, call)
	}
	return nil
}

// onHold says once that the agent will be back, then plays music. It asks anew
// after each round, so that nobody is forgotten on hold.
func (s *Server) onHold(ctx context.Context, call ivr.Call) []ivr.Verb {
	verbs := []ivr.Verb{ivr.Music{}, ivr.Poll{}}
	if menu, err := s.menuOf(ctx, call); err == nil {
		l := menu.Tree.Language(call.Language)
		verbs = slices.Insert(verbs, 0, ivr.Verb(ivr.Say{Text: menu.Tree.Phrases["on_hold"][l.Name], Language: l.Say, Voice: l.Voice}))
	}
	return verbs
}

// acdEvent is what the end of an Enqueue or of a talk means, which the desk
// knows better than the carrier. nil lets the talk go on.
func (c *callStep) acdEvent(event ivr.Event) (ivr.Event, error) {
	switch e := event.(type) {
	case ivr.QueueLeft:
		if c.summoned || e.Result == "redirected" {
			return c.fetched(e), nil
		}
	case ivr.Dialed:
		if c.call.Talking {
			return c.talkLeft(e)
		}
	case ivr.Input:
		switch {
		case c.summoned && c.call.Talking:
			return ivr.Dialed{Status: "completed", Bridged: true}, nil
		case c.summoned:
			return c.fetched(ivr.QueueLeft{Result: "redirected"}), nil
		}
	}
	return event, nil
}

// fetched: the carrier has taken the caller out of the queue, for an agent who
// may be there still or not; or it was none of our doing.
func (c *callStep) fetched(e ivr.QueueLeft) ivr.Event {
	k, ok := c.acd.State().ByCall(c.call.ID)
	switch {
	case ok && k.State == acd.Joining:
		e.Result = ivr.Fetched
		if e.Waited == 0 && !c.call.Queued.IsZero() { // the line asked before the carrier said how long
			e.Waited = max(0, c.now().Sub(c.call.Queued)).Truncate(time.Second)
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
	if slices.Contains(final, c.request.Status) {
		return e, c.acd.Do(c.ctx, acd.Left{Call: c.call.ID})
	}
	k, ok := c.acd.State().ByCall(c.call.ID)
	if ok && (k.State == acd.Held || k.State == acd.Consulting) {
		return nil, nil
	}
	return e, c.acd.Do(c.ctx, acd.ConferenceEnded{Call: c.call.ID})
}

// afterTalk answers what became of a talk.
func (w *queries) afterTalk() ivr.Answered {
	k, ok := w.acd.State().ByCall(w.call.ID)
	switch {
	case !ok || k.State != acd.Waiting && k.State != acd.Offered:
		return ivr.Answered{Talk: ivr.TalkOver}
	case k.HandedOn:
		return ivr.Answered{Talk: ivr.TalkMoved, Queue: k.Queue}
	}
	return ivr.Answered{Talk: ivr.TalkCutOff}
}

// queueState answers whether anybody serves a queue.
func (w *queries) queueState(ctx context.Context, q ivr.QueueState) (ivr.Answered, error) {
	a, err := w.lineState(ctx, q.Line)
	a.Staffed = w.acd.State().Staffed(q.Queue)
	return a, err
}

// place is a caller's place in the queue: the desk's order and pace. A caller
// whom the desk does not know of, as after a crash, it learns of here.
func (s *Server) place(ctx context.Context, menu Menu, call ivr.Call, request twilio.Request) ivr.Wait {
	wait := twilio.Wait(request.Form)
	wait.Waited = max(wait.Waited, s.now().Sub(call.At)) // the call's last event let it into the queue
	s.acd.Heard(call.ID)
	state := s.acd.State()
	if k, ok := state.ByCall(call.ID); !ok || k.Step != call.Step || !k.There {
		entering := s.entering(menu, call)
		entering.Waited, entering.Carrier, entering.There = wait.Waited, twilio.QueueSid(request.Form), true
		if err := s.acd.Do(ctx, entering); err != nil {
			s.Log.Error().Err(err).Str("call", call.ID).Msg("the desk could not be told of a waiting caller")
		}
		state = s.acd.State()
	}
	if k, ok := state.ByCall(call.ID); ok {
		if position, expected := state.Position(k.ID, s.now()); position > 0 {
			wait.Position, wait.Expected = position, expected
		}
	}
	wait.Staffed = state.Staffed(call.Queue)
	if q, ok := menu.Queues[call.Queue]; ok {
		wait.Closure = s.closure(ctx, q.Line)
	}
	return wait
}

func (s *Server) entering(menu Menu, call ivr.Call) acd.Enqueued {
	return acd.Enqueued{
		Call: call.ID, Queue: call.Queue, Language: call.Language, Step: call.Step,
		Priority: s.priority(menu, call), Senior: s.senior(call),
	}
}

// Priorities on top of a queue's own.
const (
	prioritySenior = 10
	seniorAge      = 65
)

// priority is the queue's, and more for the old.
func (s *Server) priority(menu Menu, call ivr.Call) int {
	priority := menu.Queues[call.Queue].Priority
	if s.senior(call) {
		priority += prioritySenior
	}
	return priority
}

// senior reports whether the account of the caller's number belongs to someone of
// 65 or over.
func (s *Server) senior(call ivr.Call) bool {
	if call.Account == nil {
		return false
	}
	born, err := time.Parse(time.DateOnly, call.Account.BirthDate)
	return err == nil && !born.AddDate(seniorAge, 0, 0).After(s.now())
}

// rules are what the desk is told of the house at an instant.
func (s *Server) rules(now time.Time) acd.Context {
	ctx, cancel := context.WithTimeout(context.Background(), lookupDeadline)
	defer cancel()
	closures, err := s.Store.Closures(ctx)
	if err != nil {
		s.Log.Error().Err(err).Msg("reading closed lines failed")
	}
	menu := s.Menus.Current()
	rules := acd.Context{Open: map[string]bool{}, Promises: map[string]acd.Promise{}, Zone: menu.Tree.Zone}
	for name, q := range menu.Queues {
		var closed *ivr.Closure
		if c, ok := closures[q.Line]; ok {
			closed = &c
		}
		rules.Open[name], rules.Promises[name] = q.Open(now, closed), q.Promise
	}
	return rules
}

// drain lets the ACD take what this step has written for it. When that fails, the
// next change of the ACD takes it.
func (c *callStep) drain() {
	if err := c.acd.Drain(c.ctx); err != nil {
		c.Log.Error().Err(err).Str("call", c.claim.Call).Msg("the ACD could not take what a step has brought it; it will at its next change")
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
			if agent, ok := c.agentAt(e.Phone); ok {
				events = append(events, acd.SignIn{Agent: agent, Leg: after.ID})
			}
		}
	}
	switch last(r.Verbs).(type) {
	case ivr.Enqueue:
		return append(events, c.entering(c.menu, after))
	case ivr.JoinConference:
		return append(events, acd.Joined{Call: after.ID, Step: after.Step})
	case nil, ivr.Leave:
		return events
	}
	if k, ok := c.acd.State().ByCall(after.ID); ok && k.Case == "" && before.Queue != "" {
		events = append(events, acd.Left{Call: after.ID, Why: why(r)})
	}
	return events
}

// why is the exit by which a caller left the queue.
func why(r engine.Result) acd.Result {
	if len(r.Passed) == 0 || r.Passed[0].Exit == "bridged" {
		return ""
	}
	return acd.Result(r.Passed[0].Exit)
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
		Since: call.Queued, Priority: c.menu.Queues[queue].Priority, Senior: c.senior(call),
	}
}

func last(verbs []ivr.Verb) ivr.Verb {
	if len(verbs) == 0 {
		return nil
	}
	return verbs[len(verbs)-1]
}
