package store

import (
	"context"
	"time"

	"github.com/okpay/hotline/ivr"
)

// Keeping removes records whose time is over, and what is known of one person. Each method
// writes one transaction; what is gone already is no error.
type Keeping interface {
	// PruneCalls removes at most limit of the oldest calls that began before an instant, with
	// their journals, answers, codes and stays in queues. Calls that have not ended are left
	// alone; damaged ones go with the others.
	PruneCalls(ctx context.Context, before time.Time, limit int) (removed int, err error)
	// EraseCalls removes calls that have ended with their journals, answers and codes. Of
	// their stays in queues all stays that tells nothing of the caller: figures are counted
	// from them.
	EraseCalls(ctx context.Context, ids []string) (removed int, err error)
	// ForgetCases removes closed cases, and news of them. Open ones are left alone.
	ForgetCases(ctx context.Context, numbers []string) (removed int, err error)
	// EraseCase takes from a case, and from the indexes, what it holds about the person, removes
	// the news of it, and closes it if it is open, which is news that tells nothing of them.
	EraseCase(ctx context.Context, number, by string, at time.Time) (Case, error)
	// RemoveRecording takes a recording from a case.
	RemoveRecording(ctx context.Context, number, url string) error
	// AuditChain returns where the audit's chain of hashes begins and ends.
	AuditChain(ctx context.Context) (AuditChain, error)
	// PruneAudit removes at most limit of the audit's oldest entries, of before an instant,
	// and moves the start of its chain behind them.
	PruneAudit(ctx context.Context, before time.Time, limit int) (removed int, err error)
	// PruneLocks removes at most limit counts of tries that were over before an instant.
	PruneLocks(ctx context.Context, before time.Time, limit int) (removed int, err error)
	Condenser
}

// Condenser keeps calls in less room once the carrier repeats none of their webhooks any more.
type Condenser interface {
	// CondenseCalls forgets the answers of at most limit calls that ended before an instant, and
	// keeps their journals in less room. It returns how many it has condensed, and whether there
	// may be more.
	CondenseCalls(ctx context.Context, before time.Time, limit int) (condensed int, more bool, err error)
}

// CondensedCall is a call as it is kept once it is condensed: without what was said last, unless an agent is to call
// back, and is yet to be told.
func CondensedCall(c ivr.Call) ivr.Call {
	if c.Callback == "" {
		c.Said = nil
	}
	return c
}

// Erase returns the case without what it holds about the person: that there was one, of
// which kind, when it was opened and closed and by whom, which is what figures and
// complaints are counted by.
func (c Case) Erase(by string, at time.Time) Case {
	erased := Case{
		Number: c.Number, Kind: c.Kind, Department: c.Department, Also: c.Also, Language: c.Language,
		Opened: c.Opened, Assignee: c.Assignee, Closed: c.Closed, ClosedBy: c.ClosedBy, Erased: at,
	}
	if erased.Closed.IsZero() {
		erased.Closed, erased.ClosedBy = at, by
	}
	return erased
}
