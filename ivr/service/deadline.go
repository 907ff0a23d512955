package service

import (
	"context"
	"sync/atomic"
	"time"
)

// The time that a webhook may take in all. The carrier gives up after 15 s; a caller does
// long before.
const (
	webhookDeadline = 3 * time.Second
	lookupDeadline  = time.Second
	// deadlineGrain is how much later than that a webhook may be given up: those that
	// begin together share a timer.
	deadlineGrain = 50 * time.Millisecond
)

// deadlines gives webhooks their contexts, which end by a timeout that is shared.
type deadlines struct {
	timeout func(context.Context, time.Duration) (context.Context, context.CancelFunc)
	last    atomic.Pointer[deadline]
}

// deadline is a context that ends webhookDeadline after until.
type deadline struct {
	context.Context
	until time.Time // when it is too late to share it
}

// within returns a context with the values of a webhook's, which ends when its time is over.
// It does not end before, when the carrier has closed the connection: the carrier asks again,
// and is answered from what was written meanwhile.
func (d *deadlines) within(webhook context.Context) context.Context {
	now, last := time.Now(), d.last.Load()
	if last == nil || !now.Before(last.until) {
		ctx, cancel := d.timeout(context.Background(), webhookDeadline+deadlineGrain)
		context.AfterFunc(ctx, cancel)
		last = &deadline{ctx, now.Add(deadlineGrain)}
		d.last.Store(last)
	}
	return bounded{last.Context, webhook}
}

// bounded is a context with the values of another.
type bounded struct {
	context.Context
	values context.Context
}

// Value implements [context.Context].
func (b bounded) Value(key any) any {
	if own := b.Context.Value(key); own != nil {
		return own
	}
	return b.values.Value(key)
}
