package service

import (
	"context"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// How ends of calls that could not be noted are kept: as when the database is started anew.
const (
	endsEvery = time.Second // how often they are tried again
	endsFor   = time.Hour   // then one is given up, as when its call's record is damaged
	endsMost  = 10_000
)

// callEnd is the end of a call that the carrier has told.
type callEnd struct {
	call  string
	how   ivr.Ended
	means acd.Event // to the ACD; nil where the call's own record tells it
	heard time.Time
}

// keptEnds are the ends that could not be noted yet. Its methods may be called from any goroutine.
type keptEnds struct {
	mu  sync.Mutex
	all []callEnd
}

// keep keeps an end behind all others, unless there are too many.
func (k *keptEnds) keep(e callEnd) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.all) < endsMost {
		k.all = append(k.all, e)
	}
}

// next takes the end that has waited longest out of those that are kept.
func (k *keptEnds) next() (e callEnd, some bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.all) == 0 {
		return callEnd{}, false
	}
	e, k.all = k.all[0], k.all[1:]
	return e, true
}

// retryEnds notes the ends that could not be noted before, until ctx ends; then it tries once more.
func (c *core) retryEnds(ctx context.Context) error {
	every(ctx, endsEvery, func() { c.noteKept(ctx) })
	c.noteKept(context.WithoutCancel(ctx))
	return nil
}

// noteKept notes the ends that are kept, up to the first that fails: it goes behind the others.
func (c *core) noteKept(ctx context.Context) {
	for e, some := c.ends.next(); some; e, some = c.ends.next() {
		err := c.takeEnd(ctx, e)
		switch {
		case err == nil:
			continue
		case c.now().Sub(e.heard) > endsFor:
			c.Log.Error().Err(err).Str("call", e.call).Msg("a call's end could not be noted; the carrier is asked for it after hours")
			continue
		}
		c.ends.keep(e)
		return
	}
}
