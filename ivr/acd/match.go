package acd

import (
	"cmp"
	"slices"
)

// match offers every caller who can be offered now, the first first, each to
// the agent who has been idle longest.
func (t *transition) match() {
	free := t.available()
	if len(free) == 0 {
		return
	}
	for _, k := range t.state.Waiting("") {
		if t.early(k) {
			continue
		}
		i := t.choose(&k, free)
		if i < 0 {
			continue
		}
		t.offer(k, free[i])
		if free = slices.Delete(free, i, i+1); len(free) == 0 {
			return
		}
	}
}

// available are the agents who can be asked, the longest idle first.
func (t *transition) available() []AgentSession {
	var free []AgentSession
	for _, s := range t.state.sessions() {
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
func (t *transition) early(k Interaction) bool {
	if k.Case == "" {
		return !k.There
	}
	return !t.rules.Open[k.Queue] || t.now.Before(k.NotBefore)
}

// choose is whom an interaction is offered to, or -1: the colleague it was handed to;
// else of those who serve the queue and were not asked in this round, the first
// who speaks the caller's language, or, when nobody who is signed in does, the
// first. When all who are free were asked, a new round begins.
func (t *transition) choose(k *Interaction, free []AgentSession) int {
	if k.Wanted != "" {
		if i := slices.IndexFunc(free, func(s AgentSession) bool { return s.Name == k.Wanted }); i >= 0 {
			return i
		}
		if s, seated := t.state.Sessions[k.Wanted]; seated && s.Mode == Ringing && s.Interaction == k.ID {
			return -1
		}
		k.Wanted = "" // not free any more: anyone may have the caller
	}
	fits := func(s AgentSession) bool { return t.fits(*k, s) }
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
func (t *transition) fits(k Interaction, s AgentSession) bool {
	return slices.Contains(s.Queues, k.Queue) && (slices.Contains(s.Languages, k.Language) || !t.spoken(k))
}

// spoken reports whether somebody who is signed in for the queue, and not away,
// speaks the caller's language.
func (t *transition) spoken(k Interaction) bool {
	for _, s := range t.state.sessions() {
		if s.Mode != Away && slices.Contains(s.Queues, k.Queue) && slices.Contains(s.Languages, k.Language) {
			return true
		}
	}
	return false
}

// offer asks an agent to take an interaction.
func (t *transition) offer(k Interaction, s AgentSession) {
	k.Offer = t.ask(s, k.ID)
	t.count.offered(k.Record, s.Name)
	t.become(k, Offered)
}

// ask rings an agent about an interaction; one who dialled in hears it on the line.
func (t *transition) ask(s AgentSession, ticket string) Offer {
	o := Offer{ID: t.next("o"), Agent: s.Name, Leg: s.Leg, Deadline: t.now.Add(ringFor)}
	s.Interaction, s.Why, s.Asked = ticket, "", Asked{o.ID, ticket}
	t.turnTo(s, Ringing)
	if s.Standing {
		t.do(RedirectAgent{Leg: s.Leg, Agent: s.Name})
	} else {
		t.do(Ring{Offer: o.ID, To: s.Address})
	}
	return o
}

// Waiting are the interactions that wait in a queue ("" is all), offered or not, in
// the order in which they will be answered.
func (f State) Waiting(queue string) []Interaction {
	var line []Interaction
	for _, k := range f.interactions() {
		if k.State == Waiting && queue == "" || queue != "" && k.Queue == queue && (k.State == Waiting || k.State == Offered) {
			line = append(line, k)
		}
	}
	slices.SortFunc(line, before)
	return line
}

func before(a, b Interaction) int {
	return cmp.Or(-cmp.Compare(a.Priority, b.Priority), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
}
