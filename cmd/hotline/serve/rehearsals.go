package serve

import (
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/run"
	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/store"
)

// rehearser plays days of the menu that is live, for the console.
type rehearser struct {
	menu     func() *menus.Menu
	store    store.Store
	clock    func() time.Time
	draining context.Context // ends when the server is about to stop
	play     func(context.Context, *rehearse.Day, uint64) (rehearse.Report, error)
}

// Departments implements [operators.Rehearser].
func (r rehearser) Departments() []string { return slices.Sorted(maps.Keys(r.menu().Queues)) }

// Rehearse implements [operators.Rehearser].
func (r rehearser) Rehearse(ctx context.Context, asked operators.Rehearsal) (rehearse.Report, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(r.draining, cancel)()
	day, err := r.day(ctx, asked)
	if err != nil {
		return rehearse.Report{}, err
	}
	return r.play(ctx, day, asked.Seed)
}

// day is the day that an operator asks for.
func (r rehearser) day(ctx context.Context, asked operators.Rehearsal) (*rehearse.Day, error) {
	menu := r.menu()
	profile, err := r.profile(ctx, menu, asked)
	if err != nil {
		return nil, err
	}
	if err := profile.Check(menu); err != nil {
		return nil, err
	}
	day := &rehearse.Day{Menu: menu, Profile: profile, Date: asked.Date, Chance: run.Chance(asked.Seed)}
	if day.Date.IsZero() {
		day.Date = rehearse.NextDay(menu, r.clock())
	}
	day.Profile.Roster = day.WhileOpen(asked.Agents)
	return day, nil
}

// Profile implements [operators.Rehearser].
func (r rehearser) Profile(ctx context.Context, asked operators.Rehearsal) (rehearse.Profile, error) {
	return r.profile(ctx, r.menu(), asked)
}

// profile is what callers are like: as usual, or as those who called on some days, where the operator says
// nothing else.
func (r rehearser) profile(ctx context.Context, menu *menus.Menu, asked operators.Rehearsal) (rehearse.Profile, error) {
	profile, err := r.callers(ctx, menu, asked)
	if err != nil {
		return profile, err
	}
	if asked.Calls != 0 {
		profile.Calls = asked.Calls
	}
	if asked.ByHour != nil {
		profile.ByHour = asked.ByHour
	}
	if profile.Calls > operators.MostRehearsedCalls {
		return profile, operators.ErrTooManyCalls
	}
	return profile, nil
}

// callers is what callers are usually like, or those who called on some days.
func (r rehearser) callers(ctx context.Context, menu *menus.Menu, asked operators.Rehearsal) (rehearse.Profile, error) {
	if asked.Since.IsZero() {
		return rehearse.Usual(), nil
	}
	before := asked.Until.Add(-time.Nanosecond) // a filter's end is included
	calls := r.store.ListCalls(ctx, store.CallFilter{Since: asked.Since, Until: before})
	return rehearse.Learn(gently(ctx, calls), gently(ctx, r.store.QueueRecords(ctx, asked.Since, asked.Until)), menu)
}

// gently gives records one by one, as long as ctx lasts, and rests between them so that webhooks go first:
// half as long as was worked, after every few milliseconds.
func gently[V any](ctx context.Context, records iter.Seq2[V, error]) iter.Seq2[V, error] {
	const stretch, longest = 128, 10 * time.Millisecond // records without a rest; where others worked, too
	return func(yield func(V, error) bool) {
		done, began := 0, time.Now()
		for v, err := range records {
			if done++; done%stretch == 0 {
				time.Sleep(min(time.Since(began)/2, longest))
				began = time.Now()
			}
			if err == nil {
				err = ctx.Err()
			}
			if !yield(v, err) {
				return
			}
		}
	}
}
