package web

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// The time a webhook may take, all told. The carrier gives up after 15 s; a
// caller does long before.
const (
	webhookDeadline = 3 * time.Second
	lookupDeadline  = time.Second
	// maxConflicts is how often a step is taken again because what it was built
	// on had changed meanwhile.
	maxConflicts = 5
)

func (s *Server) within(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, webhookDeadline)
}

// callStep takes one webhook to its answer.
type callStep struct {
	*Server
	ctx     context.Context
	claim   store.StepKey
	request twilio.Request

	summoned   bool            // the desk wants the line somewhere else
	calledBack acd.Interaction // whom this call calls back, when it begins

	call ivr.Call
	read int // the length of the journal when the call was read
	menu Menu

	counted []store.LockChange // of the call itself
}

// answer gives the document for the step, the same one each time it is asked.
func (c *callStep) answer() ([]byte, error) {
	for range maxConflicts {
		document, err := c.attempt()
		var claimed *store.Claimed
		switch {
		case errors.As(err, &claimed):
			return claimed.Reply, nil
		case !errors.Is(err, store.ErrConflict):
			return document, err
		}
	}
	return nil, fmt.Errorf("taking step %s: %w", c.claim.Step, store.ErrConflict)
}

func (c *callStep) attempt() ([]byte, error) {
	reply, err := c.Store.Reply(c.ctx, c.claim)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return reply, err
	}
	event, err := c.event()
	if err != nil {
		return nil, err
	}
	switch {
	case event == nil && c.call.Talking: // the desk wants them where they are
		return twiml.Render(c.inTalk(c.ctx, c.call), c.links(c.call))
	case event == nil:
		return c.latest()
	}
	return c.take(event)
}

// event reads the call and what the webhook tells of it; nil when the call has
// gone on from the step that the webhook speaks of.
func (c *callStep) event() (ivr.Event, error) {
	var err error
	c.call, c.read, err = c.Store.Call(c.ctx, c.claim.Call)
	if errors.Is(err, store.ErrNotFound) {
		return c.begin()
	}
	if err != nil {
		return nil, err
	}
	if c.menu, err = c.menuOf(c.ctx, c.call); err != nil {
		return nil, err
	}
	step, key := strings.CutSuffix(c.claim.Step, "/key")
	if step != strconv.Itoa(c.call.Step) {
		return nil, nil
	}
	if key {
		return twilio.Key(c.request.Form), nil
	}
	c.warnOfRecording()
	return c.acdEvent(twilio.Event(c.request.Form, c.Recordings))
}

// warnOfRecording logs that a recording's URL is not one of the account's.
func (c *callStep) warnOfRecording() {
	host, foreign := c.Recordings.Foreign(c.request.Form)
	if !foreign {
		return
	}
	c.Log.Warn().Str("call", c.call.ID).Str("host", host).Bool("kept", c.Recordings.Address(c.request.Form) != "").
		Msg("the recording's URL is not the account's: set TWILIO_API_URL if recordings are kept there")
}

// begin starts a call that the store does not know. One that the carrier takes
// for a call in progress begins again rather than end in an error. A call that
// shows the hotline's own number is forwarded or forged, and counts as withheld:
// calling that number back would ring the hotline itself.
func (c *callStep) begin() (ivr.Event, error) {
	c.menu, c.read = c.Menus.Current(), 0
	c.claim.Step = "0"
	tree := c.menu.Tree
	if c.own(c.request.From) {
		c.request.From = ""
	}
	limited, err := c.countCall()
	if err != nil {
		return nil, err
	}
	return ivr.Started{
		ID: c.request.CallSid, Revision: tree.Revision, Limited: limited, Barred: c.barred(incoming, c.request.From),
		From: c.request.From, To: c.request.To, Language: tree.Language(c.calledBack.Language).Name,
		Callback: c.calledBack.Queue,
	}, nil
}

// housed gives the conference its name, which is the desk's to give.
func (c *callStep) housed(r engine.Result) []ivr.Verb {
	if _, meets := last(r.Verbs).(ivr.JoinConference); !meets {
		return r.Verbs
	}
	verbs := slices.Clone(r.Verbs)
	k, ok := c.acd.State().ByCall(r.Call.ID)
	if !ok || k.Conference == "" { // taken back at this very moment: the line asks anew
		verbs[len(verbs)-1] = ivr.Poll{}
		return verbs
	}
	verbs[len(verbs)-1] = ivr.JoinConference{Room: k.Conference}
	return verbs
}

