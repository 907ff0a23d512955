// Package scenario implements the language in which operators write what callers do and must hear, and
// plays such callers on the exchange.
package scenario

//go:generate go test -run TestGenerated -update .

import (
	"cmp"
	"fmt"
	"time"
)

// Call is one caller's script.
type Call struct {
	Name     string
	Position Position
	At       string    // when the call comes in, on the menus' clock: 2026-03-02 10:00
	From     string    // E.164, or anonymous; the demo's caller when left out
	Language string    // en-US presses the language key first
	Agents   Agents    // how the people who answer behave
	Waiting  int       // how many callers wait in each queue already
	Often    bool      // the number has called more often than is allowed
	Closed   []string  // the schedules that an operator has closed before the call comes in
	Failing  []Failing // what already fails when the call comes in
	Steps    []Step
	End      string // queue NAME, case KIND, goodbye, or an outcome: connected, served, callback, message
	EndAt    Position
}

// LanguageKey is the first menu's key for English.
const LanguageKey = "9"

// Agents is how the people who answer behave.
type Agents string

// The behaviours of agents.
const (
	Answer   Agents = "answer"    // are signed in, or on duty, and take each call
	Busy     Agents = "busy"      // are there, and talk to others
	Decline  Agents = "decline"   // are there, and take no call that they are offered
	NoAnswer Agents = "no answer" // are there, and let it ring
	CutOff   Agents = "cut off"   // take each call, and are cut off at once
	Away     Agents = "away"      // nobody is signed in, and nobody on duty
	OnDuty   Agents = "on duty"   // nobody is signed in; those on duty take each call
)

// Step is one thing that the caller does, or must hear, or that happens.
type Step struct {
	Position Position
	Do       Do
	Text     string
	For      time.Duration // of a wait
}

// Do is the kind of a step.
type Do string

// The steps.
const (
	Hear      Do = "hear"       // the caller hears the words, since they last did something
	HearFirst Do = "hear first" // the words, and in what is said first since they last did something
	NotHear   Do = "not hear"   // the caller does not hear the words
	Texted    Do = "sms"        // a text message with the words has come
	Talk      Do = "talk"       // the caller has talked with a person
	Press     Do = "press"      // keys, or code for the digits of the last text message
	Say       Do = "say"        // words, or a message after the tone
	Mumble    Do = "mumble"     // words that are hard to understand
	Silence   Do = "silence"    // nothing
	Again     Do = "again"      // the key that says it again
	Wait      Do = "wait"       // does nothing for a while
	HangUp    Do = "hang up"    // ends the call
	CallAgain Do = "call again" // hangs up if need be, and calls once more
	CallBack  Do = "call back"  // hangs up if need be, and answers when we call back
	Fail      Do = "fail"       // from here on something fails
	FailOnce  Do = "fail once"  // something fails the next time only
	Gone      Do = "gone"       // from here on a transaction is missing from the ledger
	Close     Do = "close"      // from here on an operator has closed a schedule, for two days
)

// Failing is a part that may fail during a call.
type Failing string

// The parts that may fail.
const (
	Lookups Failing = "lookups" // the ledger cannot be queried
	Cases   Failing = "cases"   // cases cannot be written
	Records Failing = "store"   // the store cannot be read or written
	Texts   Failing = "texts"   // the carrier sends no text message
	Lines   Failing = "lines"   // the carrier dials nobody
	Queue   Failing = "queue"   // the carrier cannot keep callers waiting
)

// Position is a position in a file of scripts.
type Position struct {
	File         string
	Line, Column int
}

// String returns "file:line:column".
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare orders positions by file, then by line and column.
func (p Position) Compare(other Position) int {
	return cmp.Or(cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}

// Problem is something in a file of scripts that is invalid.
type Problem struct {
	Position
	Message string
}

// Error returns "file:line:column: message".
func (p Problem) Error() string { return p.Position.String() + ": " + p.Message }
