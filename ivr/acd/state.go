package acd

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// State is everyone who waits or talks, and everyone who answers. It is a value: what changes
// one returns another. The zero State has no callers and no agents.
type State struct {
	Interactions Table[Interaction]  // by ID
	Sessions     Table[AgentSession] // the agents who are signed in, by name
	Queues       Table[QueueStats]   // what happened in each queue lately, by name
	Serial       int                 // the number of the last offer, conference or queue record

	index index
}

// With returns the state with an interaction: a new one, or in place of that of the same ID.
func (f State) With(k Interaction) State {
	f.Interactions, f.index = putIndexed(f.Interactions, f.index, k.ID, k)
	return f
}

// Without returns the state without an interaction.
func (f State) Without(id string) State {
	f.Interactions, f.index = withoutIndexed(f.Interactions, f.index, id)
	return f
}

// WithSession returns the state with an agent's session: a new one, or in place of the agent's.
func (f State) WithSession(s AgentSession) State {
	f.Sessions, f.index = putIndexed(f.Sessions, f.index, s.Name, s)
	return f
}

// WithoutSession returns the state without an agent's session.
func (f State) WithoutSession(agent string) State {
	f.Sessions, f.index = withoutIndexed(f.Sessions, f.index, agent)
	return f
}

// WithQueue returns the state with what happened in a queue lately.
func (f State) WithQueue(name string, q QueueStats) State {
	f.Queues = f.Queues.put(name, q)
	return f
}

// WithoutQueue returns the state without what happened in a queue.
func (f State) WithoutQueue(name string) State {
	f.Queues = f.Queues.without(name)
	return f
}

// Interaction is one caller's place, from entering a queue to the end of the talk.
type Interaction struct {
	ID         string
	Call       string // the caller's call; "" of a callback that has not been dialled
	Queue      string
	Language   string
	Priority   int       // higher is answered first
	Senior     bool      // the caller is 65 or over
	Since      time.Time // the place in the queue: kept whatever happens to the interaction
	Entered    time.Time // when the caller came to the present queue
	State      InteractionState
	At         time.Time   // when State began
	HandedOn   bool        // by an agent, and not taken yet
	Wanted     string      // the colleague whom the caller was handed to; "" is anyone
	Passed     []string    // who was offered the interaction in this round and did not take it
	Offer      Offer       // whom the interaction is offered to, or whom the agent consults
	Agent      string      // who has taken the interaction
	Conference string      `json:"Room"` // where the caller and the agent meet
	Returned   bool        // to the conference, where the caller may be alone: see [CallerReturned]
	Record     QueueRecord `json:"Visit"` // what will be known of it for figures

	// How to reach the caller at the carrier.
	There   bool   // in the carrier's queue: can be fetched
	Carrier string // the carrier's id of the queue, once known
	Step    int    // of the call: what the caller hears

	// Of a callback.
	Case      string     // its number; "" of a caller on the line
	Origin    string     // the call in which it was asked for
	Number    ivr.Masked // whom to call
	NotBefore time.Time  // when to try again; zero once that has come, and before the first attempt
	Tries     int
}

// Apart reports whether a caller in a talk may be elsewhere than with the agent, whose leaving
// then does not show on the caller's line.
func (k Interaction) Apart() bool {
	return k.Returned || k.State == Held || k.State == Consulting
}

// InteractionState is what a caller does.
type InteractionState string

// The states of an interaction.
const (
	Waiting    InteractionState = "waiting"    // in the queue, or a callback that waits for its turn
	Offered    InteractionState = "offered"    // in the queue, while an agent is asked
	Joining    InteractionState = "joining"    // an agent has accepted: the caller is being fetched
	Talking    InteractionState = "talking"    // with the agent
	Held       InteractionState = "held"       // hears hold music; the agent is alone
	Consulting InteractionState = "consulting" // hears hold music; the agent asks a colleague
)

// Offer is one agent being asked to take an interaction, or to be consulted about it.
type Offer struct {
	ID       string // "" is none
	Agent    string
	Leg      string    // the carrier's call to the agent, once known
	Deadline time.Time // after which it counts as not taken
	Joined   bool      // of a consultation: the colleague is in the conference
	Queue    string    // of a consultation: the department that was asked
}

// Asked remembers an offer that may be over, and the interaction that it was about.
type Asked struct {
	Offer       string
	Interaction string `json:"Ticket"`
}

