package view

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// Entry is an entry of a call's journal.
type Entry struct {
	Seq   int       `json:"seq"` // from 0
	At    time.Time `json:"at"`
	Step  int       `json:"step"`
	Node  string    `json:"node"`
	Event string    `json:"event"` // its kind
	Text  string    `json:"text"`  // what to know of it
}

func entryOf(e store.Entry) Entry {
	kind, text := event(e.Event)
	return Entry{e.Seq, e.At.UTC(), e.Step, e.Node, kind, text}
}

// event names an event, and says what to know of it.
func event(e ivr.Event) (kind, text string) {
	switch e := e.(type) {
	case ivr.Started:
		return "started", e.From.String()
	case ivr.Entered:
		return "entered", ""
	case ivr.Input:
		return "input", input(e)
	case ivr.WaitKey:
		return "wait_key", e.Digits.String()
	case ivr.QueueLeft:
		return "left", string(e.Result) + " after " + e.Waited.String()
	case ivr.Dialed:
		return "dialed", e.Status + ", talked " + e.Talked.String()
	case ivr.Recorded:
		return "recorded", e.Length.String()
	case ivr.Ended:
		return "ended", e.Status + " after " + e.Lasted.String()
	case ivr.Failed:
		return "failed", e.Reason
	case ivr.Answered:
		return "answered", string(e.Result)
	}
	return "other", ""
}

func input(in ivr.Input) string {
	switch {
	case in.Silent():
		return "silence"
	case in.Speech != "":
		return "speech " + in.Speech.String()
	}
	return Keys(in)
}

// Keys are the keys that a caller pressed: a menu's single key as it is, masked what is longer.
func Keys(in ivr.Input) string {
	if len(in.Digits) <= 1 {
		return in.Digits.Reveal() + in.Finish
	}
	return in.Digits.String() + in.Finish
}
