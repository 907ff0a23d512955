package acd

// agentGone decides what becomes of a talk whose agent is no longer on the line. It goes on
// with a colleague who is in the conference. It ends when the agent hung up. Otherwise (the
// connection was lost, or the caller is on hold) the caller is back in the queue.
func (tk talks) agentGone(k Interaction, broken bool) {
	switch {
	case k.State == Consulting && k.Offer.Joined:
		tk.handOver(k)
	case k.State == Talking && !broken:
		tk.over(k, Answered)
	default:
		tk.cutOff(k)
	}
}

// over ends a talk: the caller goes on in the menu, the agent wraps up. Where
// caller and agent are in one conference, the agent's leaving closes it; a caller on
// hold has to be told.
func (tk talks) over(k Interaction, why Result) {
	apart := k.Apart()
	k.Record.Ended, k.Record.Result = tk.t.now, why
	tk.closeTalk(k)
	tk.t.remove(k)
	if apart {
		tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
}

// closeTalk ends the stay and sends the agent, and whoever was consulted, off.
func (tk talks) closeTalk(k Interaction) {
	tk.t.end(k.Record)
	tk.dismiss(k)
	if s, ok := tk.t.session(k.Agent); ok {
		statuses(tk).hangUp(&s)
		wrapups(tk).begin(s, k.Record)
	}
}

// release frees the agent of a caller who never came.
func (tk talks) release(k Interaction, missed bool) {
	tk.dismiss(k)
	if s, ok := tk.t.session(k.Agent); ok {
		statuses(tk).hangUp(&s)
		statuses(tk).free(s, missed)
	}
}

// cutOff puts a caller back to the front of the queue: the agent is gone
// although the talk was not over. A callback that is being dialled is tried later.
func (tk talks) cutOff(k Interaction) {
	if k.Case != "" { // nobody waits on the line
		callbacks(tk).agentLost(k)
		return
	}
	apart := k.Apart()
	talked := k.State != Joining
	if talked {
		k.Record.Ended, k.Record.Result = tk.t.now, Broken
		tk.closeTalk(k)
	} else {
		tk.release(k, true)
	}
	k.Priority = max(k.Priority, PriorityCutOff)
	k = callers(tk).back(k)
	if apart {
		tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
}
