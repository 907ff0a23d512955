package ivr

import "time"

// Event is something that happened to a call: what the caller did, what the network did, or the answer
// to a [Query]. The set is closed.
type Event interface{ event() }

// Started is the first event of every call.
type Started struct {
	ID       string // the carrier's CallSid
	Revision string // the menu version the call uses from beginning to end
	From     Masked // E.164; "" when withheld or not a telephone number
	To       Masked
	Language string
	Limited  bool   // the number has called more often than the operator allows
	Barred   bool   // the number is neither called back nor texted: it would cost the company, and may be forged
	Callback string // the queue whose agent calls the caller back; "" when the caller called
}

// Entered is the event of a node that the call has just reached. It is not journalled, since it follows
// from the event before it.
type Entered struct{}

// Input ends a Gather: keys, speech, or neither.
type Input struct {
	Digits     Masked  // the keys before the finish key
	Finish     string  // the key that ended the input, "" when a count or silence did
	Speech     Masked  // what was heard, "" when keys came
	Confidence float64 // 0 to 1; 0 when speech recognition gave none
	Found      string  `json:",omitempty"` // what secret digits were found to be, where Digits are stars: see [Finder]
}

// Silent reports that the caller neither pressed nor said anything.
func (i Input) Silent() bool { return i.Digits == "" && i.Finish == "" && i.Speech == "" }

// WaitKey is a key pressed while waiting in a queue. It does not end the wait, so the call stays in its
// step.
type WaitKey struct{ Digits Masked }

// QueueLeft ends an Enqueue: the caller was bridged, left, or gave up.
type QueueLeft struct {
	Result QueueResult
	Waited time.Duration // zero when it is not known
}

// QueueResult is how a stay in a queue ended.
type QueueResult string

// The results of stays in queues. The carrier reports all but the last two, which the ACD does.
const (
	Bridged     QueueResult = "bridged"    // the caller has talked to somebody
	Redirected  QueueResult = "redirected" // the caller's line was moved by somebody else
	LeftQueue   QueueResult = "leave"      // the wait document has let the caller go
	HungUp      QueueResult = "hangup"
	QueueFull   QueueResult = "queue-full"
	QueueFailed QueueResult = "error"
	Fetched     QueueResult = "fetched" // an agent has taken the caller
	NotYet      QueueResult = "not_yet" // an agent had taken the caller and has left: the wait goes on
)

// carriersResults are the results that only journals of earlier releases hold.
var carriersResults = map[string]QueueResult{"bridging-in-process": Bridged, "redirected-from-bridged": Redirected}

// UnmarshalText reads a result, those of earlier releases too.
func (r *QueueResult) UnmarshalText(text []byte) error {
	if earlier, ok := carriersResults[string(text)]; ok {
		*r = earlier
		return nil
	}
	*r = QueueResult(text)
	return nil
}

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

// Ended reports that the carrier has closed the call.
type Ended struct {
	Status string // Twilio's CallStatus: completed, busy, failed, no-answer, canceled
	Lasted time.Duration
}

// Failed reports that the menu, the store or the carrier failed at this step; the call goes to its
// fallback.
type Failed struct{ Reason string }

// Answered is the answer to a [Query]. Result is how the query went; the fields that the query names
// are set when Result is OK.
type Answered struct {
	Result       Result
	Account      *Account
	Transactions []Transaction // newest first
	Refund       *Refund
	Case         string   // a case's number
	Numbers      []Masked // telephone numbers to ring, in order
	Left         int      // tries left
	Closure      *Closure // closed by an operator; nil if not
	Staffed      bool     // whether anyone serves the queue now
	Talk         TalkEnd
	Queue        string // where the caller was transferred to
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
	Early    Result = "early"   // too soon after the last
	Several  Result = "several" // the number is on more than one account, so it identifies none
	Broken   Result = "broken"  // the look-up failed or took too long
)

// TalkEnd is how a talk ended.
type TalkEnd string

// The ends of talks.
const (
	TalkOver   TalkEnd = "over"    // the agent has ended it
	TalkCutOff TalkEnd = "cut_off" // the agent's leg ended before the talk was over
	TalkMoved  TalkEnd = "moved"   // the caller was transferred to Queue
)

// Closure is an operator's "closed now" switch for business hours.
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