// AgentSession is an agent who is signed in.
type AgentSession struct {
	Agent
	Mode        AgentStatus
	At          time.Time     // when Mode began
	Idle        time.Time     // since when without a call: the longest idle is asked first
	Interaction string        `json:"Ticket"` // whom the agent is offered, talks with, or has talked with
	Leg         string        // the carrier's call to the agent, while there is one
	Standing    bool          // Leg stays on the line between calls: the agent dialled in
	Missed      int           // offers in a row not taken
	After       AgentStatus   // Away, SignedOut or "": what follows the call
	Record      QueueRecord   `json:"Visit"` // the last call, while it is wrapped up
	Until       time.Time     // when wrap-up ends
	Unfiled     []QueueRecord // calls of this shift whose wrap-up ended before they were filed, oldest first
	Asked       Asked         // what the agent was asked last
	Why         string        // why Away, or Away after the call: one of Reasons by choice; [WhyMissed] or [WhyNoPhone] when the ACD did it
	Unseen      bool          // the server was started anew, and the agent's desk page is not back yet
}

// Agent is who takes calls, with what they can do.
type Agent struct {
	Name      string
	Address   ivr.Masked // what is rung: a number, E.164, or client:NAME; "" when nothing can be rung
	Phone     ivr.Masked // the number from which the agent may dial in by PIN; "" when they may not
	Queues    []string   // the departments
	Languages []string
	// SignedOut counts how often the agent was signed out everywhere: a change ends
	// the shift.
	SignedOut int
}

// AgentStatus is what an agent does.
type AgentStatus string

// The modes of an agent's session. An agent without a session is signed out.
const (
	Away      AgentStatus = "away" // signed in, and takes no calls
	Available AgentStatus = "available"
	Ringing   AgentStatus = "offered" // is asked to take a call, or to be consulted
	OnCall    AgentStatus = "on_call"
	Consulted AgentStatus = "consulted" // in a colleague's call
	WrapUp    AgentStatus = "wrap_up"
)

// SignedOut follows the talk of an agent who is gone already: [AgentSession.After].
const SignedOut AgentStatus = "signed_out"

// AgentStatuses lists every mode, from readiest to least.
func AgentStatuses() []AgentStatus {
	return []AgentStatus{Available, Ringing, OnCall, Consulted, WrapUp, Away}
}

// QueueStats is what happened in a queue lately: from it waits are estimated.
type QueueStats struct {
	Answers []time.Time // when callers were answered, oldest first, a few
}

// QueueRecord is one stay of a caller in a queue, for figures and records.
type QueueRecord struct {
	ID          string
	Interaction string `json:"Ticket"`
	Call        string
	Origin      string // of a callback: the call in which it was asked for
	Queue       string
	Language    string
	Entered     time.Time
	Answered    time.Time // zero: not answered
	Ended       time.Time
	Agent       string
	Result      Result
	Disposition string // how the agent filed it
	Note        string
	Senior      bool // the caller is 65 or over
	// Continued tells that a colleague in the same queue goes on with a talk that was
	// handed over: it is counted with the stay before.
	Continued bool
}

// Waited is how long the caller waited, answered or not.
func (v QueueRecord) Waited() time.Duration {
	if !v.Answered.IsZero() {
		return v.Answered.Sub(v.Entered)
	}
	return v.Ended.Sub(v.Entered)
}

// Result is how a stay in a queue ended.
type Result string

// The results of queue records. A caller may also leave for a reason that the queue's
// node gives: callback, message, full, too_long, closed.
const (
	Answered  Result = "answered"
	Abandoned Result = "abandoned" // hung up while waiting
	HandedOn  Result = "handed_on" // answered, then moved to another queue or colleague
	Broken    Result = "broken"    // answered, then cut off: the caller is back in the queue
	Unreached Result = "unreached" // a callback that nobody answered
	Withdrawn Result = "withdrawn" // a callback whose case was closed before
)

// WithTalks adds the talks that go on to the queue records that are kept, where they
// began from since on and before until; the zero until does not bound. Read the
// ACD before the queue records, so that a talk that ends in between is not missed.
func (f State) WithTalks(visits []QueueRecord, since, until time.Time) []QueueRecord {
	kept := map[string]bool{}
	for _, v := range visits {
		kept[v.ID] = true
	}
	for k := range f.Interactions.Values() {
		v := k.Record
		if !v.Answered.IsZero() && !kept[v.ID] && !v.Entered.Before(since) && (until.IsZero() || v.Entered.Before(until)) {
			visits = append(visits, v)
		}
	}
	return visits
}
