package service

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// Step answers what ended the verb that a call waited at: step "0" for a call that comes
// in, "7", or "7/key" for a key pressed while waiting in a queue. A step that was answered
// before gets the same answer. token is the carrier's mark of one webhook and its retries,
// "" when it gave none.
func (s *Service) Step(ctx context.Context, r twilio.Request, step, token string) ([]byte, error) {
	ctx = s.core.deadlines.within(ctx)
	return s.core.answer(callStep{ctx: ctx, claim: store.StepKey{Call: r.CallSid, Step: step, Token: token}, request: r})
}

// callStep takes one webhook to its answer.
type callStep struct {
	core    *core
	ctx     context.Context
	claim   store.StepKey
	request twilio.Request

	redirected bool            // the ACD wants the line somewhere else
	resumes    bool            // the fallback document had the line
	calledBack acd.Interaction // whom this call calls back, when it begins

	call ivr.Call
	read int // the length of the journal when the call was read
	menu Menu

	counted  []store.LockChange // of the call itself
	withheld *bool              // whether a call without a number is one too many; nil until it is counted
	commit   store.Commit       // what the step writes
}

// callSteps are used again: a step is large, and there is one a webhook.
var callSteps = sync.Pool{New: func() any { return new(callStep) }}

// answer takes a webhook to its answer.
func (c *core) answer(webhook callStep) ([]byte, error) {
	step := callSteps.Get().(*callStep)
	*step = webhook
	step.core = c
	defer func() {
		*step = callStep{}
		callSteps.Put(step)
	}()
	return step.answer()
}

// answer gives the document for the step, the same one each time it is asked.
func (c *callStep) answer() ([]byte, error) {
	for range maxConflicts {
		document, err := c.attempt()
		if err == nil {
			return document, nil
		}
		var claimed *store.Claimed
		switch {
		case errors.As(err, &claimed):
			c.core.metrics.repeated.Inc()
			return claimed.Reply, nil
		case !errors.Is(err, store.ErrConflict):
			return nil, err
		}
	}
	return nil, fmt.Errorf("taking step %s: %w", c.claim.Step, store.ErrConflict)
}

func (c *callStep) attempt() ([]byte, error) {
	event, err := c.event()
	if err != nil {
		return nil, err
	}
	if event == nil {
		return c.unmoved()
	}
	return c.take(event)
}

// unmoved is the answer to a webhook that does not move the call.
func (c *callStep) unmoved() ([]byte, error) {
	if c.call.Talking { // the ACD wants them where they are
		return twiml.Render(c.core.inTalk(c.ctx, c.call), c.core.addresses.of(c.call))
	}
	return c.latest()
}

// event reads the call and what the webhook tells of it; nil when the call has
// gone on from the step that the webhook speaks of.
func (c *callStep) event() (ivr.Event, error) {
	var err error
	c.call, c.read, err = c.core.Store.CallFor(c.ctx, c.claim)
	if errors.Is(err, store.ErrNotFound) {
		return c.begin()
	}
	if err != nil {
		return nil, err
	}
	if c.menu, err = c.core.menuOf(c.ctx, c.call); err != nil {
		return nil, err
	}
	if c.resumes {
		return c.resumed()
	}
	step, key := strings.CutSuffix(c.claim.Step, "/key")
	if step != strconv.Itoa(c.call.Step) {
		return nil, nil
	}
	if key {
		return twilio.Key(c.request.Form), nil
	}
	c.warnOfRecording()
	return c.acdEvent(twilio.Event(c.request.Form, c.core.Recordings))
}

// warnOfRecording logs that a recording's URL is not one of the account's.
func (c *callStep) warnOfRecording() {
	host, foreign := c.core.Recordings.Foreign(c.request.Form)
	if !foreign {
		return
	}
	c.core.Log.Warn().Str("call", c.call.ID).Str("host", host).Bool("kept", c.core.Recordings.Address(c.request.Form) != "").
		Msg("the recording's URL is not the account's: set TWILIO_API_URL if recordings are kept there")
}

// begin starts a call that the store does not know. One that the carrier takes
// for a call in progress begins again rather than end in an error. A call that
// shows the hotline's own number is forwarded or forged, and counts as withheld:
// calling that number back would ring the hotline itself.
func (c *callStep) begin() (ivr.Event, error) {
	c.menu, c.read = c.core.Menus.Current(), 0
	c.claim.Step = "0"
	tree := c.menu.Tree
	from, to := c.request.From(), c.request.To
	if c.calledBack.ID != "" { // the caller is the one who is called
		from, to = c.calledBack.Number, from
	}
	if c.core.numbers.own(from) {
		from = ""
	}
	limited, err := c.countCall(from)
	if err != nil {
		return nil, err
	}
	if limited {
		c.core.metrics.limited.Inc()
	}
	return ivr.Started{
		ID: c.request.CallSid, Revision: tree.Revision, Limited: limited, Barred: c.core.numbers.barred(incoming, from),
		From: from, To: to, Language: tree.Language(c.calledBack.Language).Name,
		Callback: c.calledBack.Queue,
	}, nil
}

