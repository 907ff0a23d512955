package page

import (
	"bytes"
	"context"
	"sync"
	"time"
)

// Broadcast renders the parts of a page once for all streams that show it: after a change, and now
// and then without one. It works as long as somebody follows.
type Broadcast struct {
	// Render makes the parts as they are now.
	Render func(ctx context.Context) ([]Event, error)
	// Watch signals changes, coalesced, until stop.
	Watch func() (changed <-chan struct{}, stop func())
	Every time.Duration // how long without a change until it is rendered all the same
	Least time.Duration // from the end of one rendering to the next

	mu   sync.Mutex
	live *rendering // nil: nobody follows
}

// rendering is what those who follow at one time share.
type rendering struct {
	readers map[chan struct{}]struct{} // each is signalled, coalesced, when parts or err are others
	parts   []Event
	err     error
	stop    context.CancelFunc
}

// Follow sends the parts that differ from what was sent before, until ctx ends or they cannot be
// rendered.
func (b *Broadcast) Follow(ctx context.Context, send func(Event) error) error {
	live, news := b.join(ctx)
	defer b.leave(live, news)
	sent := map[string][]byte{}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-news:
		}
		parts, err := b.look(live)
		if err != nil {
			return err
		}
		for _, part := range parts {
			if before, is := sent[part.Name]; is && bytes.Equal(part.Data, before) {
				continue
			}
			if err := send(part); err != nil {
				return err
			}
			sent[part.Name] = part.Data
		}
	}
}

func (b *Broadcast) join(ctx context.Context) (*rendering, chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	news := make(chan struct{}, 1)
	if b.live == nil {
		working, stop := context.WithCancel(context.WithoutCancel(ctx))
		b.live = &rendering{readers: map[chan struct{}]struct{}{}, stop: stop}
		go b.work(working, b.live)
	}
	if b.live.parts != nil {
		news <- struct{}{}
	}
	b.live.readers[news] = struct{}{}
	return b.live, news
}

func (b *Broadcast) leave(live *rendering, news chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if delete(live.readers, news); len(live.readers) > 0 {
		return
	}
	live.stop()
	if b.live == live {
		b.live = nil
	}
}

func (b *Broadcast) look(live *rendering) ([]Event, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return live.parts, live.err
}

// work renders until nobody follows any more, or what is to be rendered cannot be.
func (b *Broadcast) work(ctx context.Context, live *rendering) {
	changed, stop := b.Watch()
	defer stop()
	for {
		parts, err := b.Render(ctx)
		if b.publish(live, parts, err); err != nil {
			return
		}
		if !sleep(ctx, b.Least, nil) || !sleep(ctx, b.Every-b.Least, changed) {
			return
		}
	}
}

// publish gives all who follow what was rendered. After an error the next to come begin anew.
func (b *Broadcast) publish(live *rendering, parts []Event, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	live.parts, live.err = parts, err
	if err != nil && b.live == live {
		b.live = nil
	}
	for news := range live.readers {
		select {
		case news <- struct{}{}:
		default:
		}
	}
}

// sleep waits for a time, or for a change; it reports whether ctx goes on.
func sleep(ctx context.Context, d time.Duration, changed <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-changed:
	case <-timer.C:
	}
	return true
}
