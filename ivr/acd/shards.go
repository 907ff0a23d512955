package acd

import (
	"maps"
	"slices"
)

// noQueue stands for the queue of agents who serve none.
const noQueue = "~"

// Touched returns the queues that a change of a state has to do with, sorted: those of the
// interactions and sessions that differ, as they were and as they are. Whatever the change was
// decided on is in these queues. So of two changes that have none in common, each can be made
// without knowing of the other, and who knows of both has the same state in either order.
func (c Change) Touched(before State) []string {
	var all []string
	for _, f := range []State{before, c.State} {
		for _, id := range c.Interactions {
			if k, ok := f.Interactions.Find(id); ok {
				all = append(all, aroundInteraction(f, k)...)
			}
		}
		for _, name := range c.Sessions {
			if s, ok := f.Sessions.Find(name); ok {
				all = append(all, aroundSession(f, s)...)
			}
		}
	}
	return once(append(all, c.Queues...))
}

// aroundInteraction returns an interaction's queue, and those of the agents who have it, are
// offered it, or are waited for.
func aroundInteraction(f State, k Interaction) []string {
	all := []string{k.Queue}
	for _, agent := range []string{k.Agent, k.Offer.Agent, k.Wanted} {
		if s, ok := f.Sessions.Find(agent); ok {
			all = append(all, s.served()...)
		}
	}
	return all
}

// aroundSession returns the queues that an agent serves, and that of the interaction the agent
// is busy with.
func aroundSession(f State, s AgentSession) []string {
	all := slices.Clone(s.served())
	if k, ok := f.Interactions.Find(s.Interaction); ok {
		all = append(all, k.Queue)
	}
	return all
}

// served returns an agent's queues; there is at least one.
func (a Agent) served() []string {
	if len(a.Queues) == 0 {
		return []string{noQueue}
	}
	return a.Queues
}

// Groups parts queues, those that are given and those of a state, into groups: two
// are in the same when an agent serves both, or is busy in one and serves the other. What
// happens in one group seldom concerns another. Groups and their queues are sorted; there is
// at least one group.
func Groups(f State, queues []string) [][]string {
	all := union{}
	for _, queue := range queues {
		all.join(queue)
	}
	for queue := range f.index.groups(inQueue) {
		all.join(queue)
	}
	for s := range f.Sessions.Values() {
		all.join(aroundSession(f, s)...)
	}
	for _, id := range f.index.groups(wanting) {
		all.join(aroundInteraction(f, f.Interactions.Get(id))...)
	}
	all.join(noQueue)
	all.join(slices.Sorted(maps.Keys(all))[0], noQueue)
	return all.groups()
}

// union parts names into groups: a name leads to another of its group, and the first of a group
// to itself.
type union map[string]string

// join makes one group of those of some names.
func (u union) join(names ...string) {
	for _, name := range names {
		a, b := u.first(name), u.first(names[0])
		u[max(a, b)] = min(a, b)
	}
}

// first returns the first of a name's group, which is its own if the name was not known.
func (u union) first(name string) string {
	for {
		next, known := u[name]
		if !known {
			u[name] = name
		}
		if !known || next == name {
			return name
		}
		name = next
	}
}

func (u union) groups() [][]string {
	members := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(u)) {
		first := u.first(name)
		members[first] = append(members[first], name)
	}
	var all [][]string
	for _, first := range slices.Sorted(maps.Keys(members)) {
		all = append(all, members[first])
	}
	return all
}

// Concerns returns whom an event is about, as calls, interactions, offers, legs and agents are
// named, and the queues in which they are or into which they come. They may be unknown.
func Concerns(f State, e Event) (names, queues []string) {
	names, queues = named(e)
	names, queues = some(names), some(queues)
	for _, name := range names {
		if k, ok := f.ByCall(name); ok {
			queues = append(queues, aroundInteraction(f, k)...)
		}
		if k, ok := f.ByOffer(name); ok {
			queues = append(queues, aroundInteraction(f, k)...)
		}
		if s, ok := f.Sessions.Find(name); ok {
			queues = append(queues, aroundSession(f, s)...)
		}
		if s, ok := f.ByLeg(name); ok {
			queues = append(queues, aroundSession(f, s)...)
		}
	}
	return names, once(queues)
}

// some returns the names that are not empty.
func some(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return name == "" })
}

// named returns the names and queues that stand in an event.
func named(e Event) (names, queues []string) {
	switch e := e.(type) {
	case Enqueued:
		return []string{e.Call}, []string{e.Queue}
	case CallBack:
		return []string{CallbackID(e.Case), e.Call}, []string{e.Queue}
	case CallBackDone:
		return []string{CallbackID(e.Case)}, nil
	case Left:
		return []string{e.Call}, nil
	case Dialled:
		return []string{e.Interaction, e.Call}, nil
	case Joined:
		return []string{e.Call, e.Interaction}, nil
	case CallerReturned:
		return []string{e.Call}, nil
	case ConferenceEnded:
		return []string{e.Call}, nil
	case DequeueFailed:
		return []string{e.Interaction}, nil
	case AgentAnswered:
		return []string{e.Offer, e.Leg}, nil
	case AgentRinging:
		return []string{e.Offer, e.Leg}, nil
	case Accepted:
		return []string{e.Offer, e.Leg}, nil
	case Declined:
		return []string{e.Offer}, nil
	case LegEnded:
		return []string{e.Offer, e.Leg}, nil
	case AgentChanged:
		return []string{e.Agent.Name}, slices.Clone(e.Agent.served())
	case AgentGone:
		return []string{e.Agent}, nil
	case PageClosed:
		return []string{e.Agent}, nil
	case Command:
		return commanded(e)
	}
	return nil, nil
}

// commanded returns the names and queues that stand in a command.
func commanded(c Command) (names, queues []string) {
	switch c := c.(type) {
	case SignIn:
		return []string{c.Agent.Name, c.Leg}, slices.Clone(c.Agent.served())
	case Transfer:
		return []string{c.Agent, c.Colleague}, []string{c.Queue}
	case Consult:
		return []string{c.Agent, c.Colleague}, []string{c.Queue}
	}
	return []string{c.by()}, nil
}
