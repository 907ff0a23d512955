package acd

// caller takes what callers, and the carrier about them, tell.
func (t *transition) caller(e Event) {
	switch e := e.(type) {
	case Enqueued:
		t.entering(e)
	case CallBack:
		t.callBack(e)
	case CallBackDone:
		t.callBackDone(e)
	case Left:
		if k, ok := t.state.ByCall(e.Call); ok {
			t.left(k, e.Why)
		}
	case Dialled:
		t.dialled(e)
	case Joined:
		t.arrived(e)
	case ConferenceEnded:
		t.conferenceEnded(e)
	case DequeueFailed:
		t.notFetched(e)
	}
}

// entering gives a caller an interaction, or keeps up what is known of one. What
// speaks of a step that the call has left is late, and is nothing.
func (t *transition) entering(e Enqueued) {
	k, known := t.state.ByCall(e.Call)
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
	k = Interaction{
		ID: e.Call, Call: e.Call, Queue: e.Queue, Language: e.Language, Priority: e.Priority, Senior: e.Senior,
		Since: since, Entered: since, Carrier: e.Carrier, Step: e.Step, There: e.There,
	}
	k.Record = t.record(k)
	t.count.began(k.Record)
	t.become(k, Waiting)
}

// keepUp notes what is new about a caller who waits.
func (t *transition) keepUp(k Interaction, e Enqueued) {
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

func (t *transition) record(k Interaction) QueueRecord {
	return QueueRecord{
		ID: t.next("v"), Interaction: k.ID, Call: k.Call, Origin: k.Origin, Queue: k.Queue, Language: k.Language, Senior: k.Senior,
		Entered: k.Entered,
	}
}

// CallbackID names the interaction of a callback by its case.
func CallbackID(number string) string { return "callback-" + number }

// callBack keeps a caller's place for a callback. Who asks again, for a queue that
// is more urgent, is called back from that one.
func (t *transition) callBack(e CallBack) {
	id := CallbackID(e.Case)
	if k, known := t.state.Interactions[id]; known {
		if k.State == Waiting && e.Priority > k.Priority {
			k.Record.Ended, k.Record.Result = t.now, HandedOn
			t.end(k.Record)
			k.Queue, k.Priority, k.Entered = e.Queue, e.Priority, t.now
			k.Record = t.record(k)
			t.count.began(k.Record)
			t.put(k)
		}
		return
	}
	since := e.Since
	if k, ok := t.state.ByCall(e.Call); ok {
		since, e.Senior = k.Since, k.Senior
		t.left(k, "callback")
	}
	if since.IsZero() {
		since = t.now
	}
	k := Interaction{
		ID: id, Case: e.Case, Origin: e.Call, Number: e.Number, Queue: e.Queue, Language: e.Language, Priority: e.Priority,
		Senior: e.Senior, Since: since, Entered: t.now,
	}
	k.Record = t.record(k)
	if !e.Tried {
		t.count.promised(k.Record)
	}
	t.count.began(k.Record)
	t.become(k, Waiting)
}

// callBackDone takes a callback that nobody is busy with off the ACD.
func (t *transition) callBackDone(e CallBackDone) {
	k, ok := t.state.Interactions[CallbackID(e.Case)]
	if !ok || k.State != Waiting && k.State != Offered {
		return
	}
	t.withdraw(k)
	t.ended(k, Withdrawn)
}

// left ends an interaction whose caller is gone, whatever they were doing.
func (t *transition) left(k Interaction, why Result) {
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

// ended closes an interaction and its queue record.
func (t *transition) ended(k Interaction, why Result) {
	k.Record.Ended, k.Record.Result = t.now, why
	t.end(k.Record)
	t.remove(k)
}

// unreached ends a callback's attempt that its caller did not answer.
func (t *transition) unreached(k Interaction) {
	t.stopDialling(&k)
	k.Record.Ended, k.Record.Result = t.now, Unreached
	t.closeTalk(k)
	t.attempted(k)
}

// agentLost ends a callback's attempt whose agent is gone before its caller came:
// the caller's telephone may have rung.
func (t *transition) agentLost(k Interaction) {
	t.stopDialling(&k)
	k.Record.Ended, k.Record.Result = t.now, Unreached
	t.end(k.Record)
	t.release(k, true)
	t.attempted(k)
}

// attempted puts a callback back for later; after a few attempts it is left to
// people: its case stays open.
func (t *transition) attempted(k Interaction) {
	k.Tries++
	if k.Tries >= TriesMost {
		t.remove(k)
		return
	}
	k.NotBefore = t.now.Add(retryAfter)
	t.back(k)
}

// dialled learns the call of a callback. The call of one that is over is ended.
func (t *transition) dialled(e Dialled) {
	k, ok := t.state.Interactions[e.Interaction]
	switch {
	case ok && k.Call == e.Call:
	case !ok || k.State != Joining || k.Call != "":
		t.do(HangUp{Leg: e.Call})
	default:
		k.Call = e.Call
		t.put(k)
	}
}

// arrived: the caller is in the conference with the agent.
func (t *transition) arrived(e Joined) {
	k, ok := t.state.Interactions[e.Interaction]
	if !ok {
		k, ok = t.state.ByCall(e.Call)
	}
	if !ok || k.State == Waiting || k.State == Offered {
		return
	}
	k.Call, k.Step = e.Call, max(k.Step, e.Step)
	if k.State != Joining {
		t.put(k)
		return
	}
	k.Record.Call, k.Record.Answered, k.Record.Agent = e.Call, t.now, k.Agent
	t.count.answered(k.Record, k.Case != "")
	t.answered(k.Queue)
	if k.Case != "" { // from here on it is a talk like any other
		t.do(CloseCase{Case: k.Case, By: k.Agent, Note: "called back"})
		k.Case = ""
	}
	t.become(k, Talking)
}

// roomClosed: the agent has left the conference, and the caller has not.
func (t *transition) conferenceEnded(e ConferenceEnded) {
	k, ok := t.state.ByCall(e.Call)
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
func (t *transition) notFetched(e DequeueFailed) {
	k, ok := t.state.Interactions[e.Interaction]
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
