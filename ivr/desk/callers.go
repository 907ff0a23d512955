package desk

// caller takes what callers, and the carrier about them, tell.
func (t *turn) caller(e Event) {
	switch e := e.(type) {
	case Entering:
		t.entering(e)
	case CallBack:
		t.callBack(e)
	case CallBackDone:
		t.callBackDone(e)
	case Left:
		if k, ok := t.floor.ByCall(e.Call); ok {
			t.left(k, e.Why)
		}
	case Dialled:
		t.dialled(e)
	case Arrived:
		t.arrived(e)
	case RoomClosed:
		t.roomClosed(e)
	case NotFetched:
		t.notFetched(e)
	}
}

// entering gives a caller a ticket, or keeps up what is known of one. What
// speaks of a step that the call has left is late, and is nothing.
func (t *turn) entering(e Entering) {
	k, known := t.floor.ByCall(e.Call)
	switch {
	case known && e.Step < k.Step:
		return
	case known && (k.State == Waiting || k.State == Offered || k.State == Joining) && k.Queue == e.Queue:
		t.keepUp(k, e)
		return
	case known: // went on in the menu, and we were not told
		t.left(k, HandedOn)
	}
	since := t.now.Add(-e.Waited)
	k = Ticket{
		ID: e.Call, Call: e.Call, Queue: e.Queue, Language: e.Language, Priority: e.Priority, Senior: e.Senior,
		Since: since, Entered: since, Carrier: e.Carrier, Step: e.Step, There: e.There,
	}
	k.Visit = t.visit(k)
	t.count.began(k.Visit)
	t.become(k, Waiting)
}

// keepUp notes what is new about a caller who waits.
func (t *turn) keepUp(k Ticket, e Entering) {
	before := k.Carrier
	there := k.There && k.Step == e.Step || e.There
	if e.Carrier != "" {
		k.Carrier = e.Carrier
	}
	if k.Carrier == before && k.Step == e.Step && k.There == there {
		return
	}
	k.Step, k.There = e.Step, there
	t.put(k)
}

func (t *turn) visit(k Ticket) Visit {
	return Visit{
		ID: t.next("v"), Ticket: k.ID, Call: k.Call, Origin: k.Origin, Queue: k.Queue, Language: k.Language, Senior: k.Senior,
		Entered: k.Entered,
	}
}

// CallbackID names the ticket of a callback by its case.
func CallbackID(number string) string { return "callback-" + number }

// callBack keeps a caller's place for a callback. Who asks again, for a queue that
// is more urgent, is called back from that one.
func (t *turn) callBack(e CallBack) {
	id := CallbackID(e.Case)
	if k, known := t.floor.Tickets[id]; known {
		if k.State == Waiting && e.Priority > k.Priority {
			k.Visit.Ended, k.Visit.Result = t.now, HandedOn
			t.end(k.Visit)
			k.Queue, k.Priority, k.Entered = e.Queue, e.Priority, t.now
			k.Visit = t.visit(k)
			t.count.began(k.Visit)
			t.put(k)
		}
		return
	}
	since := e.Since
	if k, ok := t.floor.ByCall(e.Call); ok {
		since, e.Senior = k.Since, k.Senior
		t.left(k, "callback")
	}
	if since.IsZero() {
		since = t.now
	}
	k := Ticket{
		ID: id, Case: e.Case, Origin: e.Call, Number: e.Number, Queue: e.Queue, Language: e.Language, Priority: e.Priority,
		Senior: e.Senior, Since: since, Entered: t.now,
	}
	k.Visit = t.visit(k)
	if !e.Tried {
		t.count.promised(k.Visit)
	}
	t.count.began(k.Visit)
	t.become(k, Waiting)
}

// callBackDone takes a callback that nobody is busy with off the floor.
func (t *turn) callBackDone(e CallBackDone) {
	k, ok := t.floor.Tickets[CallbackID(e.Case)]
	if !ok || k.State != Waiting && k.State != Offered {
		return
	}
	t.withdraw(k)
	t.ended(k, Withdrawn)
}

// left ends a ticket whose caller is gone, whatever they were doing.
func (t *turn) left(k Ticket, why Result) {
	switch k.State {
	case Waiting, Offered:
		if k.Case != "" {
			return // a callback does not leave by itself
		}
		t.withdraw(k)
		if why == "" {
			why = Abandoned
		}
		t.ended(k, why)
	case Joining:
		if k.Case != "" {
			t.unreached(k)
			return
		}
		t.release(k, false)
		if why == "" {
			why = Abandoned
		}
		t.ended(k, why)
	case Talking, Held, Consulting:
		t.over(k, Answered)
	}
}

// ended closes a ticket and its visit.
func (t *turn) ended(k Ticket, why Result) {
	k.Visit.Ended, k.Visit.Result = t.now, why
	t.end(k.Visit)
	t.remove(k)
}

// unreached puts a callback that was not answered back for later; after a few
// tries it is left to people: its case stays open.
func (t *turn) unreached(k Ticket) {
	t.stopDialling(&k)
	k.Visit.Ended, k.Visit.Result = t.now, Unreached
	t.closeTalk(k)
	k.Tries++
	if k.Tries >= triesMost {
		t.remove(k)
		return
	}
	k.NotBefore = t.now.Add(retryAfter)
	t.back(k)
}

// dialled learns the call of a callback. The call of one that is over is ended.
func (t *turn) dialled(e Dialled) {
	k, ok := t.floor.Tickets[e.Ticket]
	switch {
	case ok && k.Call == e.Call:
	case !ok || k.State != Joining || k.Call != "":
		t.do(Drop{Leg: e.Call})
	default:
		k.Call = e.Call
		t.put(k)
	}
}

// arrived: the caller is in the room with the agent.
func (t *turn) arrived(e Arrived) {
	k, ok := t.floor.Tickets[e.Ticket]
	if !ok {
		k, ok = t.floor.ByCall(e.Call)
	}
	if !ok || k.State == Waiting || k.State == Offered {
		return
	}
	k.Call, k.Step = e.Call, max(k.Step, e.Step)
	if k.State != Joining {
		t.put(k)
		return
	}
	k.Visit.Call, k.Visit.Answered, k.Visit.Agent = e.Call, t.now, k.Agent
	t.count.answered(k.Visit, k.Case != "")
	t.answered(k.Queue)
	if k.Case != "" { // from here on it is a talk like any other
		t.do(CloseCase{Case: k.Case, By: k.Agent, Note: "called back"})
		k.Case = ""
	}
	t.become(k, Talking)
}

// roomClosed: the agent has left the room, and the caller has not.
func (t *turn) roomClosed(e RoomClosed) {
	k, ok := t.floor.ByCall(e.Call)
	switch {
	case !ok:
	case k.State == Joining, k.State == Talking && t.now.Sub(k.At) < noTalk:
		t.cutOff(k)
	case k.State == Talking:
		t.over(k, Answered)
	}
}

// notFetched: the carrier could not bring the caller. One who is gone is gone;
// one who is still there is asked about again.
func (t *turn) notFetched(e NotFetched) {
	k, ok := t.floor.Tickets[e.Ticket]
	switch {
	case !ok || k.State != Joining:
	case k.Case != "":
		t.unreached(k)
	case e.Gone:
		t.left(k, "")
	default:
		t.cutOff(k)
	}
}
