package service

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// budgets bound the callbacks that are promised to all callers together.
type budgets struct {
	core  *core
	locks *locks
}

// budget counts the callbacks of a span of time. Its key names the span.
type budget struct {
	key   string
	most  int // 0 does not limit
	spent twilio.Refusal
}

// now are the budgets of the present hour and day.
func (b *budgets) now() [2]budget {
	at := b.locks.now.UTC()
	return [2]budget{
		{b.core.hash("callbacks", at.Format("2006-01-02 15")), b.core.CallbacksPerHour, refusedHour},
		{b.core.hash("callbacks", at.Format(time.DateOnly)), b.core.CallbacksPerDay, refusedDay},
	}
}

// spent reports whether so many callbacks were asked for that no more are
// promised for now.
func (b *budgets) spent(ctx context.Context, call string) (bool, error) {
	for _, span := range b.now() {
		asked, err := b.locks.of(ctx, span.key)
		if err != nil {
			return false, err
		}
		if span.most > 0 && asked.Count >= span.most {
			b.core.metrics.destinations.WithLabelValues(outgoingCall, string(span.spent)).Inc()
			b.core.Log.Warn().Str("call", call).Str("reason", string(span.spent)).Int("limit", span.most).
				Msg("too many callbacks were asked for; the caller is offered a message")
			return true, nil
		}
	}
	return false, nil
}

// count counts a callback that is promised.
func (b *budgets) count(ctx context.Context, c *store.Commit) error {
	for _, span := range b.now() {
		if span.most == 0 {
			continue
		}
		asked, err := b.locks.of(ctx, span.key)
		if err != nil {
			return err
		}
		c.Locks = append(c.Locks, store.LockChange{Key: span.key, Read: asked.Version, Lock: asked.Counted(b.locks.now)})
	}
	return nil
}
