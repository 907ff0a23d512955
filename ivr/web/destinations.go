package web

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// What a number is refused for, as the metric names it.
const (
	outgoingCall = "call"
	outgoingText = "text"
	incoming     = "caller" // who calls from such a number hears so when they ask
)

// Reasons to refuse a callback that are not its number's.
const (
	refusedHour twilio.Refusal = "hour" // the limit of the hour
	refusedDay  twilio.Refusal = "day"
)

// refuseNumber gives the reason why a number is not called or texted, and counts it.
func (s *Server) refuseNumber(kind string, to ivr.Masked) twilio.Refusal {
	d := twilio.Destinations{Number: s.Number, Others: s.Fallback, Countries: s.CallbackCountries}
	why := d.Refuse(to)
	if why != "" {
		s.metrics.destinations.WithLabelValues(kind, string(why)).Inc()
	}
	return why
}

func (s *Server) refuseCall(to ivr.Masked) twilio.Refusal { return s.refuseNumber(outgoingCall, to) }

// barred reports whether a number that is known is refused.
func (s *Server) barred(kind string, number ivr.Masked) bool {
	return number != "" && s.refuseNumber(kind, number) != ""
}

// budget counts the callbacks of a span of time. Its key names the span.
type budget struct {
	key   string
	most  int // 0 does not limit
	spent twilio.Refusal
}

// budgets are those of the present hour and day.
func (w *queries) budgets() [2]budget {
	at := w.now.UTC()
	return [2]budget{
		{w.hash("callbacks", at.Format("2006-01-02 15")), w.CallbacksPerHour, refusedHour},
		{w.hash("callbacks", at.Format(time.DateOnly)), w.CallbacksPerDay, refusedDay},
	}
}

// callbacksSpent reports whether so many callbacks were asked for that no more are
// promised for now.
func (w *queries) callbacksSpent(ctx context.Context) (bool, error) {
	for _, b := range w.budgets() {
		asked, err := w.lock(ctx, b.key)
		if err != nil {
			return false, err
		}
		if b.most > 0 && asked.Failures >= b.most {
			w.metrics.destinations.WithLabelValues(outgoingCall, string(b.spent)).Inc()
			w.Log.Warn().Str("call", w.call.ID).Str("reason", string(b.spent)).Int("limit", b.most).
				Msg("too many callbacks were asked for; the caller is offered a message")
			return true, nil
		}
	}
	return false, nil
}

// countCallback counts a callback that is promised.
func (w *queries) countCallback(c *store.Commit) error {
	for _, b := range w.budgets() {
		if b.most == 0 {
			continue
		}
		asked, err := w.lock(w.ctx, b.key)
		if err != nil {
			return err
		}
		c.Locks = append(c.Locks, store.LockChange{Key: b.key, Read: asked.Version, Lock: w.failed(asked)})
	}
	return nil
}
