package ivr

import (
	"strings"
	"time"
	"unicode"
)

// Verb is one thing the caller's leg does. A document is a list of verbs. The set is closed; package
// twiml renders it.
type Verb interface{ verb() }

// Say speaks a text.
type Say struct {
	Text     string
	Language string // the carrier's code, e.g. cmn-CN
	Voice    string // the carrier's name, e.g. Polly.Zhiyu-Neural
	// Audio is a recording of Text that is played in its place: an absolute URL, or
	// the name of a sound of the menu; "" is none.
	Audio string `json:",omitempty"`
}

// Pause is silence.
type Pause struct{ Length time.Duration } // whole seconds, at least one

// Play plays a sound file from an absolute URL.
type Play struct{ URL string }

// Gather listens for keys, and for speech when Hear is set, while it speaks its prompt. Its event is
// [Input].
type Gather struct {
	Prompt    []Verb        // Say, Play and Pause only
	Digits    int           // number of keys that end the input; 0 is any number
	Finish    string        // the key that ends the input; "" is none
	Timeout   time.Duration // silence after the prompt, or between keys
	Hear      string        // the carrier's code of the language to recognise, "" is keys only
	Hints     Hints         `json:"Expected,omitempty"`
	InWaiting bool          // part of a queue's wait document; its event is [WaitKey]
}

// Hints are words and phrases that a recogniser is to expect, with a comma between each two, as TwiML
// has them. They are one text because each step of a call is written with them.
type Hints string

// HintsOf makes hints of words, in which commas are blanks, and blanks single ones. Words that hold
// nothing else are left out.
func HintsOf(words []string) Hints {
	separates := func(r rune) bool { return r == ',' || unicode.IsSpace(r) }
	var hints strings.Builder
	for _, word := range words {
		fields := strings.FieldsFunc(word, separates)
		if len(fields) == 0 {
			continue
		}
		if hints.Len() > 0 {
			hints.WriteByte(',')
		}
		hints.WriteString(strings.Join(fields, " "))
	}
	return Hints(hints.String())
}

// Words are the hints one by one.
func (h Hints) Words() []string {
	if h == "" {
		return nil
	}
	return strings.Split(string(h), ",")
}

// Enqueue puts the caller into a queue until an agent takes the call. Its
// event is [QueueLeft].
type Enqueue struct{ Queue string }

// JoinConference connects the leg to a conference, where caller and agent talk. Its event, for a
// caller, is [Dialed].
type JoinConference struct {
	Room   string // "" for the ACD's choice
	Closes bool   // ends the conference for all when this leg leaves: an agent's
	Star   bool   // the star key leaves the conference
}

// Poll makes the leg ask again what to do now.
type Poll struct {
	SpeakFrom time.Duration // in a queue: becomes [Wait].SpeakFrom of the next round
}

// Music plays the hold music, about half a minute of it.
type Music struct{}

// Park leaves an agent's own leg to the ACD.
type Park struct{}

// Leave takes the caller out of the queue.
type Leave struct{}

// Dial rings telephones and connects the caller to the person who answers and accepts. Its event is
// [Dialed].
type Dial struct {
	Numbers  []Masked
	InTurn   bool          // one after another rather than all at once
	Timeout  time.Duration // per number
	CallerID string        // the number shown; "" shows the caller's own
	Whisper  bool          // say who calls, and ask for a key, before connecting
}

// Record records a spoken message. Its event is [Recorded].
type Record struct {
	Longest time.Duration
	Silence time.Duration // silence that ends the message
}

// Hangup ends the call.
type Hangup struct{}

func (Say) verb()            {}
func (Pause) verb()          {}
func (Play) verb()           {}
func (Gather) verb()         {}
func (Enqueue) verb()        {}
func (JoinConference) verb() {}
func (Poll) verb()           {}
func (Music) verb()          {}
func (Park) verb()           {}
func (Leave) verb()          {}
func (Dial) verb()           {}
func (Record) verb()         {}
func (Hangup) verb()         {}
