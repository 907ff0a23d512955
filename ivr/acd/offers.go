package acd

import "slices"

// offers has what becomes of asking an agent to take a caller, or to be consulted: it rings,
// is answered, accepted, declined or taken back.
type offers struct{ t *transition }

// pending reports whether an offer still waits for a key.
func pending(k Interaction) bool {
	return k.State == Offered || k.State == Consulting && !k.Offer.Joined
}

// dropStray ends the leg of an offer that is over, unless an agent has it. A leg
// that was answered needs no end: it asks, and is told why the offer is over.
func (o offers) dropStray(leg string) {
	if _, seated := o.t.state.ByLeg(leg); !seated {
		o.t.do(HangUp{Leg: leg})
	}
}

// agentRinging learns the leg that rings for an offer, and ends it when the offer is over, or has a leg.
func (o offers) agentRinging(e AgentRinging) {
	if k, ok := o.t.state.ByOffer(e.Offer); ok && k.Offer.Leg != "" && k.Offer.Leg != e.Leg {
		o.dropStray(e.Leg)
	} else if _, ok := o.rung(e.Offer, e.Leg); !ok {
		o.dropStray(e.Leg)
	}
}

// rung learns the leg of an offer, and returns the interaction; false when the offer is over.
func (o offers) rung(offer, leg string) (Interaction, bool) {
	k, ok := o.t.state.ByOffer(offer)
	if s, taken := o.t.state.ByLeg(leg); taken && (!ok || s.Name != k.Offer.Agent) {
		return Interaction{}, false
	}
	if !ok || !pending(k) {
		return Interaction{}, false
	}
	if k.Offer.Leg != leg {
		s := o.t.asked(k)
		k.Offer.Leg, s.Leg = leg, leg
		o.t.put(k)
		o.t.putSession(s)
	}
	return k, true
}

// agentAnswered gives the agent time for the whisper and a key.
func (o offers) agentAnswered(e AgentAnswered) {
	if k, ok := o.rung(e.Offer, e.Leg); ok {
		k.Offer.Deadline = o.t.now.Add(acceptFor)
		o.t.put(k)
	}
}

// accepted gives the agent the caller, or has them join a colleague's talk. Too late or
// again, it changes nothing.
func (o offers) accepted(e Accepted) {
	k, ok := o.rung(e.Offer, e.Leg)
	if !ok {
		return
	}
	s := o.t.asked(k)
	s.Missed, s.Why = 0, ""
	if k.State == Consulting {
		k.Offer.Joined = true
		o.t.put(k)
		o.t.turnTo(s, Consulted)
		return
	}
	k.Agent, k.Conference, k.Offer, k.Passed, k.Wanted, k.HandedOn = s.Name, o.t.next("room-"), Offer{}, nil, "", false
	o.t.turnTo(s, OnCall)
	k = o.t.become(k, Joining)
	if k.Case != "" {
		o.t.do(Dial{Interaction: k.ID, To: k.Number})
		return
	}
	o.t.do(Dequeue{Interaction: k.ID, Call: k.Call, Queue: k.Queue, Carrier: k.Carrier, Step: k.Step})
}

// declined takes the offer from an agent who did not take it. The caller keeps the place.
func (o offers) declined(k Interaction) {
	if !pending(k) {
		return
	}
	s := o.t.asked(k)
	k.Passed, k.Wanted = append(slices.Clone(k.Passed), s.Name), ""
	o.endOffer(k, s, true)
}

// endOffer frees the agent who was asked. The caller keeps the place: in the queue,
// or on hold where a colleague was to be consulted.
func (o offers) endOffer(k Interaction, s AgentSession, missed bool) {
	consulted := k.State == Consulting
	k.Offer = Offer{}
	if consulted {
		o.t.become(k, Held)
	} else {
		o.t.become(k, Waiting)
	}
	statuses(o).hangUp(&s)
	statuses(o).free(s, missed)
}

// withdraw takes an offer back: the caller is gone.
func (o offers) withdraw(k Interaction) {
	if k.State != Offered {
		return
	}
	s := o.t.asked(k)
	statuses(o).hangUp(&s)
	statuses(o).free(s, false)
}

// mayTake reports whether an agent may still take what they are asked to take.
func (o offers) mayTake(s AgentSession, k Interaction) bool {
	switch {
	case k.State == Consulting:
		return k.Offer.Queue == "" || slices.Contains(s.Queues, k.Offer.Queue)
	case k.Wanted == s.Name:
		return true
	}
	return matching(o).fits(k, s)
}

// takeBack ends an offer that the agent cannot be blamed for.
func (o offers) takeBack(s AgentSession) {
	o.endOffer(o.t.callOf(s), s, false)
}

// decline is an agent's refusal of what they are asked to take.
func (o offers) decline(name string) error {
	s, ok := o.t.session(name)
	if !ok || s.Mode != Ringing {
		return ErrNoCall
	}
	o.declined(o.t.callOf(s))
	return nil
}
