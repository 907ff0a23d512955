package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/store"
)

const (
	outboxPoll   = 5 * time.Second // for what another process left behind
	outboxBatch  = 16
	sendDeadline = 30 * time.Second // the carrier's limit on requests a second may make one wait
)

// outbox sends what steps wanted sent, after they are safe: each message once
// at most, whatever happens in between.
type outbox struct {
	server *Server
	wake   chan struct{}
	under  sync.WaitGroup
	taking sync.Mutex
	looked bool // whether what the process before left under way was looked at; held by taking
}

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
		o.server.watchCalendars()
		o.sendAll(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-o.wake:
		case <-tick.C:
		}
	}
}

// resume looks at what was under way when the process before this one was killed. What
// can be done twice is done again; the rest may have been done, and is only told.
func (o *outbox) resume(ctx context.Context) {
	s := o.server
	left, err := s.Store.Unfinished(ctx)
	if err != nil {
		s.Log.Error().Err(err).Msg("looking for what was under way at the last stop failed")
	}
	for _, m := range left {
		again := dispatch.Repeatable(m.Kind)
		s.Log.Warn().Str("call", m.Call).Stringer("to", m.To).Str("kind", m.Kind).Bool("again", again).
			Msg("this was under way when the server was killed")
		if again {
			o.under.Add(1)
			go o.send(context.WithoutCancel(ctx), m)
			continue
		}
		s.metrics.messages.WithLabelValues(m.Kind, "lost").Inc()
		if err := s.Store.FinishOutgoing(ctx, m.ID); err != nil {
			s.Log.Error().Err(err).Str("call", m.Call).Msg("forgetting a lost message failed")
		}
	}
}

// settle sends until nothing is left, what came of sending included.
func (o *outbox) settle(ctx context.Context) error {
	for ctx.Err() == nil {
		sent := o.sendSome(ctx)
		o.under.Wait()
		if sent == 0 {
			return nil
		}
	}
	return ctx.Err()
}

func (o *outbox) sendAll(ctx context.Context) {
	for ctx.Err() == nil && o.sendSome(ctx) == outboxBatch {
	}
}

// sendSome takes a batch and begins to send it; it tells of how many.
func (o *outbox) sendSome(ctx context.Context) int {
	o.taking.Lock()
	defer o.taking.Unlock() // so that what is taken is under way for whoever waits
	if !o.looked {          // before anything of this process is under way
		o.looked = true
		o.resume(ctx)
	}
	taken, err := o.server.Store.TakeOutgoing(ctx, outboxBatch)
	if err != nil && ctx.Err() == nil {
		o.server.Log.Error().Err(err).Msg("taking messages to send failed")
	}
	for _, m := range taken {
		o.under.Add(1)
		go o.send(context.WithoutCancel(ctx), m)
	}
	return len(taken)
}

// carry does what the ACD wants done.
func (o *outbox) carry(ctx context.Context, m store.Outgoing) (result string) {
	s := o.server
	lines := dispatch.CarrierConfig{Carrier: s.Carrier, Number: s.Number, Refuse: s.refuseCall, Base: s.PublicURL + "/voice/", RingFor: ringFor, Review: s.review}
	if err := s.acd.Carry(ctx, lines, m); err != nil {
		s.Log.Error().Str("error", ivr.Hide(err.Error(), m.To)).Str("call", m.Call).Stringer("to", m.To).
			Str("kind", m.Kind).Str("subject", m.Subject).Msg("the carrier did not do what the desk wanted")
		return "failed"
	}
	s.Log.Debug().Str("call", m.Call).Str("kind", m.Kind).Str("subject", m.Subject).Msg("the carrier did what the desk wanted")
	return "sent"
}

// ringFor is how long an agent's telephone, or a called-back caller's, rings.
const ringFor = 20 * time.Second

// sendText sends a text message, in several when it is longer than the carrier
// takes. It returns the SID of the last.
func (o *outbox) sendText(ctx context.Context, m store.Outgoing) (sid string, err error) {
	s := o.server
	if why := s.refuseNumber(outgoingText, m.To); why != "" {
		return "", fmt.Errorf("the number is not texted: %s", why)
	}
	parts := textParts(s.body(m))
	if len(parts) > 1 {
		s.Log.Warn().Str("call", m.Call).Stringer("to", m.To).Str("kind", m.Kind).Int("parts", len(parts)).
			Msg("a message is longer than the carrier takes and is sent in parts; shorten its text in the menu")
	}
	for _, part := range parts {
		if sid, err = s.Carrier.SendMessage(ctx, s.Number, m.To.Reveal(), part); err != nil {
			return "", err
		}
	}
	return sid, nil
}

func (o *outbox) send(ctx context.Context, m store.Outgoing) {
	defer o.under.Done()
	ctx, cancel := context.WithTimeout(ctx, sendDeadline)
	defer cancel()
	s, result := o.server, "sent"
	if dispatch.Carries(m.Kind) {
		result = o.carry(ctx, m)
	} else if sid, err := o.sendText(ctx, m); err != nil {
		result = "failed"
		s.Log.Error().Str("error", ivr.Hide(err.Error(), m.To, m.Body)).Str("call", m.Call).Stringer("to", m.To).
			Str("kind", m.Kind).Msg("sending a message failed; it is not repeated")
	} else {
		s.Log.Info().Str("call", m.Call).Stringer("to", m.To).Str("kind", m.Kind).Str("sid", sid).Msg("message sent")
	}
	s.metrics.messages.WithLabelValues(m.Kind, result).Inc()
	if err := s.Store.FinishOutgoing(ctx, m.ID); err != nil {
		s.Log.Error().Err(err).Str("call", m.Call).Msg("forgetting a sent message failed")
	}
}
