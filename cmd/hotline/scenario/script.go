// Package scenario is the language in which operators write what callers do and
// must hear, and the caller who plays it on the exchange.
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
	At       string    // when it comes in, on the menus' clock: 2026-03-02 10:00
	From     string    // E.164, or anonymous; the demo's caller when left out
	Language string    // en-US presses the language key first
	Agents   Agents    // how the people behave who are there to answer
	Waiting  int       // how many callers wait in each queue already
	Often    bool      // the number has called more often than is allowed
	Closed   []string  // the lines that an operator has closed by hand before the call comes in
	Failing  []Failing // what does not work already when the call comes in
	Steps    []Step
	End      string // queue NAME, case KIND, goodbye, or an outcome: connected, served, callback, message
	EndAt    Position
}

// Agents is how the people behave who are there to answer.
type Agents string

// The ways of agents.
const (
	Answer   Agents = "answer"    // are at the desk, or on duty, and take each call
	Busy     Agents = "busy"      // are there, and talk to others
	Decline  Agents = "decline"   // are there, and take no call that they are offered
	NoAnswer Agents = "no answer" // are there, and let it ring
	CutOff   Agents = "cut off"   // take each call, and lose their line at once
	Away     Agents = "away"      // nobody is at the desk, and nobody on duty
	OnDuty   Agents = "on duty"   // nobody is at the desk; those on duty take each call
)

// Step is one thing that the caller does, or must hear, or that happens.
type Step struct {
	Position Position
	Do       Do
	Text     string
	For      time.Duration // of a wait
}

// Do is what a step is about.
type Do string

// The steps.
const (
	Hear      Do = "hear"       // the caller hears the words, since they last did something
	HearFirst Do = "hear first" // the words, and in what is said first since they last did something
	NotHear   Do = "not hear"   // and not these
	Texted    Do = "sms"        // a text message with the words has come
	Talk      Do = "talk"       // the caller has talked with a person
	Press     Do = "press"      // keys, or code for the digits of the last text message
	Say       Do = "say"        // words, or a message after the tone
	Mumble    Do = "mumble"     // words that are hard to understand
	Silence   Do = "silence"    // nothing
	Again     Do = "again"      // the key that says it again
	Wait      Do = "wait"       // stays on the line and does nothing for a while
	HangUp    Do = "hang up"    // ends the call
	CallAgain Do = "call again" // hangs up if need be, and calls once more
	CallBack  Do = "call back"  // hangs up if need be, and answers when we call back
	Fail      Do = "fail"       // from here on something does not work
	FailOnce  Do = "fail once"  // the next time it does not work, and then again it does
	Gone      Do = "gone"       // from here on the ledger does not have a transaction
	Close     Do = "close"      // from here on an operator has closed a line, for two days
)

// Failing is what may fail in the middle of a call.
type Failing string

// What may fail.
const (
	Lookups Failing = "lookups" // the ledger cannot be asked
	Cases   Failing = "cases"   // nothing can be noted
	Records Failing = "store"   // nothing can be read or written
	Texts   Failing = "texts"   // the carrier sends no text message
	Lines   Failing = "lines"   // the carrier rings nobody
	Queue   Failing = "queue"   // the carrier cannot keep callers waiting
)

// Position is a place in a file of scripts.
type Position struct {
	File         string
	Line, Column int
}

// String gives "file:line:column".
func (p Position) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare orders places by file, then by line and column.
func (p Position) Compare(other Position) int {
	return cmp.Or(cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}

// Problem is something in a file of scripts that cannot stand.
type Problem struct {
	Position
	Message string
}

// Error gives "file:line:column: message".
func (p Problem) Error() string { return p.Position.String() + ": " + p.Message }
