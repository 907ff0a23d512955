package acd

import (
	"slices"
)

// matching offers callers who wait to agents who are free.
type matching struct{ t *transition }

// match offers every caller who can be offered now, the first first, each to
// the agent who has been idle longest.
func (m matching) match() {
	free := m.available()
	if len(free) == 0 {
		return
	}
	for _, k := range m.t.state.Waiting("") {
		if m.early(k) {
			continue
		}
		i := m.choose(&k, free)
		if i < 0 {
			continue
		}
		m.offer(k, free[i])
		if free = slices.Delete(free, i, i+1); len(free) == 0 {
			return
		}
	}
}

// available are the agents who can be asked, the longest idle first.
func (m matching) available() []AgentSession {
	var free []AgentSession
	for _, s := range m.t.state.sessions() {
		if s.Mode == Available && s.reachable() && !s.Unseen {
			free = append(free, s)
		}
	}
	slices.SortStableFunc(free, func(a, b AgentSession) int { return a.Idle.Compare(b.Idle) })
	return free
}

// early reports whether an interaction cannot be answered yet: the caller is not in the
// carrier's queue; or it is a callback whose line is closed, or which was tried
// a while ago.
func (m matching) early(k Interaction) bool {
	if k.Case == "" {
		return !k.There
	}
	return !m.t.rules.Open[k.Queue] || m.t.now.Before(k.NotBefore)
}

// choose is whom an interaction is offered to, or -1: the colleague it was handed to;
// else of those who serve the queue and were not asked in this round, the first
// who speaks the caller's language, or, when nobody who is signed in does, the
// first. When all who are free were asked, a new round begins.
func (m matching) choose(k *Interaction, free []AgentSession) int {
	if k.Wanted != "" {
		if i := slices.IndexFunc(free, func(s AgentSession) bool { return s.Name == k.Wanted }); i >= 0 {
			return i
		}
		if s, seated := m.t.session(k.Wanted); seated && s.Mode == Ringing && s.Interaction == k.ID {
			return -1
		}
		k.Wanted = "" // not free any more: anyone may have the caller
	}
	fits := func(s AgentSession) bool { return m.fits(*k, s) }
	if i := slices.IndexFunc(free, func(s AgentSession) bool { return fits(s) && !slices.Contains(k.Passed, s.Name) }); i >= 0 {
		return i
	}
	i := slices.IndexFunc(free, fits)
	if i >= 0 {
		k.Passed = nil
	}
	return i
}

// fits reports whether an agent serves an interaction's queue and speaks the caller's
// language, or nobody who serves it does.
func (m matching) fits(k Interaction, s AgentSession) bool {
	return slices.Contains(s.Queues, k.Queue) && (slices.Contains(s.Languages, k.Language) || !m.spoken(k))
}

// spoken reports whether somebody who is signed in for the queue, and not away,
// speaks the caller's language.
func (m matching) spoken(k Interaction) bool {
	for _, s := range m.t.state.sessions() {
		if s.Mode != Away && slices.Contains(s.Queues, k.Queue) && slices.Contains(s.Languages, k.Language) {
			return true
		}
	}
	return false
}

// offer asks an agent to take an interaction.
func (m matching) offer(k Interaction, s AgentSession) {
	k.Offer = m.ask(s, k.ID)
	m.t.count.offered(k.Record, s.Name)
	m.t.become(k, Offered)
}

// ask rings an agent about an interaction; one who dialled in hears it on the line.
func (m matching) ask(s AgentSession, ticket string) Offer {
	o := Offer{ID: m.t.next("o"), Agent: s.Name, Leg: s.Leg, Deadline: m.t.now.Add(ringFor)}
	s.Interaction, s.Why, s.Asked = ticket, "", Asked{o.ID, ticket}
	m.t.turnTo(s, Ringing)
	if s.Standing {
		m.t.do(RedirectAgent{Leg: s.Leg, Agent: s.Name})
	} else {
		m.t.do(Ring{Offer: o.ID, To: s.Address})
	}
	return o
}
