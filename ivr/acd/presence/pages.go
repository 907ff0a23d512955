package presence

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// standing is what an agent's pages tell about them.
type standing int

const (
	open      standing = iota // a page is open
	waiting                   // the pages are closed, not for long
	closed                    // there is no page
	signedOut                 // the session of the last page has ended
)

// event is what the desk has to be told; nil is nothing.
func (s standing) event(a acd.Agent) acd.Event {
	switch s {
	case open:
		return acd.SignIn{Agent: a}
	case closed:
		return acd.PageClosed{Agent: a.Name}
	case signedOut:
		return acd.AgentGone{Agent: a.Name}
	}
	return nil
}

// Shown notes that an agent was given a desk page, which will open a stream soon.
func (w *Watcher) Shown(name, session string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.page(name, session)
	if len(p.streams) == 0 {
		p.closed = w.Clock()
	}
}

// Heard notes that a desk page has answered its stream.
func (w *Watcher) Heard(name, session string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.pages[name][session]; p != nil {
		p.heard = w.Clock()
	}
}

// Opened notes that an agent's desk page is open until leave is called. The
// context ends when the page may not be shown any more.
func (w *Watcher) Opened(ctx context.Context, name, session string) (while context.Context, leave func()) {
	while, cancel := context.WithCancel(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.page(name, session)
	if !p.heard.IsZero() {
		p.heard = w.Clock()
	}
	stream := p.next
	p.next++
	p.streams[stream] = cancel
	return while, func() {
		cancel()
		w.mu.Lock()
		defer w.mu.Unlock()
		if delete(p.streams, stream); len(p.streams) == 0 {
			p.closed = w.Clock()
		}
	}
}

func (w *Watcher) page(name, session string) *page {
	if w.pages[name] == nil {
		w.pages[name] = map[string]*page{}
	}
	p := w.pages[name][session]
	if p == nil {
		p = &page{streams: map[int]context.CancelFunc{}}
		w.pages[name][session] = p
	}
	return p
}

// forget ends all pages of an agent.
func (w *Watcher) forget(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for session := range w.pages[name] {
		w.drop(name, session)
	}
}

// drop ends a page. The lock is held.
func (w *Watcher) drop(name, session string) {
	if p := w.pages[name][session]; p != nil {
		for _, cancel := range p.streams {
			cancel()
		}
	}
	delete(w.pages[name], session)
	if len(w.pages[name]) == 0 {
		delete(w.pages, name)
	}
}

// look finds out whether an agent has a desk page, and forgets pages whose
// session is over or that were closed too long ago.
func (w *Watcher) look(ctx context.Context, name string) (standing, error) {
	w.mu.Lock()
	sessions := slices.Sorted(maps.Keys(w.pages[name]))
	w.mu.Unlock()
	if err := w.tellOthersOf(ctx, name, len(sessions) > 0); err != nil {
		return waiting, err
	}
	ended := map[string]bool{}
	for _, session := range sessions {
		agent, err := w.Session(ctx, session)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return waiting, fmt.Errorf("looking for an agent's session: %w", err)
		}
		ended[session] = err != nil || agent.Name != name
	}
	w.mu.Lock()
	found := w.judge(name, ended)
	w.mu.Unlock()
	if found == closed {
		elsewhere, err := w.elsewhere(ctx, name)
		if elsewhere || err != nil {
			return waiting, err // the process that serves the page knows more
		}
	}
	return found, nil
}

// judge returns what an agent's pages say together, and drops those that have ended.
// The caller holds the lock.
func (w *Watcher) judge(name string, ended map[string]bool) standing {
	now, found := w.Clock(), closed
	if len(w.pages[name]) == 0 && now.Sub(w.started) < closedFor {
		found = waiting // the page may come back after a restart
	}
	for _, session := range slices.Sorted(maps.Keys(w.pages[name])) {
		p := w.pages[name][session]
		switch {
		case ended[session]:
			w.drop(name, session)
			if found != open {
				found = signedOut // whatever other page was closed a moment ago
			}
		case p.open(now):
			found = open
		case p.expired(now):
			w.drop(name, session)
		case found == closed:
			found = waiting
		}
	}
	return found
}

// open reports whether a stream of the page is read by somebody.
func (p *page) open(now time.Time) bool {
	return len(p.streams) > 0 && (p.heard.IsZero() || now.Sub(p.heard) < unheardFor)
}

// expired reports whether the page was closed too long ago, or sleeps.
func (p *page) expired(now time.Time) bool {
	return len(p.streams) > 0 || now.Sub(p.closed) >= closedFor
}
