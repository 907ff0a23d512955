package acd

// callers takes what callers, and the carrier about them, tell.
type callers struct{ t *transition }

// take takes an event of a caller.
func (c callers) take(e Event) {
	switch e := e.(type) {
	case Enqueued:
		c.entered(e)
	case CallBack:
		callbacks(c).callBack(e)
	case CallBackDone:
		callbacks(c).callBackDone(e)
	case Left:
		if k, ok := c.t.state.ByCall(e.Call); ok {
			c.left(k, e.Why)
		}
	case Dialled:
		callbacks(c).dialled(e)
	case Joined:
		c.joined(e)
	case CallerReturned:
		c.returned(e)
	case ConferenceEnded:
		c.conferenceEnded(e)
	case DequeueFailed:
		c.dequeueFailed(e)
	}
}

// entered gives a caller an interaction, or keeps up what is known of one. What
// speaks of a step that the call has left is late, and is nothing.
func (c callers) entered(e Enqueued) {
	k, known := c.t.state.ByCall(e.Call)
	switch {
	case known && e.Step < k.Step:
		return
	case known && (k.State == Waiting || k.State == Offered || k.State == Joining) && k.Queue == e.Queue:
		c.keepUp(k, e)
		return
	case known: // went on in the menu, and we were not told
		c.left(k, HandedOn)
	}
	since := c.t.now.Add(-e.Waited)
	k = Interaction{
		ID: e.Call, Call: e.Call, Queue: e.Queue, Language: e.Language, Priority: e.Priority, Senior: e.Senior,
		Since: since, Entered: since, Carrier: e.Carrier, Step: e.Step, There: e.There,
	}
	k.Record = c.t.record(k)
	c.t.count.began(k.Record)
	c.t.become(k, Waiting)
}

// keepUp notes what is new about a caller who waits.
func (c callers) keepUp(k Interaction, e Enqueued) {
	before := k.Carrier
	there := k.There && k.Step == e.Step || e.There
	if e.Carrier != "" {
		k.Carrier = e.Carrier
	}
	if k.Carrier == before && k.Step == e.Step && k.There == there {
		return
	}
	k.Step, k.There = e.Step, there
	c.t.put(k)
}

// left ends an interaction whose caller is gone, whatever they were doing.
func (c callers) left(k Interaction, why Result) {
	switch k.State {
	case Waiting, Offered:
		if k.Case != "" {
			return // a callback does not leave by itself
		}
		offers(c).withdraw(k)
		if why == "" {
			why = Abandoned
		}
		c.ended(k, why)
	case Joining:
		if k.Case != "" {
			callbacks(c).unreached(k)
			return
		}
		talks(c).release(k, false)
		if why == "" {
			why = Abandoned
		}
		c.ended(k, why)
	case Talking, Held, Consulting:
		talks(c).over(k, Answered)
	}
}

// ended closes an interaction and its queue record.
func (c callers) ended(k Interaction, why Result) {
	k.Record.Ended, k.Record.Result = c.t.now, why
	c.t.end(k.Record)
	c.t.remove(k)
}

// joined notes that the caller is in the conference with the agent.
func (c callers) joined(e Joined) {
	k, ok := c.t.interaction(e.Interaction)
	if !ok {
		k, ok = c.t.state.ByCall(e.Call)
	}
	if !ok || k.State == Waiting || k.State == Offered {
		return
	}
	k.Call, k.Step = e.Call, max(k.Step, e.Step)
	if k.State != Joining {
		c.t.put(k)
		return
	}
	k.Record.Call, k.Record.Answered, k.Record.Agent = e.Call, c.t.now, k.Agent
	c.t.count.answered(k.Record, k.Case != "")
	c.t.answered(k.Queue)
	if k.Case != "" { // from here on it is a talk like any other
		c.t.do(CloseCase{Case: k.Case, By: k.Agent, Note: "called back"})
		k.Case = ""
	}
	c.t.become(k, Talking)
}

// returned notes that a caller may be alone in the conference.
func (c callers) returned(e CallerReturned) {
	if k, ok := c.t.state.ByCall(e.Call); ok && !k.Returned {
		k.Returned = true
		c.t.put(k)
	}
}

// conferenceEnded takes that the agent has left the conference, and the caller has not.
func (c callers) conferenceEnded(e ConferenceEnded) {
	k, ok := c.t.state.ByCall(e.Call)
	switch {
	case !ok:
	case k.State == Joining, k.State == Talking && c.t.now.Sub(k.At) < noTalk:
		talks(c).cutOff(k)
	case k.State == Talking:
		talks(c).over(k, Answered)
	}
}

// dequeueFailed takes that the carrier could not bring the caller. A caller who hung up leaves
// the ACD; one who is still there waits again.
func (c callers) dequeueFailed(e DequeueFailed) {
	k, ok := c.t.interaction(e.Interaction)
	switch {
	case !ok || k.State != Joining:
	case k.Case != "":
		callbacks(c).unreached(k)
	case e.Gone:
		c.left(k, "")
	default:
		talks(c).cutOff(k)
	}
}

// back lets an interaction wait again, at its old place.
func (c callers) back(k Interaction) Interaction {
	answered := !k.Record.Ended.IsZero()
	k.There = k.There && !answered // one who talked is in a conference, not in the queue
	k.Agent, k.Conference, k.Offer, k.Wanted, k.HandedOn, k.Returned = "", "", Offer{}, "", false, false
	if answered {
		before := k.Record
		k.Entered = c.t.now
		k.Record = c.t.record(k)
		k.Record.Continued = before.Result == HandedOn && before.Queue == k.Queue
		c.t.count.began(k.Record)
	}
	return c.t.become(k, Waiting)
}
