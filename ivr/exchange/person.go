package exchange

import (
	"context"
	"time"
)

// Human holds a telephone: a script, a terminal, a page in a browser. Calls to
// one Person for one line never overlap, except that Hear may run while Answer
// blocks on a real clock.
type Human interface {
	// Hear is told everything that happens on the person's line, in order. It
	// must not block; it may call Exchange.Hangup.
	Hear(Event)
	// Answer is asked whenever the exchange listens. On a virtual clock it
	// returns at once. On a real clock it may block until the person does
	// something; ctx ends when the exchange no longer listens, and Answer must
	// then return (its Act is dropped). It is asked again while more may come.
	Answer(ctx context.Context, p Prompt) Act
}

// Timed is a Person who also hangs up by the clock, whatever the line does.
type Timed interface {
	// Stays returns how long the person holds the line since the call began,
	// and how long they talk once connected to somebody; 0 means no limit.
	Stays() (line, talk time.Duration)
}

// Listener says which verb listens.
type Listener string

// The verbs that listen.
const (
	ToGather Listener = "gather"
	ToRecord Listener = "record"
)

// Prompt is what the exchange expects when it asks a person.
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

// Act is what a person does at a [Prompt]. The zero Act is silence. After
// passes first, then Text is spoken, then Keys are pressed one by one, then
// the line is hung up if Hangup says so.
type Act struct {
	After      time.Duration // from the moment Answer was asked; keys before the audio ends barge in
	Text       string
	Confidence float64 // of speech, 0 to 1; 0 leaves the parameter out
	Keys       string  // 0-9 * # A-D
	Hangup     bool
}

// Press is the act of pressing keys.
func Press(keys string, after time.Duration) Act { return Act{Keys: keys, After: after} }

// Say is the act of speaking.
func Say(text string, confidence float64, after time.Duration) Act {
	return Act{Text: text, Confidence: confidence, After: after}
}

// Hangup is the act of hanging up.
func Hangup(after time.Duration) Act { return Act{Hangup: true, After: after} }

// KeyGap is the time between two keys of one [Act].
const KeyGap = 300 * time.Millisecond

// SilentHuman is a person who is silent and stays on the line.
type SilentHuman struct{}

// Hear does nothing.
func (SilentHuman) Hear(Event) {}

// Answer is silence.
func (SilentHuman) Answer(context.Context, Prompt) Act { return Act{} }

// Outcome is how a dialled party's telephone behaves.
type Outcome string

// The outcomes of a dialled call.
const (
	Answers  Outcome = ""
	Busy     Outcome = "busy"
	NoAnswer Outcome = "no-answer"
	Fails    Outcome = "failed"
)

// Callee is whoever the service may dial: an agent's mobile, a browser client,
// a caller who asked to be called back.
type Callee struct {
	Outcome Outcome
	After   time.Duration // rings so long before the outcome
	Talk    time.Duration // hangs up after talking so long; 0 stays to the other side's end
	Breaks  bool          // does not hang up then: the line breaks off
	Star    bool          // does not hang up then: presses the star; see Starring
	Person  Human         // presses keys in whispers and documents; nil is Nobody
	// Ring, if set, decides instead of Outcome and After: it is called when the
	// telephone rings and may block (real clock) until it is picked up or
	// declined; ctx ends when the ringing does.
	Ring func(ctx context.Context, call Event) Outcome
}
