package acd

import (
	"strconv"
	"time"
)

// transition is the ACD while it is taken through one event: the state as far as it has
// come, and what is to be done, kept and counted for it. Each subject has a type of its own
// over it, and one converts to another: [matching], [offers], [legs], [talks], [callbacks],
// [callers], [statuses], [wrapups] and [presence].
type transition struct {
	state                          State
	now                            time.Time
	rules                          Rules
	actions                        []Action
	records                        []QueueRecord
	count                          counter
	interactions, sessions, queues []string          // what has changed, each maybe more than once
	hungUp                         map[string]string // legs that are to end, by their agents
}

// interaction returns the interaction of an ID, and whether there is one.
func (t *transition) interaction(id string) (Interaction, bool) {
	return t.state.Interactions.Find(id)
}

// session returns the session of an agent, and whether they are signed in.
func (t *transition) session(agent string) (AgentSession, bool) {
	return t.state.Sessions.Find(agent)
}

// callOf returns the interaction that an agent is busy with; the zero one of who is not.
func (t *transition) callOf(s AgentSession) Interaction {
	return t.state.Interactions.Get(s.Interaction)
}

// asked returns the session of the agent to whom an interaction is offered, or who is
// consulted about it.
func (t *transition) asked(k Interaction) AgentSession { return t.state.Sessions.Get(k.Offer.Agent) }

// do has actions carried out.
func (t *transition) do(a ...Action) { t.actions = append(t.actions, a...) }

// put keeps an interaction.
func (t *transition) put(k Interaction) {
	t.state = t.state.With(k)
	t.interactions = append(t.interactions, k.ID)
}

// remove ends an interaction.
func (t *transition) remove(k Interaction) {
	t.state = t.state.Without(k.ID)
	t.interactions = append(t.interactions, k.ID)
}

// putSession keeps an agent's session.
func (t *transition) putSession(s AgentSession) {
	t.state = t.state.WithSession(s)
	t.sessions = append(t.sessions, s.Name)
}

// hangUp ends an agent's leg.
func (t *transition) hangUp(s *AgentSession) {
	t.do(HangUp{Leg: s.Leg})
	if t.hungUp == nil {
		t.hungUp = map[string]string{}
	}
	t.hungUp[s.Name] = s.Leg
	s.Leg = ""
}

// removeSession ends an agent's shift, and the line with it.
func (t *transition) removeSession(s AgentSession) {
	if s.Leg != "" {
		t.do(HangUp{Leg: s.Leg})
	}
	t.state = t.state.WithoutSession(s.Name)
	t.sessions = append(t.sessions, s.Name)
}

// next draws an id that was never given before.
func (t *transition) next(prefix string) string {
	t.state.Serial++
	return prefix + t.rules.Series + strconv.Itoa(t.state.Serial)
}

// become gives an interaction a new state.
func (t *transition) become(k Interaction, s InteractionState) Interaction {
	k.State, k.At = s, t.now
	t.put(k)
	return k
}

// turnTo gives an agent a new mode.
func (t *transition) turnTo(s AgentSession, m AgentStatus) AgentSession {
	s.Mode, s.At = m, t.now
	t.putSession(s)
	return s
}

// record begins the record of an interaction's stay in its queue.
func (t *transition) record(k Interaction) QueueRecord {
	return QueueRecord{
		ID: t.next("v"), Interaction: k.ID, Call: k.Call, Origin: k.Origin, Queue: k.Queue, Language: k.Language, Senior: k.Senior,
		Entered: k.Entered,
	}
}

// end keeps a stay that is over, and counts it.
func (t *transition) end(v QueueRecord) {
	t.records = append(t.records, v)
	t.count.ended(v)
}

// answered notes an answer, for estimates.
func (t *transition) answered(queue string) {
	l := t.state.Queues.Get(queue)
	l.Answers = recent(append(l.Answers[:len(l.Answers):len(l.Answers)], t.now), t.now)
	t.state = t.state.WithQueue(queue, l)
	t.queues = append(t.queues, queue)
}
