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
	ACD(ctx context.Context) (acd.State, ACDVersion, error)
	// CommitACD writes a change of the ACD: all of it, or nothing. It fails
	// with ErrConflict when a shard that the change touches is not at the version that was
	// read, or what it has taken from the inbox is not there any more.
	CommitACD(ctx context.Context, c ACDCommit) error
	// Inbox gives what the ACD must learn of calls' steps and has not taken yet, in the
	// order in which it was written, behind a sequence; at most [InboxMost].
	Inbox(ctx context.Context, after uint64) ([]InboxEvent, error)
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

// InboxMost is how many events are read from the inbox at a time.
const InboxMost = 500

// InboxEvent is something that a step of a call has brought the ACD.
type InboxEvent struct {
	Seq   uint64
	At    time.Time // of the step
	Event acd.Event // nil when its record is damaged
}

// StatsBegin is where the figures begin.
type StatsBegin struct {
	Read  ACDVersion // of the ACD that Days were counted from
	Since time.Time  // zero when there was nothing before
	Days  acd.Days
}

// ACDVersion is how often the shards of the ACD were changed, by their names. Where one process
// changes the ACD it is one shard, [WholeACD]; else there is a shard for each queue, so that
// processes that change different queues are not in each other's way.
type ACDVersion map[string]int

// WholeACD is the shard that is all of the ACD.
const WholeACD = ""

// WholeAt is the version of an ACD of one shard that was changed so often.
func WholeAt(changes int) ACDVersion { return ACDVersion{WholeACD: changes} }

// IsWhole reports whether the version is of an ACD of one shard.
func (v ACDVersion) IsWhole() bool {
	_, whole := v[WholeACD]
	return whole
}

// Covers reports whether whoever knows the ACD at a version knows all of another.
func (v ACDVersion) Covers(other ACDVersion) bool {
	for shard, changes := range other { // in no order: all must hold
		if v[shard] < changes {
			return false
		}
	}
	return true
}

// ACDCommit is one change of the ACD, to be written whole.
type ACDCommit struct {
	Read     ACDVersion // what the change is based on
	Shards   []string   // those that it touches, sorted
	Before   acd.State  // of that version
	Taken    []uint64   // what the change has taken from the inbox
	Change   acd.Change
	Outgoing []Outgoing
	Cases    []CaseChange
}

// Next returns the versions of the shards that a change touches, as it makes them: those that are named, and the
// whole where there is one.
func (c ACDCommit) Next() ACDVersion {
	next := ACDVersion{}
	if changes, whole := c.Read[WholeACD]; whole {
		next[WholeACD] = changes + 1
	}
	for _, shard := range c.Shards {
		next[shard] = c.Read[shard] + 1
	}
	return next
}
