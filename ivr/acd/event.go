package acd

import (
	"time"

	"github.com/okpay/hotline/ivr"
)

// Event is something that [State.Step] goes through: a fact or a [Command]. The set
// is closed. A fact comes from callers and the carrier; it may be lost, late and
// repeated, and is never refused.
type Event interface{ event() }

// Enqueued tells that a caller is in a queue. Said again, it changes nothing
// but the call's step and the carrier's queue.
type Enqueued struct {
	Call     string
	Queue    string
	Language string
	Priority int
	Senior   bool          // the caller is 65 or over
	Waited   time.Duration // how long already
	Carrier  string        // the carrier's id of the queue, "" when unknown
	Step     int
	// There tells that the carrier has the caller in its queue. Before, the
	// caller is told where they go, and cannot be fetched.
	There bool
}

// Delayed returns an event as it is to be told when it is told late: a caller who was
// enqueued has waited that much longer.
func Delayed(e Event, by time.Duration) Event {
	if queued, ok := e.(Enqueued); ok && by > 0 {
		queued.Waited += by
		return queued
	}
	return e
}

// CallBack asks for a callback. The caller's interaction, if there is one, becomes
// the callback's, and keeps its place.
type CallBack struct {
	Case     string
	Call     string // in which it was asked for
	Queue    string
	Language string
	Priority int
	Senior   bool // the caller is 65 or over
	Number   ivr.Masked
	Since    time.Time // the place that is kept
	Tried    bool      // was rung before: not a new promise
}

// CallBackDone withdraws a callback: its case was closed.
type CallBackDone struct{ Case string }

// Left tells that a caller has left a queue or a conference for good.
type Left struct {
	Call string
	Why  Result // "" is Abandoned, or Answered when the caller was talking
}

// Dialled tells the carrier's id of the call that rings a callback's caller.
type Dialled struct{ Interaction, Call string }

// Joined tells that a fetched or called-back caller is on the way into the conference.
type Joined struct {
	Call        string
	Interaction string // of a callback, whose call was not known; else ""
	Step        int
}

// CallerReturned is a caller who was led back into a talk after the carrier had lost their line's
// document. Nobody knows whether the agent is still in the conference.
type CallerReturned struct{ Call string }

// ConferenceEnded tells that a caller has come out of the conference and is still there:
// the agent has left it.
type ConferenceEnded struct{ Call string }

// DequeueFailed tells that the carrier could not bring a caller to the conference.
type DequeueFailed struct {
	Interaction string
	Gone        bool // the carrier does not know the caller any more
}

// AgentAnswered tells that an agent's telephone was answered. It may now hear who
// calls.
type AgentAnswered struct{ Offer, Leg string }

// AgentRinging tells the carrier's id of the call that an offer rings with.
type AgentRinging struct{ Offer, Leg string }

// Accepted tells that an agent pressed a key to take an offer.
type Accepted struct{ Offer, Leg string }

// Declined tells that an offer was not taken, or could not be made.
type Declined struct{ Offer string }

// LegEnded tells that the call to an agent's telephone is over.
type LegEnded struct {
	Leg   string
	Offer string // by which the leg was made, when its id was not known
	Lost  bool   // it did not end by somebody hanging up
}

// Tick lets time pass: offers run out, wrap-up ends, callbacks fall due.
type Tick struct {
	Queues []string // those in which time passes; none is all of them
}

func (Enqueued) event()        {}
func (CallBack) event()        {}
func (CallBackDone) event()    {}
func (Left) event()            {}
func (Dialled) event()         {}
func (Joined) event()          {}
func (CallerReturned) event()  {}
func (ConferenceEnded) event() {}
func (DequeueFailed) event()   {}
func (AgentAnswered) event()   {}
func (AgentRinging) event()    {}
func (Accepted) event()        {}
func (Declined) event()        {}
func (LegEnded) event()        {}
func (Tick) event()            {}
