package ivr

import "time"

// Event is something that happened to a call: what the caller did, what the
// network did, or the world's answer to a [Query]. The set is closed.
type Event interface{ event() }

// Started is the first event of every call.
type Started struct {
	ID       string // the carrier's CallSid
	Revision string // the menus the call begins, and ends, with
	From     Masked // E.164; "" when withheld or not a telephone number
	To       Masked
	Language string
	Limited  bool   // the number has called more often than the operator allows
	Barred   bool   // the number is neither called back nor texted: it would cost the company, and may be forged
	Callback string // the queue whose agent calls the caller back; "" when the caller called
}

// Entered tells a node that the call has come to it. It is never journalled:
// it follows from the event before it.
type Entered struct{}

// Input ends a Gather: keys, speech, or neither.
type Input struct {
	Digits     Masked  // the keys before the finish key
	Finish     string  // the key that ended the input, "" when a count or silence did
	Speech     Masked  // what was heard, "" when keys came
	Confidence float64 // 0 to 1; 0 when the recogniser gave none
	Found      string  `json:",omitempty"` // what secret digits were found to be, where Digits are stars: see [Finder]
}

// Silent reports that the caller neither pressed nor said anything.
func (i Input) Silent() bool { return i.Digits == "" && i.Finish == "" && i.Speech == "" }

// WaitKey is a key pressed while waiting in a queue. It does not end the wait
// by itself, so it does not take the call to a new step.
type WaitKey struct{ Digits Masked }

// QueueLeft ends an Enqueue: the caller was bridged, left, or gave up.
type QueueLeft struct {
	Result string        // Twilio's QueueResult: bridged, leave, hangup, queue-full, error, ...
	Waited time.Duration // Twilio's QueueTime; zero when it was not given
}

// Results of QueueLeft that are the desk's own.
const (
	Fetched = "fetched" // an agent has taken the caller
	NotYet  = "not_yet" // an agent had, and is gone again: the wait goes on
)

// Dialed ends a Dial.
type Dialed struct {
	Status  string        // Twilio's DialCallStatus: completed, busy, no-answer, ...
	Bridged bool          // whether caller and callee were connected
	Talked  time.Duration // how long
}

// Recorded ends a Record.
type Recorded struct {
	URL    string        // where the carrier keeps the recording
	Length time.Duration // zero: nothing was recorded
	Key    string        // the key that ended it, "hangup", or ""
}

// Ended tells that the carrier has closed the call.
type Ended struct {
	Status string // Twilio's CallStatus: completed, busy, failed, no-answer, canceled
	Lasted time.Duration
}

// Failed tells that the menu, the store or the carrier failed at this step;
// the call goes to its lifeline.
type Failed struct{ Reason string }

// Answered is the world's answer to a [Query]. Result says how it went; the
// fields that the query promises are set when Result is OK.
type Answered struct {
	Result       Result
	Account      *Account
	Transactions []Transaction // newest first
	Refund       *Refund
	Case         string   // a case's number
	Numbers      []Masked // telephone numbers to ring, in order
	Left         int      // tries left
	Closure      *Closure // a line's "closed now"
	Staffed      bool     // whether anybody serves the queue now
	Talk         TalkEnd
	Queue        string // where the talk was moved to
}

// Result is how a query went.
type Result string

// The results of queries.
const (
	OK       Result = "ok"
	NotFound Result = "not_found"
	Wrong    Result = "wrong"
	Expired  Result = "expired"
	Locked   Result = "locked"
	Several  Result = "several" // the number is on more than one account, so it identifies none
	Broken   Result = "broken"  // the look-up failed or took too long
)

// TalkEnd is what became of a talk.
type TalkEnd string

// The ends of talks.
const (
	TalkOver   TalkEnd = "over"    // the agent has ended it
	TalkCutOff TalkEnd = "cut_off" // the agent is gone, and it was not over
	TalkMoved  TalkEnd = "moved"   // the caller was handed on: to Queue
)

// Closure is a line's "closed now" switch, thrown by an operator.
type Closure struct{ Until time.Time }

func (Started) event()   {}
func (Entered) event()   {}
func (Input) event()     {}
func (WaitKey) event()   {}
func (QueueLeft) event() {}
func (Dialed) event()    {}
func (Recorded) event()  {}
func (Ended) event()     {}
func (Failed) event()    {}
func (Answered) event()  {}
