package acd

import (
	"cmp"
	"maps"
	"slices"
)

// interactions returns all interactions by their IDs: the same ACD is always gone through in
// the same order.
func (f State) interactions() []Interaction { return inOrder(f.Interactions) }

// sessions returns all agents' sessions by the agents' names.
func (f State) sessions() []AgentSession { return inOrder(f.Sessions) }

func inOrder[T any](m map[string]T) []T {
	list := make([]T, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, m[key])
	}
	return list
}

// ByCall is the interaction of a caller's call.
func (f State) ByCall(call string) (Interaction, bool) {
	if k, ok := f.Interactions[call]; ok {
		return k, true
	}
	for _, k := range f.interactions() { // at most one: only callbacks have another id
		if k.Call == call && call != "" {
			return k, true
		}
	}
	return Interaction{}, false
}

// ByOffer is the interaction that an offer is about.
func (f State) ByOffer(offer string) (Interaction, bool) {
	for _, k := range f.interactions() { // at most one
		if k.Offer.ID == offer && offer != "" {
			return k, true
		}
	}
	return Interaction{}, false
}

// ByLeg is the agent at the end of a call to an agent's telephone.
func (f State) ByLeg(leg string) (AgentSession, bool) {
	for _, s := range f.sessions() { // at most one
		if s.Leg == leg && leg != "" {
			return s, true
		}
	}
	return AgentSession{}, false
}

// AskedFor is the interaction that an offer was about, as long as its agent was not
// asked anything else since.
func (f State) AskedFor(offer string) (ticket string, ok bool) {
	for _, s := range f.sessions() { // at most one
		if s.Asked.Offer == offer && offer != "" {
			return s.Asked.Interaction, true
		}
	}
	return "", false
}

// Waiting are the interactions that wait in a queue ("" is all), offered or not, in
// the order in which they will be answered.
func (f State) Waiting(queue string) []Interaction {
	var line []Interaction
	for _, k := range f.interactions() {
		if k.State == Waiting && queue == "" || queue != "" && k.Queue == queue && (k.State == Waiting || k.State == Offered) {
			line = append(line, k)
		}
	}
	slices.SortFunc(line, before)
	return line
}

func before(a, b Interaction) int {
	return cmp.Or(-cmp.Compare(a.Priority, b.Priority), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
}
