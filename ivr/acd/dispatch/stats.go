package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/store"
)

// BeginStats sees to it that a store keeps figures by day. In a store of an earlier
// release, those of the days before are counted once from the stays that it holds.
func BeginStats(ctx context.Context, s store.ACDStore, now time.Time, rules func(now time.Time) acd.Rules) error {
	for {
		err := beginStats(ctx, s, now, rules)
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// beginStats fails with ErrConflict when the ACD has changed meanwhile.
func beginStats(ctx context.Context, s store.ACDStore, now time.Time, rules func(now time.Time) acd.Rules) error {
	if _, begun, err := s.StatsSince(ctx); begun || err != nil {
		return err
	}
	state, version, err := s.ACD(ctx)
	if err != nil {
		return fmt.Errorf("reading the ACD: %w", err)
	}
	var visits []acd.QueueRecord
	for v, err := range s.QueueRecords(ctx, time.Time{}, time.Time{}) {
		if err != nil {
			return fmt.Errorf("reading the stays of before: %w", err)
		}
		visits = append(visits, v)
	}
	begin := store.StatsBegin{Read: version, Days: state.Recount(visits, rules(now))}
	if len(begin.Days) > 0 {
		begin.Since = now
	}
	return s.BeginStats(ctx, begin)
}
