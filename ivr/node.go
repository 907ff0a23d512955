package ivr

import "time"

// Node is one place of a menu: it says something, listens, asks or decides. A
// node holds its settings only; what it must remember stands in [State].
type Node interface {
	// Exits names every way out that Handle may take, built-in ones included.
	Exits() []string
	// Handle is the node's turn: e is Entered when the call has just come,
	// then whatever ends its Wait or answers its Ask.
	Handle(t *Turn, e Event) Move
}

// Waiter is a node whose callers wait in a queue.
type Waiter interface {
	Node
	// Waiting is what one round of the wait says. It is a view: it changes
	// nothing.
	Waiting(t *Turn, w Wait) []Verb
	// Line names the line by whose hours the callers wait.
	Line() string
	// Queue names the queue.
	Queue() string
}

// Whisperer is a node that rings people, who hear first who calls and why.
type Whisperer interface {
	Node
	// Whisper is what the one who answered hears before the key is asked for
	// that takes the call. It is a view: it changes nothing.
	Whisper(t *Turn, o OfferInfo) []Verb
}

// SecretInput is a node that may ask for secret digits. What is typed while
// Discreet holds is journalled as stars, so Handle may look at its length only.
type SecretInput interface {
	Node
	Discreet(s State) bool
}

// Finder is a node that compares secret digits and forgets them. What they were
// found to be is journalled in their place, so that the call is the same again
// when its journal is folded.
type Finder interface {
	SecretInput
	// Find returns what digits are found to be, and "" for those that it does not take.
	Find(digits Masked) string
}

// Wait describes a caller's place in a queue.
type Wait struct {
	Position  int           // from 1; 0 when unknown
	Before    int           // the position said last; 0 when none was
	Waited    time.Duration // Twilio's QueueTime
	Expected  time.Duration // how long the wait will be; 0 when nobody can tell
	SpeakFrom time.Duration // the wait from which on the offers are said again; 0 when none was said
	Staffed   bool          // whether anybody serves the queue now
	Closure   *Closure      // the line's "closed now", if thrown
}

// OfferInfo is how a call is offered to an agent.
type OfferInfo struct {
	Callback bool   // the caller is to be called back
	CutOff   bool   // the caller's talk was broken off before
	By       string // the colleague who asks for help with it, or hands it on
}

// The exits that the engine itself knows.
const (
	// ExitBack goes one menu back.
	ExitBack = "back"
	// ExitPerson leads to a person: key 0.
	ExitPerson = "person"
)

// Move ends a node's turn. It is exactly one of [Listen], [Ask], [Leaving],
// [Again] and [End]; the engine refuses anything else.
type Move interface{ move() }

// Listen waits for the event that ends Verb. After a Reprompt, "say it again"
// still repeats what was said before it.
type Listen struct {
	Verb     Verb
	Reprompt bool
	Stay     bool   // the wait goes on under the same step: an answer to WaitKey
	Early    []Verb // said right after the first words of this step rather than with Verb
}

// Ask waits for the answer to Query.
type Ask struct{ Query Query }

// Leaving goes to where Exit leads.
type Leaving struct{ Exit string }

// Again repeats what the caller heard last, and waits as before.
type Again struct{}

// End hangs up.
type End struct{}

func (Listen) move()  {}
func (Ask) move()     {}
func (Leaving) move() {}
func (Again) move()   {}
func (End) move()     {}

// Turn is what a node may see and do while it has the word.
type Turn struct {
	Call *Call // the node may change State, Language, Values, Account, Verified, Case and Outcome
	Tree *Tree
	Now  time.Time

	verbs   []Verb
	effects []Effect
	err     error
}

// Do adds verbs to what the caller hears before the move's own.
func (t *Turn) Do(verbs ...Verb) { t.verbs = append(t.verbs, verbs...) }

// Want adds effects.
func (t *Turn) Want(effects ...Effect) { t.effects = append(t.effects, effects...) }

// Set lets prompts say a value under the name.
func (t *Turn) Set(name string, v Value) {
	if t.Call.Values == nil {
		t.Call.Values = map[string]Value{}
	}
	t.Call.Values[name] = v
}

// Spoken gives the call's language as the tree describes it.
func (t *Turn) Spoken() Language { return t.Tree.Language(t.Call.Language) }

// Fail breaks the turn off: the menu cannot go on here, and the call goes to
// its lifeline.
func (t *Turn) Fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

// Err is the first failure of the turn.
func (t *Turn) Err() error { return t.err }

// Verbs gives what was done so far.
func (t *Turn) Verbs() []Verb { return t.verbs }

// Effects gives what was wanted so far.
func (t *Turn) Effects() []Effect { return t.effects }
