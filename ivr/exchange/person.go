package exchange

import (
	"context"
	"time"
)

// Human holds a telephone: a script, a terminal, a page in a browser. Calls to one Human for one leg
// never overlap, except that Hear may run while Answer blocks on a real clock.
type Human interface {
	// Hear receives everything that happens on the person's leg, in order. It must not block; it may
	// call Exchange.Hangup.
	Hear(Event)
	// Answer is called when the exchange listens. On a virtual clock it returns at once. On a real
	// clock it may block until the person does something; ctx ends when the exchange no longer listens,
	// and Answer must then return (its Action is dropped). It is called again while more input may
	// come.
	Answer(ctx context.Context, p Prompt) Action
}

// Timed is a Human who also hangs up by the clock, whatever happens on the call.
type Timed interface {
	// Stays returns how long the person stays on the call from its beginning, and how long they talk
	// once connected; 0 means no limit.
	Stays() (line, talk time.Duration)
}

// Listener names the verb that listens.
type Listener string

// The verbs that listen.
const (
	ToGather Listener = "gather"
	ToRecord Listener = "record"
)

// Prompt is the input that the exchange expects when it asks a person.
type Prompt struct {
	Verb        Listener      `json:"verb"`
	Text        string        `json:"text,omitempty"`   // the nested Say texts, one a line
	Lang        string        `json:"lang,omitempty"`   // of the first nested Say
	Input       string        `json:"input,omitempty"`  // dtmf, speech or "dtmf speech"
	Digits      int           `json:"digits,omitempty"` // numDigits; 0 is any number
	FinishOn    string        `json:"finishOn"`         // keys that end the input; empty is none
	Typed       string        `json:"typed,omitempty"`  // taken so far, when asked again
	Length      time.Duration `json:"length"`           // of the audio that still plays
	Timeout     time.Duration `json:"timeout"`          // silence after the audio, and between keys
	Waiting     bool          `json:"waiting,omitempty"`
	Whisper     bool          `json:"whisper,omitempty"` // asked of a dialled party before it is connected
	RecordLimit time.Duration `json:"recordLimit,omitempty"`
}

// Action is a person's reply to a [Prompt]. The zero Action is silence. First After passes, then Text
// is spoken, then Keys are pressed one by one, then the person hangs up if Hangup is set.
type Action struct {
	After      time.Duration // from the call of Answer; keys before the end of the audio barge in
	Text       string
	Confidence float64 // of speech, 0 to 1; 0 leaves the parameter out
	Keys       string  // 0-9 * # A-D
	Hangup     bool
}

// Press returns an action that presses keys.
func Press(keys string, after time.Duration) Action { return Action{Keys: keys, After: after} }

// Say returns an action that speaks.
func Say(text string, confidence float64, after time.Duration) Action {
	return Action{Text: text, Confidence: confidence, After: after}
}

// Hangup returns an action that hangs up.
func Hangup(after time.Duration) Action { return Action{Hangup: true, After: after} }

// KeyGap is the time between two keys of one [Action].
const KeyGap = 300 * time.Millisecond

// SilentHuman is a person who is silent and stays on the line.
type SilentHuman struct{}

// Hear does nothing.
func (SilentHuman) Hear(Event) {}

// Answer returns silence.
func (SilentHuman) Answer(context.Context, Prompt) Action { return Action{} }

// Outcome is what happens when a number is dialled.
type Outcome string

// The outcomes of a dialled call.
const (
	Answers  Outcome = ""
	Busy     Outcome = "busy"
	NoAnswer Outcome = "no-answer"
	Fails    Outcome = "failed"
)

// Callee describes a number that the service may dial: an agent's mobile, a browser client, a caller
// who asked to be called back.
type Callee struct {
	Outcome Outcome
	After   time.Duration // rings this long before the outcome
	Talk    time.Duration // hangs up after talking this long; 0 stays until the other side ends the talk
	Breaks  bool          // after Talk the connection breaks off instead
	Star    bool          // after Talk the person presses the star instead; see Starring
	Person  Human         // presses keys in whispers and documents; nil is SilentHuman
	// Ring, if set, is used instead of Outcome and After: it is called when the telephone rings and may
	// block (real clock) until the call is answered or declined; ctx ends when the ringing does.
	Ring func(ctx context.Context, call Event) Outcome
}
