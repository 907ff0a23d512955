package presence

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

const (
	// reviewEvery is how often all agents are looked at.
	reviewEvery = time.Second
	// closedFor is how long a desk page may be closed, as by a reload or a walk to
	// another page, before its agent counts as gone.
	closedFor = 30 * time.Second
	// unheardFor is how long a page that answers its stream's beats, which come
	// every 15 s, may not do so before it counts as closed: a machine asleep.
	unheardFor = 45 * time.Second
)

// ACD is the desk at work: package ACD's.
type ACD interface {
	State() acd.State
	Do(ctx context.Context, e acd.Event) error
}

// Config is what a watcher is made of. All fields are needed but Softphones.
type Config struct {
	Agent      func(ctx context.Context, name string) (store.Agent, error)
	ACD        ACD
	Clock      func() time.Time
	Log        zerolog.Logger
	Softphones bool // whether browsers can be rung
	// Session tells whose session it is; [store.ErrNotFound] of one that is over.
	Session func(ctx context.Context, id string) (store.Agent, error)
	// Shared is the store of several processes, of which each knows its own pages; nil
	// where there is one.
	Shared store.Shared
}

// Watcher tells the desk who is there. Its methods may be called from any
// goroutine.
type Watcher struct {
	Config

	mu      sync.Mutex
	pages   map[string]map[string]*page // by agent and session
	told    map[string]bool             // the agents of whose pages the other processes know
	others  map[string]bool             // the agents with a page at another process, as last read
	started time.Time
}

// page is one browser's desk page.
type page struct {
	streams map[int]context.CancelFunc // of the streams that are open
	next    int
	closed  time.Time // when the last stream ended
	heard   time.Time // when the page last answered its stream; zero: it never has
}

// New makes a watcher; Start begins its work.
func New(c Config) *Watcher {
	return &Watcher{Config: c, pages: map[string]map[string]*page{}, told: map[string]bool{}, started: c.Clock()}
}

// AgentOf makes of an agent's entry what the desk needs to know. Softphones tells
// whether browsers can be rung.
func AgentOf(a store.Agent, softphones bool) acd.Agent {
	s := acd.Agent{Name: a.Name, Address: a.Number, Queues: a.Departments, Languages: a.Languages, SignedOut: a.SignedOut}
	if a.Softphone && softphones {
		s.Address = ivr.Masked("client:" + a.Identity())
	}
	if a.PIN != "" {
		s.Phone = a.Number
	}
	return s
}

// Unreachable reports whether someone is to take calls and has nothing that can be rung.
func Unreachable(a store.Agent, softphones bool) bool {
	return len(a.Departments) > 0 && AgentOf(a, softphones).Address == ""
}

// AgentOf makes of an agent's entry what the desk needs to know.
func (w *Watcher) AgentOf(a store.Agent) acd.Agent { return AgentOf(a, w.Softphones) }

// Start tells the desk that the pages of nobody are known, before anything is
// sent to the carrier.
func (w *Watcher) Start(ctx context.Context) error {
	w.mu.Lock()
	w.started = w.Clock()
	w.mu.Unlock()
	others, err := w.othersLive(ctx)
	if err == nil && !others {
		err = w.ACD.Do(ctx, acd.Restarted{})
	}
	if err != nil {
		return fmt.Errorf("beginning to watch who is there: %w", err)
	}
	return w.ReviewAll(ctx)
}

// Run looks at all agents, again and again until ctx ends.
func (w *Watcher) Run(ctx context.Context) error {
	tick := time.NewTicker(reviewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := w.ReviewAll(ctx); err != nil && ctx.Err() == nil {
			w.Log.Error().Err(err).Msg("who is at the desk could not be found out")
		}
	}
}

// ReviewAll compares every agent who is signed in, or has a desk page, with the
// store.
func (w *Watcher) ReviewAll(ctx context.Context) error {
	all := w.tellOthers(ctx)
	for _, name := range w.names() {
		all = errors.Join(all, w.Review(ctx, name))
	}
	return all
}

func (w *Watcher) names() []string {
	names := slices.Collect(w.ACD.State().Sessions.Keys())
	w.mu.Lock()
	names = slices.AppendSeq(names, maps.Keys(w.pages))
	w.mu.Unlock()
	slices.Sort(names)
	return slices.Compact(names)
}

// Review compares one agent with the store, sessions and pages, and tells the
// desk what has changed. When it returns nil, the desk is true about the agent.
func (w *Watcher) Review(ctx context.Context, name string) error {
	agent, err := w.Agent(ctx, name)
	switch {
	case errors.Is(err, store.ErrNotFound):
		w.forget(name)
		return w.tell(ctx, acd.AgentGone{Agent: name})
	case err != nil:
		return fmt.Errorf("reading an agent's entry: %w", err)
	}
	if err := w.tell(ctx, acd.AgentChanged{Agent: w.AgentOf(agent)}); err != nil {
		return err
	}
	there, err := w.look(ctx, name)
	if err != nil {
		return err
	}
	return w.tell(ctx, there.event(w.AgentOf(agent)))
}

// tell sends the desk an event that would change something.
func (w *Watcher) tell(ctx context.Context, e acd.Event) error {
	s, seated := w.ACD.State().Sessions.Find(nameIn(e))
	var news bool
	switch e := e.(type) {
	case acd.AgentChanged:
		news = seated && !s.Agent.Equal(e.Agent)
	case acd.AgentGone:
		news = seated && s.After != acd.SignedOut
	case acd.PageClosed:
		news = seated && s.After != acd.SignedOut && !s.Standing
	case acd.SignIn:
		news = !seated || s.Unseen || s.After == acd.SignedOut
	}
	if !news {
		return nil
	}
	w.Log.Debug().Str("agent", nameIn(e)).Msgf("the desk is told: %T", e)
	return w.ACD.Do(ctx, e)
}

func nameIn(e acd.Event) string {
	switch e := e.(type) {
	case acd.AgentChanged:
		return e.Agent.Name
	case acd.AgentGone:
		return e.Agent
	case acd.PageClosed:
		return e.Agent
	case acd.SignIn:
		return e.Agent.Name
	}
	return ""
}