// withConference gives the conference its name, which is the ACD's to give.
func (c *callStep) withConference(r engine.Result) []ivr.Verb {
	if _, meets := last(r.Verbs).(ivr.JoinConference); !meets {
		return r.Verbs
	}
	verbs := slices.Clone(r.Verbs)
	k, ok := c.core.acd.State().ByCall(r.Call.ID)
	if !ok || k.Conference == "" { // taken back at this very moment: the line asks anew
		verbs[len(verbs)-1] = ivr.Poll{}
		return verbs
	}
	verbs[len(verbs)-1] = ivr.JoinConference{Room: k.Conference}
	return verbs
}

// latest is the answer that the call waits upon now.
func (c *callStep) latest() ([]byte, error) {
	now := store.StepKey{Call: c.call.ID, Step: strconv.Itoa(c.call.Step - 1)}
	reply, err := c.core.Store.Reply(c.ctx, now)
	if errors.Is(err, store.ErrNotFound) && c.call.Ended() { // long ago: its answers are kept no longer
		return twiml.Render([]ivr.Verb{ivr.Hangup{}}, c.core.addresses.of(c.call))
	}
	return reply, err
}

// take goes through one event and writes all that comes of it at once.
func (c *callStep) take(event ivr.Event) ([]byte, error) {
	now := c.core.now().UTC().Round(0) // as the store keeps it
	if now.Before(c.call.At) {         // a rehearsal's clock may have been set back
		now = c.call.At
	}
	asked := newQueries(c.core, c.ctx, &c.call, now)
	result, err := engine.Run(c.menu.Tree, c.call, event, now, asked.answer)
	if err != nil {
		c.core.Log.Error().Err(err).Str("call", c.claim.Call).Str("node", c.call.Node).Msg("the menu could not go on")
		c.core.metrics.rescues.Inc()
	}
	if len(result.Verbs) == 0 {
		return c.unchanged(event, err)
	}
	before := c.call
	document, err := twiml.Render(c.withConference(result), c.core.addresses.of(result.Call))
	if err != nil {
		return nil, fmt.Errorf("rendering step %s: %w", c.claim.Step, err)
	}
	c.commit = store.Commit{Claim: c.claim, Read: c.read, Call: result.Call, Events: journal(result, c.read), Reply: document, Locks: c.counted}
	does := effects{core: c.core, asked: asked, call: &c.commit.Call, tree: c.menu.Tree, commit: &c.commit}
	if err := does.all(result.Effects); err != nil {
		return nil, err
	}
	c.commit.ACD = c.acdEvents(before, result)
	if err := c.core.commit(c.ctx, c.commit); err != nil {
		return nil, err
	}
	c.logStep(result)
	if does.sentCode {
		c.core.codes.count(now)
	}
	if does.pinLocked {
		c.core.alarmOfPIN(result.Call)
	}
	if len(c.commit.ACD) > 0 {
		c.core.drain(c.ctx, c.claim.Call)
	}
	return document, nil
}

// unchanged answers an event that changes nothing: a key in a queue that means
// nothing lets the wait go on.
func (c *callStep) unchanged(event ivr.Event, err error) ([]byte, error) {
	if _, ok := event.(ivr.WaitKey); ok && err == nil {
		return twiml.Redirect(c.core.addresses.of(c.call).Wait), nil
	}
	return nil, fmt.Errorf("step %s has no answer: %w", c.claim.Step, err)
}

// journal are a step's events as they are kept, behind those that were read. Their time is the
// one that the engine took them at: folded again they give the same call.
func journal(result engine.Result, read int) []store.Entry {
	entries := make([]store.Entry, len(result.Events))
	for i, e := range result.Events {
		entries[i] = store.Entry{Seq: read + i, At: result.Call.At, Step: e.Step, Node: e.Node, Event: e.Event}
	}
	return entries
}

// logStep logs and counts a step that is written.
func (c *callStep) logStep(result engine.Result) {
	for _, p := range result.Passed {
		c.core.metrics.passed(p.Node, p.Exit)
	}
	c.core.Log.Info().Str("call", c.claim.Call).Str("node", result.Call.Node).Str("step", c.claim.Step).
		Str("from", result.Call.From.String()).Str("language", result.Call.Language).Msg("step")
}
