package acd

// callbacks keeps the places of callers who asked to be called back, and the attempts to
// reach them.
type callbacks struct{ t *transition }

// CallbackID names the interaction of a callback by its case.
func CallbackID(number string) string { return "callback-" + number }

// callBack keeps a caller's place for a callback. Who asks again, for a queue that
// is more urgent, is called back from that one.
func (cb callbacks) callBack(e CallBack) {
	id := CallbackID(e.Case)
	if k, known := cb.t.interaction(id); known {
		if k.State == Waiting && e.Priority > k.Priority {
			k.Record.Ended, k.Record.Result = cb.t.now, HandedOn
			cb.t.end(k.Record)
			k.Queue, k.Priority, k.Entered = e.Queue, e.Priority, cb.t.now
			k.Record = cb.t.record(k)
			cb.t.count.began(k.Record)
			cb.t.put(k)
		}
		return
	}
	since := e.Since
	if k, ok := cb.t.state.ByCall(e.Call); ok {
		since, e.Senior = k.Since, k.Senior
		callers(cb).left(k, "callback")
	}
	if since.IsZero() {
		since = cb.t.now
	}
	k := Interaction{
		ID: id, Case: e.Case, Origin: e.Call, Number: e.Number, Queue: e.Queue, Language: e.Language, Priority: e.Priority,
		Senior: e.Senior, Since: since, Entered: cb.t.now,
	}
	k.Record = cb.t.record(k)
	if !e.Tried {
		cb.t.count.promised(k.Record)
	}
	cb.t.count.began(k.Record)
	cb.t.become(k, Waiting)
}

// callBackDone takes a callback that nobody is busy with off the ACD.
func (cb callbacks) callBackDone(e CallBackDone) {
	k, ok := cb.t.interaction(CallbackID(e.Case))
	if !ok || k.State != Waiting && k.State != Offered {
		return
	}
	offers(cb).withdraw(k)
	callers(cb).ended(k, Withdrawn)
}

// unreached ends a callback's attempt that its caller did not answer.
func (cb callbacks) unreached(k Interaction) {
	cb.stopDialling(&k)
	k.Record.Ended, k.Record.Result = cb.t.now, Unreached
	talks(cb).closeTalk(k)
	cb.attempted(k)
}

// agentLost ends a callback's attempt whose agent is gone before its caller came:
// the caller's telephone may have rung.
func (cb callbacks) agentLost(k Interaction) {
	cb.stopDialling(&k)
	k.Record.Ended, k.Record.Result = cb.t.now, Unreached
	cb.t.end(k.Record)
	talks(cb).release(k, true)
	cb.attempted(k)
}

// attempted puts a callback back for later; after a few attempts it is left to
// people: its case stays open.
func (cb callbacks) attempted(k Interaction) {
	k.Tries++
	if k.Tries >= TriesMost {
		cb.t.remove(k)
		return
	}
	k.NotBefore = cb.t.now.Add(retryAfter)
	callers(cb).back(k)
}

// dialled learns the call of a callback. The call of one that is over is ended.
func (cb callbacks) dialled(e Dialled) {
	k, ok := cb.t.interaction(e.Interaction)
	switch {
	case ok && k.Call == e.Call:
	case !ok || k.State != Joining || k.Call != "":
		cb.t.do(HangUp{Leg: e.Call})
	default:
		k.Call = e.Call
		cb.t.put(k)
	}
}

// stopDialling ends a callback's call that nobody has answered.
func (cb callbacks) stopDialling(k *Interaction) {
	if k.Call != "" {
		cb.t.do(HangUp{Leg: k.Call})
		k.Call = ""
	}
}
