package api

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// journalView is an entry of a call's journal.
type journalView struct {
	At    time.Time `json:"at"`
	Step  int       `json:"step"`
	Node  string    `json:"node"`
	Event string    `json:"event"`
	Text  string    `json:"text"` // what to know of it, customers' data masked
}

func viewEntry(e store.Entry) journalView {
	kind, text := told(e.Event)
	return journalView{At: e.At.UTC(), Step: e.Step, Node: e.Node, Event: kind, Text: text}
}

// told names an event, and says what to know of it.
func told(e ivr.Event) (kind, text string) {
	switch e := e.(type) {
	case ivr.Started:
		return "started", e.From.String()
	case ivr.Entered:
		return "entered", ""
	case ivr.Input:
		return "input", typed(e)
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

// typed shows a menu's single key, and masks what is longer.
func typed(e ivr.Input) string {
	switch {
	case e.Silent():
		return "silence"
	case e.Speech != "":
		return "speech " + e.Speech.String()
	case len(e.Digits) <= 1:
		return e.Digits.Reveal() + e.Finish
	}
	return e.Digits.String() + e.Finish
}
