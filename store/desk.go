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
	// BeginStats keeps the figures of what happened before they were kept, and the
	// instant from which commits add to them. It fails with ErrConflict when the floor
	// is not at the version that was read, or they were begun already.
	BeginStats(ctx context.Context, b StatsBegin) error
	// StatsSince gives the instant that BeginStats was called with, zero when there
	// was nothing before, and whether it was called yet.
	StatsSince(ctx context.Context) (since time.Time, begun bool, err error)
	// DayStats gives the figures from a day to another, both included, in the order
	// of the days. Days are written 2006-01-02.
	DayStats(ctx context.Context, from, to string) iter.Seq2[desk.DayStats, error]
}

// StatsBegin is where the figures begin.
type StatsBegin struct {
	Read  int       // the version of the floor that Days were counted from
	Since time.Time // zero when there was nothing before
	Days  desk.Days
}

// FloorCommit is one change of the floor, to be written whole.
type FloorCommit struct {
	Read     int // the version that the change is based on; it becomes Read+1
	Change   desk.Change
	Outgoing []Outgoing
	Cases    []CaseChange
}
