package acd

import "slices"

// dismiss sends a colleague away who was asked into the talk.
func (tk talks) dismiss(k Interaction) {
	if k.State != Consulting {
		return
	}
	if s, ok := tk.t.session(k.Offer.Agent); ok {
		statuses(tk).hangUp(&s)
		statuses(tk).free(s, false)
	}
}

// consult asks a colleague, or whoever is free in a queue, into the talk; the caller is held.
func (tk talks) consult(e Consult) error {
	k, err := tk.stays(e.Agent, Talking, Held)
	if err != nil {
		return err
	}
	colleague, ok := tk.colleague(e)
	if !ok {
		return ErrNobody
	}
	held := k.State == Held
	k.Offer = matching(tk).ask(colleague, k.ID)
	k.Offer.Queue = e.Queue
	tk.t.become(k, Consulting)
	if !held {
		tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
	}
	return nil
}

// colleague returns whom an agent may consult: the one who is named, or who is readiest in a
// queue. The agent has a call, and so is neither.
func (tk talks) colleague(e Consult) (AgentSession, bool) {
	if e.Colleague != "" {
		s, _ := tk.t.session(e.Colleague)
		return s, s.free()
	}
	return matching(tk).longestIdle(func(s AgentSession) bool { return slices.Contains(s.Queues, e.Queue) }, nil)
}

// completeTransfer leaves the caller with the colleague who was consulted.
func (tk talks) completeTransfer(name string) error {
	k, err := tk.call(name, Consulting)
	if err != nil {
		return err
	}
	if !k.Offer.Joined {
		return ErrNotYet
	}
	k.Conference = tk.t.next("room-") // the first agent's leaving closes the old one
	tk.handOver(k)
	return nil
}

// handOver leaves the caller with the colleague. Their line is not sent to the
// conference, for to leave it would close it: it comes out of the old one by itself.
func (tk talks) handOver(k Interaction) {
	k.Record.Ended, k.Record.Result = tk.t.now, HandedOn
	tk.t.end(k.Record)
	if s, ok := tk.t.session(k.Agent); ok {
		statuses(tk).hangUp(&s)
		wrapups(tk).begin(s, k.Record)
	}
	colleague := tk.t.asked(k)
	tk.t.turnTo(colleague, OnCall)
	k.Agent, k.Offer, k.Entered = colleague.Name, Offer{}, tk.t.now
	k.Record = tk.t.record(k)
	k.Record.Answered, k.Record.Agent, k.Record.Continued = tk.t.now, colleague.Name, true
	tk.t.count.offered(k.Record, colleague.Name)
	tk.t.count.answered(k.Record, false)
	tk.t.become(k, Talking)
	tk.t.do(RedirectCaller{Call: k.Call, Step: k.Step})
}

// leaveConsultation sends the colleague who was consulted away. That closes the
// conference, so there is a new one for the agent.
func (tk talks) leaveConsultation(k Interaction) {
	tk.dismiss(k)
	k.Offer = Offer{}
	k.Conference = tk.t.next("room-")
	tk.t.become(k, Held)
}
