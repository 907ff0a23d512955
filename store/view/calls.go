package view

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// Call is a call of a caller.
type Call struct {
	Call     string      `json:"call"`
	From     ivr.Masked  `json:"from"`
	Began    time.Time   `json:"began"`
	Ended    *time.Time  `json:"ended"`
	Language string      `json:"language"`
	Outcome  ivr.Outcome `json:"outcome"` // or live
	Verified bool        `json:"verified"`
	Node     string      `json:"node"` // where it is, or ended
	Queue    string      `json:"queue"`
	Case     string      `json:"case"`
	Menu     string      `json:"menu"` // the revision
	Path     []Step      `json:"path"`
}

// Step is a node that a call went through, and the exit by which it left.
type Step struct {
	Node string    `json:"node"`
	Exit string    `json:"exit"`
	At   time.Time `json:"at"`
}

// Live is the outcome of a call that goes on.
const Live ivr.Outcome = "live"

// CallOf shows a call.
func CallOf(c ivr.Call) Call {
	v := Call{
		Call: c.ID, From: c.From, Began: c.Began.UTC(), Ended: Instant(c.EndedAt), Language: c.Language, Outcome: Outcome(c),
		Verified: c.Verified, Node: c.Node, Queue: c.Queue, Case: c.Case, Menu: c.Revision, Path: []Step{},
	}
	for _, p := range c.Path {
		v.Path = append(v.Path, Step{p.Node, p.Exit, p.At.UTC()})
	}
	return v
}

// Outcome is what became of a call, or [Live].
func Outcome(c ivr.Call) ivr.Outcome {
	if !c.Ended() {
		return Live
	}
	return c.Outcome
}

// CallDetails is a call with all that happened in it.
type CallDetails struct {
	Call
	Stays   []Stay  `json:"stays"`
	Journal []Entry `json:"journal"`
}

// CallDetailsOf shows a call with its journal, and its stays in queues, which come newest first and
// are shown in order. A callback that was not reached counts among the stays of the call in which it
// was asked for.
func CallDetailsOf(c ivr.Call, journal []store.Entry, stays iter.Seq2[acd.QueueRecord, error]) (CallDetails, error) {
	v := CallDetails{CallOf(c), []Stay{}, []Entry{}}
	for _, e := range journal {
		v.Journal = append(v.Journal, entryOf(e))
	}
	for r, err := range stays {
		if err != nil {
			return v, fmt.Errorf("reading the stays in queues of call %s: %w", c.ID, err)
		}
		if r.Call == c.ID || r.Call == "" {
			v.Stays = append(v.Stays, stayOf(r))
		}
	}
	slices.Reverse(v.Stays)
	return v, nil
}

// Stay is a caller's stay in a queue, and what came of it.
type Stay struct {
	Queue       string     `json:"queue"`
	Entered     time.Time  `json:"entered"`
	Waited      float64    `json:"waited"` // seconds
	Agent       string     `json:"agent"`
	Result      acd.Result `json:"result"`
	Disposition string     `json:"filed"` // how the agent filed it
	Note        string     `json:"note"`  // what the agent wrote, long numbers masked
}

func stayOf(r acd.QueueRecord) Stay {
	return Stay{
		Queue: r.Queue, Entered: r.Entered.UTC(), Waited: r.Waited().Seconds(), Agent: r.Agent, Result: r.Result,
		Disposition: r.Disposition, Note: ivr.HideNumbers(r.Note),
	}
}
