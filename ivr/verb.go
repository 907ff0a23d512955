package ivr

import "time"

// Verb is one thing the caller's line does. A document is a list of them. The
// set is closed; package twiml renders it.
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

// Gather listens for keys, and for speech when Hear is set, while it speaks
// its prompt. Its event is [Input].
type Gather struct {
	Prompt    []Verb        // Say, Play and Pause only
	Digits    int           // keys that end the input; 0 is any number
	Finish    string        // the key that ends the input; "" is none
	Timeout   time.Duration // silence after the prompt, or between keys
	Hear      string        // the carrier's code of the language to recognise, "" is keys only
	Hints     []string      // words to expect
	InWaiting bool          // stands in a queue's wait document; its event is [WaitKey]
}

// Enqueue puts the caller into a queue until an agent takes the call. Its
// event is [QueueLeft].
type Enqueue struct{ Queue string }

// JoinConference brings the line into a room, where caller and agent talk. Its event, for
// a caller, is [Dialed].
type JoinConference struct {
	Room   string // "" is the desk's to say
	Closes bool   // whoever leaves closes the room for all: an agent
	Star   bool   // the star key leaves the room
}

// Poll lets the line ask anew what it should do now.
type Poll struct {
	SpeakFrom time.Duration // of a wait in a queue: becomes [Wait].SpeakFrom of its next round
}

// Music is the house's hold music, about half a minute of it.
type Music struct{}

// Park hands an agent's own line over to the desk.
type Park struct{}

// Leave takes the caller out of the queue.
type Leave struct{}

// Dial rings telephones and connects the caller with who answers and accepts.
// Its event is [Dialed].
type Dial struct {
	Numbers  []Masked
	InTurn   bool          // one after another rather than all at once
	Timeout  time.Duration // per number
	CallerID string        // the number shown; "" shows the caller's own
	Whisper  bool          // tell who calls, and ask for a key, before connecting
}

// Record takes a spoken message. Its event is [Recorded].
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
