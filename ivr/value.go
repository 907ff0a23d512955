package ivr

import "time"

// ValueType determines how a value is spoken.
type ValueType string

// The types of values.
const (
	Amount     ValueType = "money"    // Int in minor units, Text the currency
	Digits     ValueType = "digits"   // Text, one by one
	LastDigits ValueType = "ending"   // Text, its last four digits only
	Day        ValueType = "day"      // Time, relative to today where people would say so
	Date       ValueType = "date"     // Time, never relative
	Moment     ValueType = "moment"   // Time, day and time of day
	Count      ValueType = "count"    // Int of what the term Text names, with its measure word
	Number     ValueType = "number"   // Int
	Duration   ValueType = "duration" // Int in seconds
	Term       ValueType = "term"     // Text is a key of the menu's terms
	Verbatim   ValueType = "text"     // Text unchanged

	// SecretDigits is the result of comparing secret digits: Text is the one of the texts that later
	// nodes compare them with, or "other". It is never spoken.
	SecretDigits ValueType = "secret"
)

// Value is something learnt in a call that a prompt may say.
type Value struct {
	Type    ValueType
	Text    Masked    `json:",omitempty"`
	Int     int64     `json:",omitempty"`
	Time    time.Time `json:",omitzero"`
	Private bool      `json:",omitempty"` // of an account: said after verification only
}
