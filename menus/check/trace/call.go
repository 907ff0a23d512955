package trace

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/menus/check/explore"
)

// Step is one event of a call, and its result.
type Step struct {
	At      time.Time
	Event   ivr.Event
	Queries []ivr.Query    // of the step, in order
	Answers []ivr.Answered // to each

	Input   explore.Input
	Excuses explore.Excuses
	Before  ivr.Call
	Result  engine.Result
	Err     error          // why the call went to its fallback
	Status  explore.Status // of the caller, after the step
	Moment  int
}

// Call is a call from its beginning; Steps[0] is the beginning itself.
type Call struct {
	Start ivr.Started
	Steps []Step
	By    *Customer // who makes it; nil for any customer
	After []Call    // earlier calls of the same customer, which leave what this one finds
}

// Customer makes the calls of a tour. Look-ups are answered from the customer's own ledger; the number
// that calls is [explore.Caller], whoever it is.
type Customer struct {
	Phone        string // the number that the calls come from in truth
	Ledger       explore.Ledger
	Transactions []string // the numbers that the customer types
}

// Last returns the last step.
func (c Call) Last() Step { return c.Steps[len(c.Steps)-1] }

// Goal is what a call is searched for.
type Goal struct {
	Links []int32                                 // where the fault is: callers must come to one of these
	Who   func(link int32, s explore.Status) bool // the callers there who meet the fault; all when nil
	Hit   func(Step) bool                         // whether a step shows the fault
	Only  func(explore.Input) bool

	// Straight is set where any caller who comes to the links meets the goal: the plainest call is
	// continued first, however many others were continued from its node.
	Straight bool
}
