package exchange

import "time"

// Kind is the kind of an [Event].
type Kind string

// The kinds of events, with the fields that each uses besides At, Call and Kind.
const (
	Ringing      Kind = "ringing"      // the telephone of To rings (on the caller's line: is being dialled)
	Answered     Kind = "answered"     // the call was answered
	Said         Kind = "said"         // Text, Lang, Voice, Length; URL when a recording says it
	Played       Kind = "played"       // URL or Keys (DTMF tones), Length
	Paused       Kind = "paused"       // Length
	Listening    Kind = "listening"    // the exchange listens: Prompt
	Pressed      Kind = "pressed"      // Keys the exchange took, one event a key
	Spoke        Kind = "spoke"        // Text, Length
	Silence      Kind = "silence"      // the exchange heard nothing in time
	Beep         Kind = "beep"         // a recording begins
	Recorded     Kind = "recorded"     // URL, Length, Text as it was spoken
	Queued       Kind = "queued"       // Queue (its name), Position from 1
	Left         Kind = "left"         // Queue, Result as QueueResult says
	Connected    Kind = "connected"    // To is on the line
	Disconnected Kind = "disconnected" // To is no longer on the line, Length of the talk
	Requested    Kind = "requested"    // URL (as asked, without fragment), Status, Document
	Warning      Kind = "warning"      // Code of Twilio's error dictionary, Text
	Failed       Kind = "failed"       // Code, Text, URL: the document could not be fetched or read
	Ended        Kind = "ended"        // Result is the call's final status, Length since the answer
)

// Event is one thing that happened on a call. Events of a call are in order.
type Event struct {
	At       time.Time     `json:"at"`
	Call     string        `json:"call"` // CallSid of the line
	Kind     Kind          `json:"kind"`
	Text     string        `json:"text,omitempty"`
	Lang     string        `json:"lang,omitempty"`
	Voice    string        `json:"voice,omitempty"`
	Keys     string        `json:"keys,omitempty"`
	URL      string        `json:"url,omitempty"`
	Status   int           `json:"status,omitempty"` // HTTP status
	Document string        `json:"document,omitempty"`
	Code     int           `json:"code,omitempty"`
	To       string        `json:"to,omitempty"`
	Queue    string        `json:"queue,omitempty"`
	Position int           `json:"position,omitempty"`
	Result   string        `json:"result,omitempty"`
	Length   time.Duration `json:"length,omitempty"` // nanoseconds in JSON
	Prompt   *Prompt       `json:"prompt,omitempty"`
}
