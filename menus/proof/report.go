package proof

import (
	"time"

	"github.com/okpay/hotline/menus"
)

// Report is all that is proved of a menu.
type Report struct {
	Findings []Finding // in the order of the files
	Nodes    []Way     // the way to a person from every node that callers come to, in the order of the files
	Spoken   []Way     // the same for each language by itself
	Budgets  []Spent   // what each budget of the menu allows and takes, by name
	States   int       // the different callers who were followed
	Steps    int       // how often the engine was asked
}

// Way is the longest way to a person from one node, over every hour, language
// and kind of caller. Where no person answers, a recorder or a noted request
// stands for one; to a caller who presses 0 out of hours, what is offered instead. It is counted from the step that comes through the node.
type Way struct {
	Node     string
	Language string // "" where it is over all of them
	Position menus.Position
	Asked    Cost // a caller who presses 0 whenever they have heard what is said
	Silent   Cost // who never presses anything
	Lost     Cost // who is silent or presses wrong keys, whichever takes longer
}

// Cost is what a way costs a caller.
type Cost struct {
	Time  time.Duration // of listening and of silence; waiting in a queue is not in it
	Keys  int           // pressed on the way
	Known bool          // false: nobody comes here, or nobody is reached

	from   int32
	policy *policy
}

// Spent is a budget of the menu.
type Spent struct {
	Name    string // person, fraud or silent
	Allowed time.Duration
	Cost
}
