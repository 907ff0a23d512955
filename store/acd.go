package store

import (
	"context"
	"iter"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// ACDStore is the ACD's side: who waits, who answers, and what became of it.
type ACDStore interface {
	// ACD gives the ACD, and the version to base a change on.
	ACD(ctx context.Context) (acd.State, int, error)
	// CommitACD writes a change of the ACD: all of it, or nothing. It fails
	// with ErrConflict when the ACD is not at the version that was read.
	CommitACD(ctx context.Context, c ACDCommit) error
	// Inbox gives what the ACD must learn of calls' steps and has not taken yet, in the
	// order in which it was written; at most some hundreds.
	Inbox(ctx context.Context) ([]InboxEvent, error)
	// QueueRecords gives callers' stays in queues that began since then and before
	// until, newest first; a zero time does not bound.
	QueueRecords(ctx context.Context, since, until time.Time) iter.Seq2[acd.QueueRecord, error]
	// QueueRecordsOf gives a call's stays in queues, and those of the callbacks that were
	// asked for in it, newest first.
	QueueRecordsOf(ctx context.Context, call string) iter.Seq2[acd.QueueRecord, error]
	// BeginStats keeps the figures of what happened before they were kept, and the
	// instant from which commits add to them. It fails with ErrConflict when the ACD
	// is not at the version that was read, or they were begun already.
	BeginStats(ctx context.Context, b StatsBegin) error
	// StatsSince gives the instant that BeginStats was called with, zero when there
	// was nothing before, and whether it was called yet.
	StatsSince(ctx context.Context) (since time.Time, begun bool, err error)
	// DayStats gives the figures from a day to another, both included, in the order
	// of the days. Days are written 2006-01-02.
	DayStats(ctx context.Context, from, to string) iter.Seq2[acd.DayStats, error]
}

// InboxEvent is something that a step of a call has brought the ACD.
type InboxEvent struct {
	Seq   uint64
	At    time.Time // of the step
	Event acd.Event // nil when its record is damaged
}

// StatsBegin is where the figures begin.
type StatsBegin struct {
	Read  int       // the version of the ACD that Days were counted from
	Since time.Time // zero when there was nothing before
	Days  acd.Days
}

// ACDCommit is one change of the ACD, to be written whole.
type ACDCommit struct {
	Read     int      // the version that the change is based on; it becomes Read+1
	Taken    []uint64 // what the change has taken from the inbox
	Change   acd.Change
	Outgoing []Outgoing
	Cases    []CaseChange
}
