package api

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"github.com/okpay/hotline/store"
)

// The courier's patience.
const (
	lookEvery    = time.Second
	batch        = 64
	answerWithin = 10 * time.Second
	firstDelay   = time.Second
	longestDelay = time.Hour
	giveUpAfter  = 24 * time.Hour
)

// CourierConfig is what a courier is made of. URL may be empty: then news of
// cases is not kept. Client and Registry may be nil.
type CourierConfig struct {
	Store    store.Deliveries
	URL      string   // https, or http on this machine
	Secrets  []string // each signs; two while one takes the other's place
	Client   *http.Client
	Clock    func() time.Time
	Random   func() float64 // from 0 to 1, for the jitter of delays; nil is the system's
	Log      zerolog.Logger
	Registry prometheus.Registerer
}

// WebhookSender brings the news of cases to the company's systems: each at least
// once, those of one case in order.
type WebhookSender struct {
	CourierConfig
	metrics courierMetrics
	refused string // the delivery that was answered with "gone"
}

// NewCourier makes a courier; Run starts it.
func NewCourier(c CourierConfig) (*WebhookSender, error) {
	if err := checkTarget(c.URL); err != nil {
		return nil, err
	}
	if c.URL != "" && len(c.Secrets) == 0 {
		return nil, errors.New("news of cases is signed: a secret is needed")
	}
	if c.Client == nil {
		c.Client = &http.Client{}
	}
	client := *c.Client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.Client = &client
	if c.Random == nil {
		c.Random = rand.Float64
	}
	return &WebhookSender{CourierConfig: c, metrics: newCourierMetrics(c.Registry)}, nil
}

// checkTarget refuses to send cases in the clear. The URL may hold a secret,
// and is not told.
func checkTarget(target string) error {
	if target == "" {
		return nil
	}
	u, err := url.Parse(target)
	switch {
	case err != nil, u.Host == "", u.User != nil, u.Fragment != "":
		return errors.New("the address for news of cases is no URL with a host")
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return errors.New("the address for news of cases is not https")
}

// Run delivers until ctx ends, and finishes the attempt under way.
func (c *WebhookSender) Run(ctx context.Context) error {
	if err := c.Store.Announce(ctx, c.URL != ""); err != nil {
		return fmt.Errorf("keeping news of cases: %w", err)
	}
	if c.URL == "" {
		return nil
	}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := c.Deliver(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error().Err(err).Msg("news of cases could not be looked up or noted; it is tried again")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Deliver attempts what is due now, until nothing is or ctx ends.
func (c *WebhookSender) Deliver(ctx context.Context) error {
	defer c.count(context.WithoutCancel(ctx))
	for ctx.Err() == nil && !c.stopped(ctx) && c.mine(ctx) {
		due, err := c.Store.DueDeliveries(ctx, c.Clock(), batch)
		if err != nil || len(due) == 0 {
			return err
		}
		for _, d := range due {
			if ctx.Err() != nil || c.stopped(ctx) || !c.mine(ctx) {
				return nil
			}
			if err := c.attempt(context.WithoutCancel(ctx), d); err != nil {
				return err
			}
		}
	}
	return nil
}

// mine reports whether this process delivers: of several that share the store, one does.
func (c *WebhookSender) mine(ctx context.Context) bool {
	shared, is := c.Store.(store.Shared)
	if !is {
		return true
	}
	held, err := shared.Lease(ctx, "deliveries", answerWithin+5*lookEvery)
	if err != nil && ctx.Err() == nil {
		c.Log.Error().Err(err).Msg("whether this process delivers news of cases could not be found out")
	}
	return held
}

// stopped tells that the receiver said "gone", and that nobody has retried or
// dropped since what it said that to.
func (c *WebhookSender) stopped(ctx context.Context) bool {
	if c.refused == "" {
		return false
	}
	d, err := c.Store.Delivery(ctx, c.refused)
	if errors.Is(err, store.ErrNotFound) || err == nil && d.Died.IsZero() {
		c.refused = ""
	}
	return c.refused != ""
}

// attempt sends one and notes what came of it.
func (c *WebhookSender) attempt(ctx context.Context, d store.Delivery) error {
	now := c.Clock()
	status, failure := c.post(ctx, d, now)
	if failure == "" {
		c.metrics.result("delivered")
		return ignore(c.Store.RemoveDelivery(ctx, d.ID), store.ErrNotFound)
	}
	if d.First.IsZero() {
		d.First = now
	}
	d.Attempts++
	d.Failure = failure
	d.Due = now.Add(c.delay(d.Attempts))
	if status == http.StatusGone || now.Sub(d.First) >= giveUpAfter {
		d.Died = now
	}
	if err := c.Store.NoteAttempt(ctx, d); err != nil {
		return ignore(err, store.ErrConflict)
	}
	c.tell(d)
	if status == http.StatusGone {
		c.refused = d.ID
	}
	return nil
}

func (c *WebhookSender) tell(d store.Delivery) {
	event, result := c.Log.Warn(), "failed"
	if !d.Died.IsZero() {
		event, result = c.Log.Error(), "dead"
	}
	c.metrics.result(result)
	event.Str("delivery", d.ID).Str("case", d.Case.Number).Int("attempts", d.Attempts).Str("failure", d.Failure).
		Bool("dead", !d.Died.IsZero()).Msg("news of a case was not received")
}

func ignore(err, harmless error) error {
	if errors.Is(err, harmless) {
		return nil
	}
	return err
}

// delay is how long to wait after so many attempts: twice as long each time,
// and a random part of it, so that what failed together does not come again
// together.
func (c *WebhookSender) delay(attempts int) time.Duration {
	whole := longestDelay
	if shift := attempts - 1; shift < 12 { // 2^12 s is more than the longest
		whole = min(firstDelay<<shift, longestDelay)
	}
	half := whole / 2
	return max(firstDelay, half+time.Duration(c.Random()*float64(half)))
}

func (c *WebhookSender) count(ctx context.Context) {
	pending, dead, err := c.Store.CountDeliveries(ctx)
	if err != nil {
		c.Log.Error().Err(err).Msg("news of cases could not be counted")
		return
	}
	c.metrics.standing(pending, dead)
}
