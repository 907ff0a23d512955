package service

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
)

const (
	outboxPoll   = time.Second // for what another process left behind
	outboxBatch  = 16
	sendDeadline = 30 * time.Second // the carrier's limit on requests a second may make one wait
	stopGrace    = 5 * time.Second  // for what is under way when the server stops
)

// What came of handing something to the carrier, as the metric names it.
const (
	resultSent   = "sent"
	resultFailed = "failed"
	resultLost   = "lost" // it was under way at a kill, and may have arrived or not
)

// outbox sends what steps wanted sent, after they are safe: each message once
// at most, whatever happens in between.
type outbox struct {
	core   *core
	wake   chan struct{}
	under  sync.WaitGroup
	taking sync.Mutex
	looked bool // whether what a process that is no more left under way was looked at; held by taking

	mu   sync.Mutex
	sent []string // what was sent, and could not be forgotten yet
}

func newOutbox(c *core) *outbox { return &outbox{core: c, wake: make(chan struct{}, 1)} }

// notice tells the outbox that there is something to send.
func (o *outbox) notice() {
	select {
	case o.wake <- struct{}{}:
	default:
	}
}

// run sends until ctx ends; what is under way then is finished, what is not
// stays in the store for the next process.
func (o *outbox) run(ctx context.Context) error {
	defer o.under.Wait()
	tick := time.NewTicker(outboxPoll)
	defer tick.Stop()
	for {
		o.sendAll(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-o.wake:
		case <-tick.C:
			o.lookAgain()
		}
	}
}

// lookAgain has the next look include what other processes may have left under way, where
// several share the store: they may end at any time.
func (o *outbox) lookAgain() {
	if _, shared := o.core.Store.(store.Shared); !shared {
		return
	}
	o.taking.Lock()
	o.looked = false
	o.taking.Unlock()
}

// resume looks at what was under way when a process was killed: the one before this one,
// or another of those that share the store. What
// can be done twice is returned, to be done again; the rest may have been done, and is only logged.
func (o *outbox) resume(ctx context.Context) (unfinished []errand) {
	left, err := o.core.Store.Unfinished(ctx)
	if err != nil {
		o.core.Log.Error().Err(err).Msg("looking for what was under way at the last stop failed")
	}
	for _, m := range left {
		again := repeatable(m.Task)
		o.core.Log.Warn().EmbedObject(logged(m)).Bool("again", again).Msg("this was under way when the server was killed")
		if again {
			unfinished = append(unfinished, errand{m, true})
			continue
		}
		o.core.metrics.messages.WithLabelValues(m.Kind(), resultLost).Inc()
		if err := o.core.Store.FinishOutgoing(ctx, m.ID); err != nil {
			o.core.Log.Error().Err(err).Str("call", m.Call).Msg("forgetting a lost message failed")
		}
	}
	return unfinished
}

// repeatable reports whether a task may be resumed that may have been done already: a text would
// reach its reader twice.
func repeatable(t store.Task) bool {
	_, ok := t.(store.ACDAction)
	return ok
}

// errand is something to be sent.
type errand struct {
	store.Outgoing
	again bool // a process that was killed may have sent it already
}

// settle sends one after the other until nothing is left, what came of sending included.
func (o *outbox) settle(ctx context.Context) error {
	for ctx.Err() == nil {
		taken := o.take(ctx)
		for _, m := range taken {
			o.send(ctx, m)
		}
		o.under.Wait() // for what run, if it runs too, has taken
		if len(taken) == 0 {
			return nil
		}
	}
	return ctx.Err()
}

func (o *outbox) sendAll(ctx context.Context) {
	for ctx.Err() == nil {
		taken := o.take(ctx)
		for _, m := range taken {
			go o.send(ctx, m)
		}
		if len(taken) < outboxBatch {
			return
		}
	}
}

// take takes a batch, which is under way from now on: each is sent by send.
func (o *outbox) take(ctx context.Context) []errand {
	o.taking.Lock()
	defer o.taking.Unlock()
	var all []errand
	if !o.looked { // before anything of this process is under way
		o.looked = true
		all = o.resume(ctx)
	}
	o.forget(ctx)
	taken, err := o.core.Store.TakeOutgoing(ctx, outboxBatch)
	if err != nil && ctx.Err() == nil {
		o.core.Log.Error().Err(err).Msg("taking messages to send failed")
	}
	for _, m := range taken {
		all = append(all, errand{m, false})
	}
	o.under.Add(len(all))
	return all
}

