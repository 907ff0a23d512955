package service

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
)

// How long an agent's leg goes without the carrier being asked whether it is still there. The
// end of a leg is told once, and never again when this server was away at that moment.
const (
	agentLegsEvery = 10 * time.Second // how often it is looked which are due
	agentLegApart  = 30 * time.Second // while the caller hears music, and nothing else would show the end
	agentLegTalks  = 5 * time.Minute  // in a talk, whose end the caller's line tells, too
)

// agentLegs asks the carrier for the legs of agents who are on a call: an agent who is gone must
// not leave a caller alone.
type agentLegs struct {
	core *core

	mu     sync.Mutex
	begun  bool                 // whether the legs that the process before this one left were looked at
	asked  map[string]time.Time // when each leg was first seen, or last asked for
	doubts map[string]bool      // legs to be asked for now
}

func newAgentLegs(c *core) *agentLegs {
	return &agentLegs{core: c, asked: map[string]time.Time{}, doubts: map[string]bool{}}
}

// run asks for the legs that are due until ctx ends.
func (a *agentLegs) run(ctx context.Context) error {
	a.ask(ctx)
	every(ctx, agentLegsEvery, func() { a.ask(ctx) })
	return nil
}

// doubt has a leg asked for at the next look.
func (a *agentLegs) doubt(leg string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.doubts[leg] = true
}

// ask asks the carrier for the legs that are due, and has the ACD take the end of those that are over.
func (a *agentLegs) ask(ctx context.Context) {
	for _, leg := range a.due(a.core.acd.State(), a.core.now()) {
		if ctx.Err() != nil {
			return
		}
		if err := a.askFor(ctx, leg); err != nil {
			a.core.Log.Warn().Err(err).Str("leg", leg).Msg("the carrier could not be asked whether an agent's leg is still there")
		}
	}
}

// askFor takes the end of a leg for a lost connection: the caller waits again, first in line,
// rather than hear goodbye.
func (a *agentLegs) askFor(ctx context.Context, leg string) error {
	now, err := a.core.Carrier.CallStatus(ctx, leg)
	if over, err := twilio.IsOver(now, err); !over {
		return err
	}
	a.core.Log.Warn().Str("leg", leg).Str("status", now.Status).Msg("the end of an agent's leg was not told; the carrier was asked")
	return a.core.acd.Do(ctx, acd.LegEnded{Leg: leg, Lost: true})
}

// due returns the legs to be asked for, in the order of their agents' names, at most a batch, and
// notes that they are.
func (a *agentLegs) due(state acd.State, now time.Time) (legs []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known := a.asked
	a.asked = make(map[string]time.Time, len(known))
	for s := range state.Sessions.Values() {
		if s.Leg == "" || s.Mode != acd.OnCall && s.Mode != acd.Consulted {
			continue
		}
		last, seen := known[s.Leg]
		switch k := state.Interactions.Get(s.Interaction); {
		case !seen:
			last = now
			if !a.begun { // what the lines themselves tell of the time between comes first
				a.doubts[s.Leg] = true
			}
		case (a.doubts[s.Leg] || now.Sub(last) >= askAgain(k)) && len(legs) < reconcileBatch:
			legs, last = append(legs, s.Leg), now
			delete(a.doubts, s.Leg)
		}
		a.asked[s.Leg] = last
	}
	a.begun = true
	maps.DeleteFunc(a.doubts, func(leg string, _ bool) bool { return a.asked[leg].IsZero() })
	return legs
}

// askAgain is how long a leg in an interaction goes without being asked for.
func askAgain(k acd.Interaction) time.Duration {
	if k.Apart() {
		return agentLegApart
	}
	return agentLegTalks
}
