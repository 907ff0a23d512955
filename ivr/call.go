package ivr

import "time"

// Call is the state of a call between two events. It is a small, complete value, and replaying its
// journal gives the same value again. The slices, maps and the account that it refers to are never
// changed in place but replaced, so that calls can share them.
type Call struct {
	ID       string
	Revision string
	From     Masked // "" when withheld
	To       Masked
	Language string
	Limited  bool // called too often: see the caller kind
	Barred   bool // From is neither called back nor texted
	Began    time.Time
	At       time.Time // the last event; never runs backwards
	Step     int       // the number of the answer the caller now hears
	Node     string
	State    State
	Trail    []string         // the menus that led here, for "back"
	Said     []Verb           // what "say it again" repeats
	Pending  []Verb           // said in this step before a query
	Values   map[string]Value // what prompts may say
	Account  *Account         // the account the call is about, verified or not
	Verified bool
	Case     string              // the case last spoken of
	Cases    map[CaseKind]string // opened in this call
	Path     []Transition
	Callback string    // the queue whose agent calls the caller back
	Queue    string    // where the caller waits, talks, or did last
	Queued   time.Time // when they first asked for a person
	Talking  bool      // with an agent, in a conference of the ACD
	Rescues  int       // how often the call was sent to TooLong
	Outcome  Outcome
	EndedAt  time.Time // zero while the call is live
}

// State is what a node remembers between its own events. It is cleared when the call leaves the node.
type State struct {
	Stage    string
	Silences int // in a row: VoiceXML's noinput
	Misses   int // in a row: VoiceXML's nomatch
	Item     int
	Held     Masked
}

// Transition is one node left and the exit taken. The list of them is the caller's path through the
// menu.
type Transition struct {
	Node string
	Exit string
	At   time.Time
}

// Outcome is how far a call got, for the figures.
type Outcome string

// The outcomes, from the lowest to the highest.
const (
	Abandoned Outcome = "abandoned" // hung up before anything below
	Served    Outcome = "served"    // heard the answer or left a request by key
	Waited    Outcome = "waited"    // entered a queue and was not answered
	Message   Outcome = "message"   // left a spoken message
	Callback  Outcome = "callback"  // will be called back
	Connected Outcome = "connected" // spoke with a person
	Staff     Outcome = "staff"     // was an agent, to take calls
)

var ranks = map[Outcome]int{Abandoned: 0, Served: 1, Waited: 2, Message: 3, Callback: 4, Connected: 5, Staff: 6}

// Reach raises the call's outcome; it never lowers it.
func (c *Call) Reach(o Outcome) {
	if c.Outcome == "" || ranks[o] > ranks[c.Outcome] {
		c.Outcome = o
	}
}

// Callable reports whether the number of the caller may be called back and texted.
func (c Call) Callable() bool { return c.From != "" && !c.Barred }

// Ended reports whether the carrier has closed the call.
func (c Call) Ended() bool { return !c.EndedAt.IsZero() }
