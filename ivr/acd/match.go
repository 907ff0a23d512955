package acd

import (
	"cmp"
	"slices"
)

// matching offers callers who wait to agents who are free.
type matching struct{ t *transition }

// match offers every caller who can be offered now, the first first, each to
// the agent who has been idle longest.
func (m matching) match() {
	for {
		k, s, ok := m.next()
		if !ok {
			return
		}
		m.offer(k, s)
	}
}

// next returns the first caller who can be offered now, and to whom. Only the first of those
// who ask the same of agents, or who were handed to the same colleague, can be that.
func (m matching) next() (first Interaction, to AgentSession, ok bool) {
	if !m.anyFree() {
		return Interaction{}, AgentSession{}, false
	}
	consider := func(k Interaction) {
		if ok && before(first, k) < 0 {
			return
		}
		if s, found := m.choose(&k); found {
			first, to, ok = k, s, true
		}
	}
	for _, id := range m.t.state.index.groups(ready) {
		if k, _ := m.t.interaction(id); m.inHours(k) {
			consider(k)
		}
	}
	for colleague, id := range m.t.state.index.groups(wanting) {
		if s, _ := m.t.session(colleague); s.free() {
			k, _ := m.t.interaction(id)
			consider(k)
		}
	}
	return first, to, ok
}

// anyFree reports whether there is an agent who can be asked.
func (m matching) anyFree() bool {
	for range m.t.state.index.groups(free) {
		return true
	}
	return false
}

// inHours reports whether an interaction can be answered now: callbacks are made while their
// line is open.
func (m matching) inHours(k Interaction) bool { return k.Case == "" || m.t.rules.Open[k.Queue] }

// longestIdle returns the agent who has been idle longest, of those who can be asked, have
// skills that fit, and were not passed over.
func (m matching) longestIdle(fits func(AgentSession) bool, passed []string) (longest AgentSession, ok bool) {
	for skills, name := range m.t.state.index.groups(free) {
		if s, _ := m.t.session(name); !fits(s) {
			continue
		}
		for name := range m.t.state.index.group(free, skills) {
			if slices.Contains(passed, name) {
				continue
			}
			if s, _ := m.t.session(name); !ok || s.before(longest) {
				longest, ok = s, true
			}
			break
		}
	}
	return longest, ok
}

// before reports whether an agent who is free is asked before another.
func (s AgentSession) before(other AgentSession) bool {
	return cmp.Or(s.Idle.Compare(other.Idle), cmp.Compare(s.Name, other.Name)) < 0
}

// choose returns whom an interaction is offered to: the colleague it was handed to;
// else of those who serve the queue and were not asked in this round, the one longest idle
// who speaks the caller's language, or, when nobody who is signed in does, the
// one longest idle. When all who are free were asked, a new round begins.
func (m matching) choose(k *Interaction) (AgentSession, bool) {
	if k.Wanted != "" {
		if s, _ := m.t.session(k.Wanted); s.free() {
			return s, true
		}
		k.Wanted = "" // not free any more: anyone may have the caller
	}
	fits := func(s AgentSession) bool { return m.fits(*k, s) }
	if s, ok := m.longestIdle(fits, k.Passed); ok {
		return s, true
	}
	k.Passed = nil
	return m.longestIdle(fits, nil)
}

// fits reports whether an agent serves an interaction's queue and speaks the caller's
// language, or nobody who serves it does.
func (m matching) fits(k Interaction, s AgentSession) bool {
	return slices.Contains(s.Queues, k.Queue) && (slices.Contains(s.Languages, k.Language) || !m.spoken(k))
}

// spoken reports whether somebody who is signed in for the queue, and not away,
// speaks the caller's language.
func (m matching) spoken(k Interaction) bool {
	for _, name := range m.t.state.index.groups(present) {
		if s, _ := m.t.session(name); slices.Contains(s.Queues, k.Queue) && slices.Contains(s.Languages, k.Language) {
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
		m.t.do(Ring{Offer: o.ID, To: s.Address, After: m.t.hungUp[s.Name]})
	}
	return o
}
