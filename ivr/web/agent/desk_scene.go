package agent

import (
	"context"
	"reflect"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/web/page"
	"github.com/okpay/hotline/store"
)

// scene is all that the page shows.
type scene struct {
	Now     time.Time
	Session acd.AgentSession
	Person  store.Agent
	Kind    string // of the softphone
	Queues  []queue
	Others  []colleague
	Card    *card
	Line    line
	Forms   []form
	Work    *work // nil during a call
	// Departments are those that a caller can be handed on to.
	Departments []string
	// Dispositions are how a call can be filed, Reasons why an agent goes away: keys
	// of the words.
	Dispositions, Reasons []string
}

// Waiting is how many callers wait in the agent's queues.
func (s scene) Waiting() (n int) {
	for _, q := range s.Queues {
		n += q.Waiting
	}
	return n
}

// shows reports whether a page shows the same of two scenes, whenever they were looked at.
func (s scene) shows(other scene) bool {
	s.Now = other.Now
	if s.Work != nil && other.Work != nil {
		work := *s.Work
		work.at = other.Work.at
		s.Work = &work
	}
	return reflect.DeepEqual(s, other)
}

// queue is one of the departments that the agent serves.
type queue struct {
	Name    string
	Waiting int
	Since   time.Time // of who has waited longest; zero: nobody
}

// colleague is another agent who is signed in.
type colleague struct {
	acd.AgentSession
	Identity string // of their softphone
}

// scene looks at the ACD. What is costly to find is taken from the scene that was
// shown before, where it still holds.
func (r deskSection) scene(c echo.Context, who store.Agent, before *scene) scene {
	ctx := c.Request().Context()
	state := r.pages.ACD.State()
	s := scene{
		Now: r.pages.Clock(), Person: who, Kind: r.pages.Softphone.Kind, Session: state.Sessions.Get(who.Name),
		Dispositions: acd.Dispositions(), Reasons: acd.Reasons(),
		Queues: queues(state, who.Departments), Others: colleagues(state, who.Name),
	}
	if k, ok := present(state, s.Session); ok {
		s.Card = r.cardOf(ctx, page.Language(c), k, who, before)
		s.Departments = s.Card.Departments
		s.Line = lineOf(s.Session, s.Card)
	}
	s.Forms = r.forms(ctx, s.Session, s.Card)
	if s.Card == nil {
		s.Work = workSection(r).of(ctx, page.Language(c), s, before)
	}
	return s
}

// cardOf is the card of an interaction. It is not filled again for the same caller: what
// is known of a call does not change in a talk, and looking for earlier calls is
// long.
func (r deskSection) cardOf(ctx context.Context, language string, k acd.Interaction, who store.Agent, before *scene) *card {
	if before != nil && before.Card.serves(k) {
		return before.Card.of(k, who)
	}
	return cards(r).of(ctx, language, k, who)
}

// present is the caller whom an agent is offered, talks with or wraps up.
func present(state acd.State, s acd.AgentSession) (acd.Interaction, bool) {
	switch s.Mode {
	case acd.Ringing, acd.OnCall, acd.Consulted:
		k, ok := state.Interactions.Find(s.Interaction)
		return k, ok
	case acd.WrapUp:
		return wrappedUp(s.Record), true
	}
	return acd.Interaction{}, false
}

func queues(state acd.State, names []string) (all []queue) {
	for _, name := range names {
		q := queue{Name: name}
		for _, k := range state.Waiting(name) {
			if q.Waiting++; q.Since.IsZero() || k.Since.Before(q.Since) {
				q.Since = k.Since
			}
		}
		all = append(all, q)
	}
	return all
}

// colleagues are the others who are signed in and seen, by name.
func colleagues(state acd.State, me string) (others []colleague) {
	for seat := range state.Sessions.Values() {
		if seat.Name != me && !seat.Unseen {
			others = append(others, colleague{seat, store.Agent{Name: seat.Name}.Identity()})
		}
	}
	return others
}
