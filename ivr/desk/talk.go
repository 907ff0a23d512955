package desk

// over ends a talk: the caller goes on in the menu, the agent wraps up. Where
// caller and agent are in one room, the agent's leaving closes it; a caller on
// hold has to be told.
func (t *turn) over(k Ticket, why Result) {
	apart := k.State == Held || k.State == Consulting
	k.Visit.Ended, k.Visit.Result = t.now, why
	t.closeTalk(k)
	t.remove(k)
	if apart {
		t.do(Move{Call: k.Call, Step: k.Step})
	}
}

// end keeps a stay that is over, and counts it.
func (t *turn) end(v Visit) {
	t.visits = append(t.visits, v)
	t.count.ended(v)
}

// closeTalk ends the stay and sends the agent, and whoever was consulted, off.
func (t *turn) closeTalk(k Ticket) {
	t.end(k.Visit)
	t.dismiss(k)
	if s, ok := t.floor.Seats[k.Agent]; ok {
		t.hangUp(&s)
		t.wrapUp(s, k.Visit)
	}
}

// release frees the agent of a caller who never came.
func (t *turn) release(k Ticket, missed bool) {
	t.dismiss(k)
	if s, ok := t.floor.Seats[k.Agent]; ok {
		t.hangUp(&s)
		t.free(s, missed)
	}
}

// dismiss sends a colleague away who was asked into the talk.
func (t *turn) dismiss(k Ticket) {
	if k.State != Consulting {
		return
	}
	if s, ok := t.floor.Seats[k.Offer.Agent]; ok {
		t.hangUp(&s)
		t.free(s, false)
	}
}

// hangUp ends the call to an agent's telephone; one who dialled in stays on
// the line and waits for the next caller.
func (t *turn) hangUp(s *Seat) {
	switch {
	case s.Leg == "":
	case s.Standing && !s.leaving():
		t.do(Send{Leg: s.Leg, Agent: s.Name})
	default:
		t.do(Drop{Leg: s.Leg})
		s.Leg = ""
	}
}

// free makes an agent available again, or away after too many offers not taken.
func (t *turn) free(s Seat, missed bool) {
	s.Ticket = ""
	if missed {
		s.Missed++
	}
	switch {
	case s.leaving():
		t.unseat(s)
	case s.After == Away:
		s.After = ""
		t.turnTo(s, Away)
	case s.Missed >= missesMost:
		s.Missed, s.Why = 0, WhyMissed
		if s.Standing { // nobody is at the other end; without a desk they dial in anew
			t.do(Drop{Leg: s.Leg})
		}
		t.turnTo(s, Away)
	default:
		t.standReady(s)
	}
}

// standReady makes an agent available who can be rung, and away who cannot.
func (t *turn) standReady(s Seat) {
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
// although the talk was not over.
func (t *turn) cutOff(k Ticket) {
	apart := k.State == Held || k.State == Consulting
	talked := k.State != Joining
	if talked {
		k.Visit.Ended, k.Visit.Result = t.now, Broken
		t.closeTalk(k)
	} else {
		t.release(k, true)
	}
	if k.Case != "" { // nobody waits on the line: the telephone just rings
		t.stopDialling(&k)
		t.back(k)
		return
	}
	k.Priority = max(k.Priority, PriorityCutOff)
	k = t.back(k)
	if apart {
		t.do(Move{Call: k.Call, Step: k.Step})
	}
}

// stopDialling ends a callback's call that nobody has answered.
func (t *turn) stopDialling(k *Ticket) {
	if k.Call != "" {
		t.do(Drop{Leg: k.Call})
		k.Call = ""
	}
}

// back lets a ticket wait again, at its old place.
func (t *turn) back(k Ticket) Ticket {
	answered := !k.Visit.Ended.IsZero()
	k.There = k.There && !answered // one who talked is in a room, not in the queue
	k.Agent, k.Room, k.Offer, k.Wanted, k.HandedOn = "", "", Offer{}, "", false
	if answered {
		before := k.Visit
		k.Entered = t.now
		k.Visit = t.visit(k)
		k.Visit.Continued = before.Result == HandedOn && before.Queue == k.Queue
		t.count.began(k.Visit)
	}
	return t.become(k, Waiting)
}

// answered notes an answer, for estimates.
func (t *turn) answered(queue string) {
	l := t.floor.Lines[queue]
	l.Answers = recent(append(l.Answers[:len(l.Answers):len(l.Answers)], t.now), t.now)
	t.floor.Lines[queue] = l
	t.lines[queue] = true
}
