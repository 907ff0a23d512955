package floor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/desk"
	"github.com/okpay/hotline/store"
)

// BeginStats sees to it that a store keeps figures by day. In a store of an earlier
// release, those of the days before are counted once from the stays that it holds.
func BeginStats(ctx context.Context, s store.Desk, now time.Time, rules func(now time.Time) desk.Rules) error {
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

// beginStats fails with ErrConflict when the floor has changed meanwhile.
func beginStats(ctx context.Context, s store.Desk, now time.Time, rules func(now time.Time) desk.Rules) error {
	if _, begun, err := s.StatsSince(ctx); begun || err != nil {
		return err
	}
	state, version, err := s.Floor(ctx)
	if err != nil {
		return fmt.Errorf("reading the floor: %w", err)
	}
	var visits []desk.Visit
	for v, err := range s.Visits(ctx, time.Time{}, time.Time{}) {
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
