package ivr

import (
	"maps"
	"time"
)

// Node is one step of a menu: it says something, listens, asks or decides. A node holds its settings
// only; what it must remember is in [State].
type Node interface {
	// Exits returns every exit that Handle may take, built-in ones included.
	Exits() []string
	// Handle processes an event: Entered when the call has just arrived, then the event that ends its
	// Wait or answers its Ask.
	Handle(t *Turn, e Event) Move
}

// QueueNode is a node whose callers wait in a queue.
type QueueNode interface {
	Node
	// Waiting returns what one round of the wait says. It changes nothing.
	Waiting(t *Turn, w Wait) []Verb
	// Line returns the name of the schedule that the queue follows.
	Line() string
	// Queue returns the queue's name.
	Queue() string
}

// AgentNode is a node at which agents who dial in prove who they are. All others pass it by.
type AgentNode interface {
	Node
	// AsksAgents does nothing. Only nodes of this kind have it.
	AsksAgents()
}

// Whisperer is a node that dials people, who hear first who calls and why.
type Whisperer interface {
	Node
	// Whisper returns what the person who answered hears before the key is asked for that takes the
	// call. It changes nothing.
	Whisper(t *Turn, o OfferInfo) []Verb
}

// SecretInput is a node that may ask for secret digits. Digits typed while Discreet returns true are
// journalled as stars, so Handle may look at their length only.
type SecretInput interface {
	Node
	Discreet(s State) bool
}

// Finder is a node that compares secret digits and forgets them. The result is journalled in their
// place, so that replaying the journal gives the same call.
type Finder interface {
	SecretInput
	// Find returns the result for digits, and "" for digits it does not take.
	Find(digits Masked) string
}

// Wait is a caller's wait in a queue.
type Wait struct {
	Position  int           // from 1; 0 when unknown
	Before    int           // the position last said; 0 when none was
	Waited    time.Duration // Twilio's QueueTime
	Expected  time.Duration // how long the wait will be; 0 when unknown
	SpeakFrom time.Duration // the wait after which the offers are repeated; 0 when none was said
	Staffed   bool          // whether anyone serves the queue now
	Closure   *Closure      // closed by an operator; nil if not
}

// OfferInfo describes the offer of a call to an agent.
type OfferInfo struct {
	Callback bool   // the caller is to be called back
	CutOff   bool   // the caller's talk was cut off before
	By       string // the colleague who consults or transfers
}

// The exits that the engine itself knows.
const (
	// ExitBack goes one menu back.
	ExitBack = "back"
	// ExitPerson leads to a person: key 0.
	ExitPerson = "person"
)

// Move is the result of a turn: exactly one of [Listen], [Ask], [Go], [Repeat] and [End]; the
// engine refuses anything else.
type Move interface{ move() }

// Listen waits for the event that ends Verb. After a Reprompt, "say it again" still repeats what was
// said before it.
type Listen struct {
	Verb     Verb
	Reprompt bool
	Stay     bool   // the wait goes on in the same step: an answer to WaitKey
	Early    []Verb // said right after the first words of this step rather than with Verb
}

// Ask waits for the answer to Query.
type Ask struct{ Query Query }

// Go takes an exit.
type Go struct{ Exit string }

// Repeat repeats what the caller heard last, and waits as before.
type Repeat struct{}

// End hangs up.
type End struct{}

func (Listen) move() {}
func (Ask) move()    {}
func (Go) move()     {}
func (Repeat) move() {}
func (End) move()    {}

// Turn is what a node may see and do while it handles an event.
type Turn struct {
	Call *Call // the node may change State, Language, Values, Account, Verified, Case and Outcome
	Tree *Tree
	Now  time.Time

	verbs     []Verb
	effects   []Effect
	err       error
	ownValues bool // the call's values are of this turn, and no other call's
}

// Do adds verbs to what the caller hears before the move's own.
func (t *Turn) Do(verbs ...Verb) { t.verbs = append(t.verbs, verbs...) }

// Want adds effects.
func (t *Turn) Want(effects ...Effect) { t.effects = append(t.effects, effects...) }

// Set lets prompts say a value under the name.
func (t *Turn) Set(name string, v Value) { t.values()[name] = v }

// Unset forgets a value.
func (t *Turn) Unset(name string) {
	if _, set := t.Call.Values[name]; set {
		delete(t.values(), name)
	}
}

// values returns the call's values as the turn's own, which it may change.
func (t *Turn) values() map[string]Value {
	if !t.ownValues {
		t.ownValues = true
		if t.Call.Values = maps.Clone(t.Call.Values); t.Call.Values == nil {
			t.Call.Values = map[string]Value{}
		}
	}
	return t.Call.Values
}

// SetCase remembers the case of a kind that the call has opened.
func (t *Turn) SetCase(kind CaseKind, number string) {
	cases := maps.Clone(t.Call.Cases)
	if cases == nil {
		cases = map[CaseKind]string{}
	}
	cases[kind] = number
	t.Call.Cases = cases
}

// Spoken returns the call's language as the tree describes it.
func (t *Turn) Spoken() Language { return t.Tree.Language(t.Call.Language) }

// Fail aborts the turn: the menu cannot go on here, and the call goes to its fallback.
func (t *Turn) Fail(err error) {
	if t.err == nil {
		t.err = err
	}
}

// Err returns the first error of the turn.
func (t *Turn) Err() error { return t.err }

// Verbs returns the verbs added so far.
func (t *Turn) Verbs() []Verb { return t.verbs }

// Effects returns the effects added so far.
func (t *Turn) Effects() []Effect { return t.effects }
