package console

import (
	"context"
	"errors"
	"time"

	"github.com/okpay/hotline/ivr/rehearse"
)

// Rehearser plays days of the menu that is live.
type Rehearser interface {
	// Departments are the queues whose agents a rehearsal asks for, in order.
	Departments() []string
	// Profile returns what the callers of a day are like, and how many come. Its errors are those below,
	// [rehearse.ErrNoCalls], that of ctx, or what went wrong.
	Profile(ctx context.Context, r Rehearsal) (rehearse.Profile, error)
	// Rehearse plays a day without slowing callers, until ctx ends. Its errors are those of Profile.
	Rehearse(ctx context.Context, r Rehearsal) (rehearse.Report, error)
}

// Rehearsal is a day that an operator wants to be played.
type Rehearsal struct {
	Since, Until time.Time       // callers are like those who called then; zero: the usual
	Calls        int             // of the day; 0: as many as then, or as usual
	ByHour       map[int]float64 // how many of them come in an hour of the day, in proportion; nil: as then, or as usual
	Date         time.Time       // zero: the next on which a queue is open
	Agents       map[string]int  // on duty while their department is open; nil: as many as are needed
	Seed         uint64          // another is another day of the same kind
}

// ErrTooManyCalls says that the recorded days have more calls than a page rehearses.
var ErrTooManyCalls = errors.New("too many calls for a rehearsal in the console")

// What a rehearsal from a page may take: others work on the same machine.
const (
	MostRehearsedCalls = 20_000
	mostAgents         = 500 // of a department
	mostDaysLearnt     = 92
	longestRehearsal   = time.Minute
	rehearsalAnswer    = 10 * time.Second // after it, for the page to be sent
)
