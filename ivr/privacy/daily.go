package privacy

import (
	"context"
	"fmt"
	"time"
)

// When records are removed: soon after a start, and each day from then on.
const (
	firstRun = time.Minute
	everyRun = 24 * time.Hour
)

// Where several processes share a store, one of them removes records in a day: the one that holds the
// lease, and keeps it until the next day when nothing failed. When something failed, or the process ended
// meanwhile, the lease is free after runFor, and another process asks for it within askAgain.
const (
	retentionLease = "retention"
	runFor         = 2 * time.Hour
	askAgain       = time.Hour
)

// Lease is the store's, where several processes share it; see [store.Shared].
type Lease func(ctx context.Context, name string, keep time.Duration) (held bool, err error)

// Run removes what is over each day, until ctx ends.
func (r *Retainer) Run(ctx context.Context) error {
	for wait := firstRun; ; {
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
		done, err := r.inTurn(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error().Err(err).Msg("records whose time is over could not all be removed")
		}
		if wait = everyRun; !done {
			wait = askAgain
		}
	}
}

// inTurn removes everything that is over, unless another process does so today. done says that this
// process need not ask again before tomorrow.
func (r *Retainer) inTurn(ctx context.Context) (done bool, err error) {
	if r.Lease == nil {
		_, err := r.Once(ctx)
		return true, err
	}
	held, err := r.Lease(ctx, retentionLease, runFor)
	if err != nil {
		return false, fmt.Errorf("asking whose turn it is: %w", err)
	}
	if !held {
		return false, nil
	}
	if _, err := r.Once(ctx); err != nil {
		return false, err
	}
	if _, err := r.Lease(ctx, retentionLease, everyRun); err != nil {
		return false, fmt.Errorf("keeping the turn of the day: %w", err)
	}
	return true, nil
}
