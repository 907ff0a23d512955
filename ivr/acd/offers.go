package acd

import (
	"maps"
	"slices"
)

// telephone takes what agents' telephones tell.
func (t *transition) telephone(e Event) {
	switch e := e.(type) {
	case AgentRinging:
		if _, ok := t.rung(e.Offer, e.Leg); !ok {
			t.dropStray(e.Leg)
		}
	case AgentAnswered:
		t.reached(e)
	case Accepted:
		t.accepted(e)
	case Declined:
		if k, ok := t.state.ByOffer(e.Offer); ok {
			t.declined(k)
		}
	case LegEnded:
		t.legEnded(e)
	}
}

// pending reports whether an offer still waits for a key.
func pending(k Interaction) bool {
	return k.State == Offered || k.State == Consulting && !k.Offer.Joined
}

// dropStray ends the leg of an offer that is over, unless an agent has it. A leg
// that was answered needs no end: it asks, and is told why the offer is over.
func (t *transition) dropStray(leg string) {
	if _, seated := t.state.ByLeg(leg); !seated {
		t.do(HangUp{Leg: leg})
	}
}

// rung learns the leg of an offer; false when the offer is over.
func (t *transition) rung(offer, leg string) (Interaction, bool) {
	k, ok := t.state.ByOffer(offer)
	if s, taken := t.state.ByLeg(leg); taken && (!ok || s.Name != k.Offer.Agent) {
		return Interaction{}, false
	}
	if !ok || !pending(k) {
		return Interaction{}, false
	}
	if k.Offer.Leg != leg {
		s := t.state.Sessions[k.Offer.Agent]
		k.Offer.Leg, s.Leg = leg, leg
		t.put(k)
		t.putSession(s)
	}
	return k, true
}

func (t *transition) reached(e AgentAnswered) {
	if k, ok := t.rung(e.Offer, e.Leg); ok {
		k.Offer.Deadline = t.now.Add(acceptFor)
		t.put(k)
	}
}

// accepted: the agent has the caller, or joins a colleague's talk. Too late or
// again, it changes nothing.
func (t *transition) accepted(e Accepted) {
	k, ok := t.rung(e.Offer, e.Leg)
	if !ok {
		return
	}
	s := t.state.Sessions[k.Offer.Agent]
	s.Missed, s.Why = 0, ""
	if k.State == Consulting {
		k.Offer.Joined = true
		t.put(k)
		t.turnTo(s, Consulted)
		return
	}
	k.Agent, k.Conference, k.Offer, k.Passed, k.Wanted, k.HandedOn = s.Name, t.next("room-"), Offer{}, nil, "", false
	t.turnTo(s, OnCall)
	k = t.become(k, Joining)
	if k.Case != "" {
		t.do(Dial{Interaction: k.ID, To: k.Number})
		return
	}
	t.do(Dequeue{Interaction: k.ID, Call: k.Call, Queue: k.Queue, Carrier: k.Carrier, Step: k.Step})
}

// declined: the one who was asked did not take it. The caller keeps the place.
func (t *transition) declined(k Interaction) {
	if !pending(k) {
		return
	}
	s := t.state.Sessions[k.Offer.Agent]
	k.Passed, k.Wanted = append(slices.Clone(k.Passed), s.Name), ""
	t.endOffer(k, s, true)
}

// endOffer frees the agent who was asked. The caller keeps the place: in the queue,
// or on hold where a colleague was to be consulted.
func (t *transition) endOffer(k Interaction, s AgentSession, missed bool) {
	consulted := k.State == Consulting
	k.Offer = Offer{}
	if consulted {
		t.become(k, Held)
	} else {
		t.become(k, Waiting)
	}
	t.hangUp(&s)
	t.free(s, missed)
}

// withdraw takes an offer back: the caller is gone.
func (t *transition) withdraw(k Interaction) {
	if k.State != Offered {
		return
	}
	s := t.state.Sessions[k.Offer.Agent]
	t.hangUp(&s)
	t.free(s, false)
}

// legEnded: an agent's telephone was hung up, or lost.
func (t *transition) legEnded(e LegEnded) {
	s, ok := t.state.ByLeg(e.Leg)
	if !ok {
		k, offered := t.state.ByOffer(e.Offer)
		if !offered || !pending(k) || k.Offer.Leg != "" && k.Offer.Leg != e.Leg {
			return
		}
		s = t.state.Sessions[k.Offer.Agent]
	}
	standing := s.Standing
	s.Leg, s.Standing = "", false
	t.putSession(s)
	t.lost(s, e.Lost)
	if s, seated := t.state.Sessions[s.Name]; standing && seated && s.Mode != OnCall && s.Mode != Consulted {
		t.removeSession(s) // with the line the shift is over; an open desk page signs in again
	}
}

func (t *transition) lost(s AgentSession, broken bool) {
	k := t.state.Interactions[s.Interaction]
	switch s.Mode {
	case Ringing:
		t.declined(k)
	case Consulted:
		t.dismiss(k)
		k.Offer = Offer{}
		t.become(k, Held)
	case OnCall:
		t.agentGone(k, broken)
	}
}

// agentGone: a talk goes on with the colleague who is in the conference, ends when
// the agent hung up, and is made good when it was cut off, or the caller was
// on hold and would be forgotten.
func (t *transition) agentGone(k Interaction, broken bool) {
	switch {
	case k.State == Consulting && k.Offer.Joined:
		t.handOver(k)
	case k.State == Talking && !broken:
		t.over(k, Answered)
	default:
		t.cutOff(k)
	}
}

// tick ends what has taken too long.
func (t *transition) tick() {
	for _, id := range slices.Sorted(maps.Keys(t.state.Interactions)) {
		k, ok := t.state.Interactions[id]
		switch {
		case !ok:
		case pending(k) && t.now.After(k.Offer.Deadline):
			t.declined(k)
		case k.State == Joining && t.now.Sub(k.At) > t.joinFor(k):
			t.notFetched(DequeueFailed{Interaction: id})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.state.Sessions)) {
		if s := t.state.Sessions[name]; s.Mode == WrapUp && !t.now.Before(s.Until) {
			t.wrappedUp(s)
		}
	}
}
