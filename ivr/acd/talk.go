package acd

// over ends a talk: the caller goes on in the menu, the agent wraps up. Where
// caller and agent are in one conference, the agent's leaving closes it; a caller on
// hold has to be told.
func (t *transition) over(k Interaction, why Result) {
	apart := k.State == Held || k.State == Consulting
	k.Record.Ended, k.Record.Result = t.now, why
	t.closeTalk(k)
	t.remove(k)
	if apart {
		t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
}

// end keeps a stay that is over, and counts it.
func (t *transition) end(v QueueRecord) {
	t.records = append(t.records, v)
	t.count.ended(v)
}

// closeTalk ends the stay and sends the agent, and whoever was consulted, off.
func (t *transition) closeTalk(k Interaction) {
	t.end(k.Record)
	t.dismiss(k)
	if s, ok := t.state.Sessions[k.Agent]; ok {
		t.hangUp(&s)
		t.wrapUp(s, k.Record)
	}
}

// release frees the agent of a caller who never came.
func (t *transition) release(k Interaction, missed bool) {
	t.dismiss(k)
	if s, ok := t.state.Sessions[k.Agent]; ok {
		t.hangUp(&s)
		t.free(s, missed)
	}
}

// dismiss sends a colleague away who was asked into the talk.
func (t *transition) dismiss(k Interaction) {
	if k.State != Consulting {
		return
	}
	if s, ok := t.state.Sessions[k.Offer.Agent]; ok {
		t.hangUp(&s)
		t.free(s, false)
	}
}

// hangUp ends the call to an agent's telephone; one who dialled in stays on
// the line and waits for the next caller.
func (t *transition) hangUp(s *AgentSession) {
	switch {
	case s.Leg == "":
	case s.Standing && !s.leaving():
		t.do(RedirectAgent{Leg: s.Leg, Agent: s.Name})
	default:
		t.do(HangUp{Leg: s.Leg})
		s.Leg = ""
	}
}

// free makes an agent available again, or away after too many offers not taken.
func (t *transition) free(s AgentSession, missed bool) {
	s.Interaction = ""
	if missed {
		s.Missed++
	}
	switch {
	case s.leaving():
		t.removeSession(s)
	case s.After == Away:
		s.After = ""
		t.turnTo(s, Away)
	case s.Missed >= missesMost:
		s.Missed, s.Why = 0, WhyMissed
		if s.Standing { // nobody is at the other end; without a desk they dial in anew
			t.do(HangUp{Leg: s.Leg})
		}
		t.turnTo(s, Away)
	default:
		t.standReady(s)
	}
}

// standReady makes an agent available who can be rung, and away who cannot.
func (t *transition) standReady(s AgentSession) {
	if s.reachable() {
		if s.Mode != Available {
			t.turnTo(s, Available)
		}
		return
	}
	s.Why = WhyNoPhone
	t.turnTo(s, Away)
}

// cutOff puts a caller back to the front of the queue: the agent is gone
// although the talk was not over. A callback that is being dialled is tried later.
func (t *transition) cutOff(k Interaction) {
	if k.Case != "" { // nobody waits on the line
		t.agentLost(k)
		return
	}
	apart := k.State == Held || k.State == Consulting
	talked := k.State != Joining
	if talked {
		k.Record.Ended, k.Record.Result = t.now, Broken
		t.closeTalk(k)
	} else {
		t.release(k, true)
	}
	k.Priority = max(k.Priority, PriorityCutOff)
	k = t.back(k)
	if apart {
		t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
}

// stopDialling ends a callback's call that nobody has answered.
func (t *transition) stopDialling(k *Interaction) {
	if k.Call != "" {
		t.do(HangUp{Leg: k.Call})
		k.Call = ""
	}
}

// back lets an interaction wait again, at its old place.
func (t *transition) back(k Interaction) Interaction {
	answered := !k.Record.Ended.IsZero()
	k.There = k.There && !answered // one who talked is in a conference, not in the queue
	k.Agent, k.Conference, k.Offer, k.Wanted, k.HandedOn = "", "", Offer{}, "", false
	if answered {
		before := k.Record
		k.Entered = t.now
		k.Record = t.record(k)
		k.Record.Continued = before.Result == HandedOn && before.Queue == k.Queue
		t.count.began(k.Record)
	}
	return t.become(k, Waiting)
}

// answered notes an answer, for estimates.
func (t *transition) answered(queue string) {
	l := t.state.Queues[queue]
	l.Answers = recent(append(l.Answers[:len(l.Answers):len(l.Answers)], t.now), t.now)
	t.state.Queues[queue] = l
	t.queues[queue] = true
}
