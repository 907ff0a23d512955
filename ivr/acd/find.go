package acd

import (
	"cmp"

	"github.com/okpay/hotline/ivr"
)

// ByCall is the interaction of a caller's call.
func (f State) ByCall(call string) (Interaction, bool) {
	if k, ok := f.Interactions.Find(call); ok {
		return k, true
	}
	return f.interactionOf(byCall, call) // only callbacks have another id
}

// ByOffer is the interaction that an offer is about.
func (f State) ByOffer(offer string) (Interaction, bool) { return f.interactionOf(byOffer, offer) }

// ByLeg is the agent at the end of a call to an agent's telephone.
func (f State) ByLeg(leg string) (AgentSession, bool) { return f.sessionOf(byLeg, leg) }

// AskedFor is the interaction that an offer was about, as long as its agent was not
// asked anything else since.
func (f State) AskedFor(offer string) (ticket string, ok bool) {
	s, ok := f.sessionOf(byAsked, offer)
	return s.Asked.Interaction, ok
}

// interactionOf returns the interaction that an entry of the index leads to.
func (f State) interactionOf(of kind, group string) (Interaction, bool) {
	id, ok := f.index.first(of, group)
	if !ok {
		return Interaction{}, false
	}
	return f.Interactions.Find(id)
}

// sessionOf returns the session that an entry of the index leads to.
func (f State) sessionOf(of kind, group string) (AgentSession, bool) {
	name, ok := f.index.first(of, group)
	if !ok {
		return AgentSession{}, false
	}
	return f.Sessions.Find(name)
}

// Waiting are the interactions that wait in a queue, offered or not, in the order in which they
// will be answered.
func (f State) Waiting(queue string) []Interaction {
	var line []Interaction
	for id := range f.index.group(inQueue, queue) {
		line = append(line, f.Interactions.Get(id))
	}
	return line
}

// before compares the claims of two callers to be answered.
func before(a, b Interaction) int {
	return cmp.Or(-cmp.Compare(a.Priority, b.Priority), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
}

// AfterTalk is what became of a call's talk: its caller waits again, was handed on, or it is over.
func (f State) AfterTalk(call string) ivr.Answered {
	k, ok := f.ByCall(call)
	switch {
	case !ok || k.State != Waiting && k.State != Offered:
		return ivr.Answered{Talk: ivr.TalkOver}
	case k.HandedOn:
		return ivr.Answered{Talk: ivr.TalkMoved, Queue: k.Queue}
	}
	return ivr.Answered{Talk: ivr.TalkCutOff}
}

// LeftBy is how a caller left a queue by the nodes that the call then passed; "" is for the ACD to say.
func LeftBy(passed []ivr.Transition) Result {
	if len(passed) == 0 || passed[0].Exit == "bridged" {
		return ""
	}
	return Result(passed[0].Exit)
}
