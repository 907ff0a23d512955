package rehearse

import (
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// aside is what the next events of an ACD cannot touch: talks under way and their agents, and agents who
// wrap up. A step goes through all that the ACD knows of; kept aside, hundreds of talks cost it
// nothing. Each comes back before an event that concerns it, so that the ACD decides as if it had never
// been away; TestWhatIsAsideIsNotMissed holds that.
type aside struct {
	talks  map[string]acd.Interaction
	agents map[string]acd.AgentSession
	ids    map[string]string // of talks, by call
}

func newAside() aside {
	return aside{map[string]acd.Interaction{}, map[string]acd.AgentSession{}, map[string]string{}}
}

// recall brings back what an event concerns.
func (g *group) recall(e acd.Event, now time.Time) {
	switch e := e.(type) {
	case acd.EndCall:
		g.bring(e.Agent)
	case acd.File:
		g.bring(e.Agent)
	case acd.Prolong:
		g.bring(e.Agent)
	case acd.Tick:
		for _, name := range slices.Sorted(maps.Keys(g.aside.agents)) {
			if s := g.aside.agents[name]; s.Mode == acd.WrapUp && !now.Before(s.Until) {
				g.bring(name)
			}
		}
	case acd.Left:
		g.bring(g.aside.talks[g.aside.ids[e.Call]].Agent)
	case acd.SignIn, acd.Ready, acd.AgentGone:
		g.bringAll()
	}
}

// bring brings an agent back, and their talk.
func (g *group) bring(agent string) {
	s, away := g.aside.agents[agent]
	if !away {
		return
	}
	delete(g.aside.agents, agent)
	g.state.Sessions[agent] = s
	if k, talks := g.aside.talks[s.Interaction]; talks {
		delete(g.aside.talks, k.ID)
		delete(g.aside.ids, k.Call)
		g.state.Interactions[k.ID] = k
	}
}

func (g *group) bringAll() {
	for _, name := range slices.Sorted(maps.Keys(g.aside.agents)) {
		g.bring(name)
	}
}

// setAside takes those whom a step has changed out of the ACD, if nothing but an event of their own concerns
// them. One agent of the same skills stays, by whom the ACD knows that the queue is staffed, and in
// which languages.
func (g *group) setAside(changed []string) {
	if g.whole {
		return
	}
	for _, name := range changed {
		s, on := g.state.Sessions[name]
		if !on || s.After != "" || s.Mode == acd.Away {
			g.bringAll()
			return
		}
		k := g.state.Interactions[s.Interaction]
		if talks := s.Mode == acd.OnCall && k.State == acd.Talking; !talks && s.Mode != acd.WrapUp || !g.standsIn(s) {
			continue
		}
		delete(g.state.Sessions, name)
		g.aside.agents[name] = s
		if s.Mode == acd.OnCall {
			delete(g.state.Interactions, k.ID)
			g.aside.talks[k.ID], g.aside.ids[k.Call] = k, k.ID
		}
	}
}

// standsIn reports whether another agent with the skills of one is still in the ACD.
func (g *group) standsIn(one acd.AgentSession) bool {
	return slices.ContainsFunc(slices.Sorted(maps.Keys(g.state.Sessions)), func(name string) bool {
		s := g.state.Sessions[name]
		return name != one.Name && s.Mode != acd.Away && s.After == "" && slices.Equal(s.Queues, one.Queues) && slices.Equal(s.Languages, one.Languages)
	})
}

// byCall is the interaction of a call, aside or not.
func (g *group) byCall(call string) (acd.Interaction, bool) {
	if k, ok := g.aside.talks[g.aside.ids[call]]; ok {
		return k, true
	}
	return g.state.ByCall(call)
}
