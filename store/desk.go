package store

import (
	"context"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr/desk"
)

// Desk is the floor's side: who waits, who answers, and what became of it.
type Desk interface {
	// Floor gives the floor, and the version to base a change on.
	Floor(ctx context.Context) (desk.Floor, int, error)
	// CommitFloor writes a change of the floor: all of it, or nothing. It fails
	// with ErrConflict when the floor is not at the version that was read.
	CommitFloor(ctx context.Context, c FloorCommit) error
	// Visits gives callers' stays in queues that began since then and before
	// until, newest first; a zero time does not bound.
	Visits(ctx context.Context, since, until time.Time) iter.Seq2[desk.Visit, error]
	// VisitsOf gives a call's stays in queues, and those of the callbacks that were
	// asked for in it, newest first.
	VisitsOf(ctx context.Context, call string) iter.Seq2[desk.Visit, error]
}

// FloorCommit is one change of the floor, to be written whole.
type FloorCommit struct {
	Read     int // the version that the change is based on; it becomes Read+1
	Change   desk.Change
	Outgoing []Outgoing
	Cases    []CaseChange
}
