package console

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/store"
)

// listed is a list of calls, and counts those that are read.
type listed struct {
	store.Calls
	all  []ivr.Call // the oldest first
	read int
}

func (l *listed) ListCalls(_ context.Context, f store.CallFilter) iter.Seq2[ivr.Call, error] {
	return func(yield func(ivr.Call, error) bool) {
		for _, call := range slices.Backward(l.all) {
			if call.Began.Before(f.Since) || !f.Until.IsZero() && call.Began.After(f.Until) {
				continue
			}
			if l.read++; !yield(call, nil) {
				return
			}
		}
	}
}

func (l *listed) begin(id string, at time.Time) {
	l.all = append(l.all, ivr.Call{ID: id, Began: at, Path: []ivr.Transition{{Node: "main", Exit: "1"}}})
}

// change lets some calls begin, at one instant, and some end.
func (l *listed) change(r *rapid.T, now time.Time) {
	for range rapid.IntRange(0, 3).Draw(r, "begin") {
		l.begin(fmt.Sprintf("CA%03d", len(l.all)), now)
	}
	for i := range l.all {
		if c := &l.all[i]; !c.Ended() && rapid.IntRange(0, 3).Draw(r, "ends") == 0 {
			c.EndedAt, c.Outcome = now, rapid.SampledFrom([]ivr.Outcome{ivr.Served, ivr.Abandoned}).Draw(r, "outcome")
			c.Path = append(c.Path, ivr.Transition{Node: "queue", Exit: "done"})
		}
	}
}

// What is counted on is what would be counted anew, whatever calls begin, go on and end; and calls
// that ended long ago are not read again.
func TestTodayIsCountedOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		calls := &listed{}
		figures := &figures{store: calls, over: func(context.Context, ivr.Call) bool { return false }}
		now := morning
		for range rapid.IntRange(1, 40).Draw(r, "looks") {
			now = now.Add(time.Duration(rapid.IntRange(5, 90).Draw(r, "seconds")) * time.Second)
			calls.change(r, now)
			on, _, err := figures.days(t.Context(), now)
			require.NoError(r, err)
			anew, err := figures.count(t.Context(), on.Date)
			require.NoError(r, err)
			require.Equal(r, anew, on)
		}
	})
}

func TestCallsThatEndedAreReadOnce(t *testing.T) {
	t.Parallel()
	now := morning
	calls := &listed{}
	figures := &figures{store: calls, over: func(context.Context, ivr.Call) bool { return false }}
	for i := range 100 {
		calls.begin(fmt.Sprintf("CA%03d", i), now.Add(time.Duration(i)*time.Second))
		calls.all[i].EndedAt, calls.all[i].Outcome = now.Add(time.Hour), ivr.Served
	}
	now = now.Add(time.Hour)
	for look, want := range []int{100, 1, 1} {
		calls.read = 0
		on, _, err := figures.days(t.Context(), now.Add(time.Duration(look)*freshFor))
		require.NoError(t, err)
		require.Equal(t, 100, on.Outcomes[ivr.Served])
		require.Equal(t, want, calls.read)
	}
}
