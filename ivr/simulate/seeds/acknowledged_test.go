package seeds

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/okpay/hotline/store"
)

// acknowledged is what the store has said that it has written.
type acknowledged struct {
	mu      sync.Mutex
	replies []answered
	byToken map[string][]byte
	version store.ACDVersion  // of the ACD
	texts   map[string]int    // how often a text was to be sent to a number, by both
	offers  map[string]string // whom each offer is about
}

// answered is a step that was acknowledged, and its answer.
type answered struct {
	claim store.StepKey
	reply []byte
}

func newAcknowledged() *acknowledged {
	return &acknowledged{byToken: map[string][]byte{}, texts: map[string]int{}, offers: map[string]string{}}
}

// wrote notes what a step has written, whether or not that was acknowledged.
func (a *acknowledged) wrote(c store.Commit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c.Claim.Token != "" {
		a.byToken[c.Claim.Token] = c.Reply
	}
	for _, o := range c.Outgoing {
		if text, ok := o.Task.(store.SendText); ok {
			a.texts[text.To.Reveal()+text.Body.Reveal()]++
		}
	}
}

// acknowledged notes that a step is on disk.
func (a *acknowledged) acknowledged(c store.Commit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.replies = append(a.replies, answered{c.Claim, c.Reply})
}

// distributed notes a change of the ACD.
func (a *acknowledged) distributed(c store.ACDCommit) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.version = c.Next()
	for _, id := range c.Change.Interactions {
		if offer := c.Change.State.Interactions.Get(id).Offer.ID; offer != "" {
			a.offers[offer] = id
		}
	}
}

// of gives the answer that was written for a webhook, by its token.
func (a *acknowledged) of(token string) ([]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	reply, ok := a.byToken[token]
	return reply, ok
}

// check looks for all of it in a store: each step with its answer, and the ACD no older than it was.
func (a *acknowledged) check(w *course, s store.Store) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, step := range a.replies {
		reply, err := s.Reply(context.Background(), step.claim)
		if err != nil || !bytes.Equal(reply, step.reply) {
			w.violated("an acknowledged step is in the store", "step %s of %s: %v", step.claim.Step, step.claim.Call, err)
		}
	}
	if _, version, err := s.ACD(context.Background()); err != nil || !version.Covers(a.version) {
		w.violated("an acknowledged change of the ACD is in the store", "version %v of %v: %v", version, a.version, err)
	}
}

// summary says in a line what changed on the ACD.
func summary(c store.ACDCommit) string {
	var all []string
	for _, id := range c.Change.Interactions {
		k, ok := c.Change.State.Interactions.Find(id)
		if !ok {
			all = append(all, id+" gone")
			continue
		}
		all = append(all, fmt.Sprintf("%s %s %s%s", id, k.State, k.Agent, k.Offer.Agent))
	}
	for _, name := range c.Change.Sessions {
		all = append(all, fmt.Sprintf("%s %s", name, c.Change.State.Sessions.Get(name).Mode))
	}
	for _, a := range c.Change.Actions {
		all = append(all, fmt.Sprintf("%T", a))
	}
	return strings.Join(all, ", ")
}