// countCall counts a number's calls of the hour, where the settings limit
// them. Withheld numbers are many people's, and are not counted.
func (c *callStep) countCall() (limited bool, err error) {
	if c.CallsPerHour == 0 || c.request.From == "" {
		return false, nil
	}
	key := hex.EncodeToString(c.mac("calls", c.now().UTC().Format("2006-01-02 15"), c.request.From.Reveal()))
	calls, err := c.Store.Lock(c.ctx, key)
	if err != nil {
		return false, fmt.Errorf("counting calls: %w", err)
	}
	read := calls.Version
	calls.Failures++
	c.counted = []store.LockChange{{Key: key, Read: read, Lock: calls}}
	return calls.Failures > c.CallsPerHour, nil
}

// latest is the answer that the call waits upon now.
func (c *callStep) latest() ([]byte, error) {
	now := store.StepKey{Call: c.call.ID, Step: strconv.Itoa(c.call.Step - 1)}
	return c.Store.Reply(c.ctx, now)
}

// take goes through one event and writes all that comes of it at once.
func (c *callStep) take(event ivr.Event) ([]byte, error) {
	now := c.now()
	if now.Before(c.call.At) { // a rehearsal's clock may have been set back
		now = c.call.At
	}
	w := &queries{Server: c.Server, ctx: c.ctx, call: c.call, now: now, locks: map[string]store.Lock{}}
	result, err := engine.Run(c.menu.Tree, c.call, event, now, w.answer)
	if err != nil {
		c.Log.Error().Err(err).Str("call", c.claim.Call).Str("node", c.call.Node).Msg("the menu could not go on")
		c.metrics.rescues.Inc()
	}
	if len(result.Verbs) == 0 {
		return c.unchanged(event, err)
	}
	before := c.call
	document, err := twiml.Render(c.housed(result), c.links(result.Call))
	if err != nil {
		return nil, fmt.Errorf("rendering step %s: %w", c.claim.Step, err)
	}
	commit := store.Commit{Claim: c.claim, Read: c.read, Call: result.Call, Events: c.journal(result, now), Reply: document, Locks: c.counted}
	if err := w.carryOut(result, c.menu.Tree, &commit); err != nil {
		return nil, err
	}
	commit.ACD = c.acdEvents(before, result)
	if err := c.commit(commit); err != nil {
		return nil, err
	}
	c.logStep(result)
	if w.pinLocked {
		c.alarmOfPIN(result.Call)
	}
	if len(commit.ACD) > 0 {
		c.drain()
	}
	return document, nil
}

// unchanged answers an event that changes nothing: a key in a queue that means
// nothing lets the wait go on.
func (c *callStep) unchanged(event ivr.Event, err error) ([]byte, error) {
	if _, ok := event.(ivr.WaitKey); ok && err == nil {
		return twiml.Redirect(c.links(c.call).Wait), nil
	}
	return nil, fmt.Errorf("step %s has no answer: %w", c.claim.Step, err)
}

func (c *callStep) commit(commit store.Commit) error {
	began := time.Now() // a stopwatch, not a call's clock
	err := c.Store.Commit(c.ctx, commit)
	c.metrics.commit(time.Since(began), err)
	if err == nil {
		c.open.note(commit.Call)
	}
	if err == nil && len(commit.Outgoing) > 0 {
		c.outbox.notice()
	}
	return err
}

func (c *callStep) journal(result engine.Result, now time.Time) []store.Entry {
	entries := make([]store.Entry, len(result.Events))
	for i, e := range result.Events {
		entries[i] = store.Entry{Seq: c.read + i, At: now, Step: e.Step, Node: e.Node, Event: e.Event}
	}
	return entries
}

// logStep logs and counts a step that is written.
func (c *callStep) logStep(result engine.Result) {
	for _, p := range result.Passed {
		c.metrics.passed(p.Node, p.Exit)
	}
	c.Log.Info().Str("call", c.claim.Call).Str("node", result.Call.Node).Str("step", c.claim.Step).
		Stringer("from", result.Call.From).Str("language", result.Call.Language).Msg("step")
}

// menuOf is the menu that a call began with.
func (s *Server) menuOf(ctx context.Context, call ivr.Call) (Menu, error) {
	current := s.Menus.Current()
	if call.Revision == current.Tree.Revision {
		return current, nil
	}
	menu, err := s.Menus.Revision(ctx, call.Revision)
	if err != nil {
		return Menu{}, fmt.Errorf("loading menu revision %s: %w", call.Revision, err)
	}
	return menu, nil
}
