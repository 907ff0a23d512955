package desk

import (
	"maps"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Floor is everyone who waits or talks, and everyone who answers.
type Floor struct {
	Tickets map[string]Ticket // by ID
	Seats   map[string]Seat   // the agents who are signed in, by name
	Lines   map[string]Line   // what happened in each queue lately, by name
	Serial  int               // the number of the last offer, room or visit
}

// Ticket is one caller's place, from entering a queue to the end of the talk.
type Ticket struct {
	ID       string
	Call     string // the caller's call; "" of a callback that has not been dialled
	Queue    string
	Language string
	Priority int       // higher is answered first
	Senior   bool      // the caller is 65 or over
	Since    time.Time // the place in the queue: kept whatever happens to the ticket
	Entered  time.Time // when the caller came to the present queue
	State    State
	At       time.Time // when State began
	HandedOn bool      // by an agent, and not taken yet
	Wanted   string    // the colleague whom the caller was handed to; "" is anyone
	Passed   []string  // who was offered the ticket in this round and did not take it
	Offer    Offer     // whom the ticket is offered to, or whom the agent consults
	Agent    string    // who has taken the ticket
	Room     string    // where the caller and the agent meet
	Visit    Visit     // what will be known of it for figures

	// How to reach the caller at the carrier.
	There   bool   // in the carrier's queue: can be fetched
	Carrier string // the carrier's id of the queue, once known
	Step    int    // of the call: what the caller hears

	// Of a callback.
	Case      string     // its number; "" of a caller on the line
	Origin    string     // the call in which it was asked for
	Number    ivr.Masked // whom to call
	NotBefore time.Time  // when to try again
	Tries     int
}

// State is what a caller does.
type State string

// The states of a ticket.
const (
	Waiting    State = "waiting"    // in the queue, or a callback that waits for its turn
	Offered    State = "offered"    // in the queue, while an agent is asked
	Joining    State = "joining"    // an agent has accepted: the caller is being fetched
	Talking    State = "talking"    // with the agent
	Held       State = "held"       // hears hold music; the agent is alone
	Consulting State = "consulting" // hears hold music; the agent asks a colleague
)

// Offer is one agent being asked to take a ticket, or to be consulted about it.
type Offer struct {
	ID       string // "" is none
	Agent    string
	Leg      string    // the carrier's call to the agent, once known
	Deadline time.Time // after which it counts as not taken
	Joined   bool      // of a consultation: the colleague is in the room
	Queue    string    // of a consultation: the department that was asked
}

// Asked remembers an offer that may be over, and the ticket that it was about.
type Asked struct{ Offer, Ticket string }

// Seat is an agent who is signed in.
type Seat struct {
	Agent
	Mode     Mode
	At       time.Time // when Mode began
	Idle     time.Time // since when without a call: the longest idle is asked first
	Ticket   string    // whom the agent is offered, talks with, or has talked with
	Leg      string    // the carrier's call to the agent, while there is one
	Standing bool      // Leg stays on the line between calls: the agent dialled in
	Missed   int       // offers in a row not taken
	After    Mode      // Away, SignedOut or "": what follows the call
	Visit    Visit     // the last call, while it is wrapped up
	Until    time.Time // when wrap-up ends
	Unfiled  []Visit   // calls of this shift whose wrap-up ended before they were filed, oldest first
	Asked    Asked     // what the agent was asked last
	Why      string    // why Away, or Away after the call: one of Reasons by choice; [WhyMissed] or [WhyNoPhone] when the floor did it
	Unseen   bool      // the server was started anew, and the desk page is not back yet
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

// Mode is what an agent does.
type Mode string

// The modes of a seat. An agent without a seat is signed out.
const (
	Away      Mode = "away" // signed in, and takes no calls
	Available Mode = "available"
	Ringing   Mode = "offered" // is asked to take a call, or to be consulted
	OnCall    Mode = "on_call"
	Consulted Mode = "consulted" // in a colleague's call
	WrapUp    Mode = "wrap_up"
)

// SignedOut follows the talk of an agent who is gone already: [Seat.After].
const SignedOut Mode = "signed_out"

// Modes lists every mode, from readiest to least.
func Modes() []Mode { return []Mode{Available, Ringing, OnCall, Consulted, WrapUp, Away} }

// Line is what happened in a queue lately: from it waits are estimated.
type Line struct {
	Answers []time.Time // when callers were answered, oldest first, a few
}

// Visit is one stay of a caller in a queue, for figures and records.
type Visit struct {
	ID          string
	Ticket      string
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
func (v Visit) Waited() time.Duration {
	if !v.Answered.IsZero() {
		return v.Answered.Sub(v.Entered)
	}
	return v.Ended.Sub(v.Entered)
}

// Result is how a stay in a queue ended.
type Result string

// The results of visits. A caller may also leave for a reason that the queue's
// node gives: callback, message, full, too_long, closed.
const (
	Answered  Result = "answered"
	Abandoned Result = "abandoned" // hung up while waiting
	HandedOn  Result = "handed_on" // answered, then moved to another queue or colleague
	Broken    Result = "broken"    // answered, then cut off: the caller is back in the queue
	Unreached Result = "unreached" // a callback that nobody answered
	Withdrawn Result = "withdrawn" // a callback whose case was closed before
)

// New is a floor on which nobody is.
func New() Floor {
	return Floor{Tickets: map[string]Ticket{}, Seats: map[string]Seat{}, Lines: map[string]Line{}}
}

// Copy is a floor that shares no map with f.
func (f Floor) Copy() Floor {
	f.Tickets, f.Seats, f.Lines = maps.Clone(f.Tickets), maps.Clone(f.Seats), maps.Clone(f.Lines)
	return f
}

// WithTalks adds the talks that go on to the visits that are kept, where they
// began from since on and before until; the zero until does not bound. Read the
// floor before the visits, so that a talk that ends in between is not missed.
func (f Floor) WithTalks(visits []Visit, since, until time.Time) []Visit {
	kept := map[string]bool{}
	for _, v := range visits {
		kept[v.ID] = true
	}
	for _, k := range f.tickets() {
		v := k.Visit
		if !v.Answered.IsZero() && !kept[v.ID] && !v.Entered.Before(since) && (until.IsZero() || v.Entered.Before(until)) {
			visits = append(visits, v)
		}
	}
	return visits
}