// ringFor is how long an agent's telephone, or a called-back caller's, rings.
const ringFor = 20 * time.Second

// send does a task, once, and forgets it. One that a stopping server has no time for stays
// taken, for the next process to look at.
func (o *outbox) send(running context.Context, m errand) {
	defer o.under.Done()
	kept := context.WithoutCancel(running)
	ctx, cancel := context.WithTimeout(kept, sendDeadline)
	defer cancel()
	defer context.AfterFunc(running, func() { time.AfterFunc(stopGrace, cancel) })()
	if o.core.Sending != nil {
		ctx = o.core.Sending(ctx, m.Outgoing)
	}
	result := resultSent
	if err := o.do(ctx, m); err != nil {
		if errors.Is(ctx.Err(), context.Canceled) {
			o.core.Log.Warn().EmbedObject(logged(m.Outgoing)).Msg("the server stops while this is under way; the next looks at it")
			return
		}
		result = resultFailed
		o.core.Log.Error().Str("error", ivr.Hide(err.Error(), secretsOf(m.Task)...)).EmbedObject(logged(m.Outgoing)).
			Msg("the carrier did not do what was wanted; it is not repeated")
	}
	o.core.metrics.messages.WithLabelValues(m.Kind(), result).Inc()
	if err := o.finish(kept, m.ID); err != nil {
		o.core.Log.Error().Err(err).Str("call", m.Call).Msg("forgetting a sent message failed; it is tried again")
		o.mu.Lock()
		defer o.mu.Unlock()
		o.sent = append(o.sent, m.ID)
	}
}

// finish forgets what was sent. Another process that took this one to be lost may have done so.
func (o *outbox) finish(ctx context.Context, id string) error {
	if err := o.core.Store.FinishOutgoing(ctx, id); !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return nil
}

// forget forgets what could not be forgotten when it was sent: else the end of this process would leave it as
// if it had been under way.
func (o *outbox) forget(ctx context.Context) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.sent) > 0 && o.finish(ctx, o.sent[0]) == nil {
		o.sent = o.sent[1:]
	}
}

func (o *outbox) do(ctx context.Context, m errand) error {
	switch t := m.Task.(type) {
	case store.SendText:
		return o.sendText(ctx, m.Outgoing, t.To, t.Body.Reveal())
	case store.SendCode:
		return o.sendText(ctx, m.Outgoing, t.To, strings.ReplaceAll(t.Body.Reveal(), codeMark, o.core.code(t.Nonce)))
	case store.ACDAction:
		return o.carry(ctx, m, t.Action)
	}
	return fmt.Errorf("nobody does %T", m.Task)
}

// carry does what the ACD wants done.
func (o *outbox) carry(ctx context.Context, m errand, action acd.CarrierAction) error {
	lines := dispatch.CarrierConfig{Carrier: o.core.Carrier, Number: o.core.Number, Refuse: o.core.numbers.refuseCall, Base: o.core.PublicURL + PathVoice, RingFor: ringFor, Review: o.core.review}
	carry := o.core.acd.Carry
	if m.again {
		carry = o.core.acd.Resume
	}
	if err := carry(ctx, lines, action); err != nil {
		return err
	}
	o.core.Log.Debug().EmbedObject(logged(m.Outgoing)).Msg("the carrier did what the ACD wanted")
	return nil
}

// sendText sends a text message, in several when it is longer than the carrier takes.
func (o *outbox) sendText(ctx context.Context, m store.Outgoing, to ivr.Masked, text string) error {
	if why := o.core.numbers.refuse(outgoingText, to); why != "" {
		return fmt.Errorf("the number is not texted: %s", why)
	}
	parts := textParts(text)
	if len(parts) > 1 {
		o.core.Log.Warn().EmbedObject(logged(m)).Int("parts", len(parts)).
			Msg("a message is longer than the carrier takes and is sent in parts; shorten its text in the menu")
	}
	var sid string
	for _, part := range parts {
		var err error
		if sid, err = o.core.Carrier.SendMessage(ctx, o.core.Number, to.Reveal(), part); err != nil {
			return err
		}
	}
	o.core.Log.Info().EmbedObject(logged(m)).Str("sid", sid).Msg("message sent")
	return nil
}
