package serve

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/ivr/rehearse/run"
	operators "github.com/okpay/hotline/ivr/web/console"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/bolt"
)

// rehearsing is a rehearser of OKPAY's menus with an empty store, and what makes its server stop.
func rehearsing(t *testing.T) (rehearser, context.CancelFunc) {
	t.Helper()
	menu, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	draining, drain := context.WithCancel(t.Context())
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, menu.Tree.Zone)
	return rehearser{menu: func() *menus.Menu { return menu }, store: kept, clock: func() time.Time { return now }, draining: draining, play: run.Day}, drain
}

func TestADepartmentHasTheAgentsThatAreGivenWhileItIsOpen(t *testing.T) {
	t.Parallel()
	r, _ := rehearsing(t)
	require.Contains(t, r.Departments(), "refunds")
	report, err := r.Rehearse(t.Context(), operators.Rehearsal{Calls: 100, Agents: map[string]int{"refunds": 3, "general": 0}, Seed: 1})
	require.NoError(t, err)
	require.True(t, report.Rostered)
	require.Equal(t, "2026-03-03", report.Date, "the next day on which a department is open")
	duty := map[string]float64{}
	for _, h := range report.Hours {
		duty[h.From] = h.OnDuty
	}
	require.Equal(t, []float64{0, 3, 3, 0}, []float64{duty["08:30"], duty["09:00"], duty["17:30"], duty["18:00"]})
}

func TestNobodyOnDutyIsRehearsed(t *testing.T) {
	t.Parallel()
	r, _ := rehearsing(t)
	report, err := r.Rehearse(t.Context(), operators.Rehearsal{Calls: 50, Agents: map[string]int{"general": 0}, Seed: 1})
	require.NoError(t, err)
	require.True(t, report.Rostered, "it is not as many as are needed")
	for _, q := range report.Queues {
		require.Zero(t, q.Day.Answered, q.Name)
	}
}

func TestARehearsalIsLikeTheDaysThatItLearnsFrom(t *testing.T) {
	t.Parallel()
	r, _ := rehearsing(t)
	day := operators.Rehearsal{Since: time.Date(2026, 2, 2, 0, 0, 0, 0, r.menu().Tree.Zone), Seed: 1}
	day.Until = day.Since.AddDate(0, 0, 1)
	_, err := r.Rehearse(t.Context(), day)
	require.ErrorIs(t, err, rehearse.ErrNoCalls)
	begins := []time.Time{day.Since.Add(-1), day.Since, day.Until.Add(-1), day.Until}
	for range 8 {
		begins = append(begins, day.Since.Add(time.Hour))
	}
	for i, began := range begins {
		call := ivr.Call{ID: fmt.Sprint("CA", i), Began: began, At: began, Path: []ivr.Transition{{Node: "main", Exit: "hang_up"}}}
		require.NoError(t, r.store.Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: call.ID, Step: "0"}, Call: call, Reply: []byte("<Response/>")}))
	}
	report, err := r.Rehearse(t.Context(), day)
	require.NoError(t, err)
	require.Equal(t, 10, report.Calls, "with another day's calls it would be fewer a day")
	learnt, err := r.Profile(t.Context(), day)
	require.NoError(t, err)
	require.Equal(t, map[int]float64{0: 1, 1: 8, 23: 1}, learnt.ByHour)
	day.ByHour, day.Calls = map[int]float64{12: 1}, 40
	own, err := r.Profile(t.Context(), day)
	require.NoError(t, err)
	require.Equal(t, day.ByHour, own.ByHour, "what the operator says stands above it")
	require.Equal(t, 40, own.Calls)
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err = r.Profile(gone, day)
	require.ErrorIs(t, err, context.Canceled, "nobody waits any more")
}

func TestARehearsalInTheConsoleIsBounded(t *testing.T) {
	t.Parallel()
	r, drain := rehearsing(t)
	_, err := r.Rehearse(t.Context(), operators.Rehearsal{Calls: operators.MostRehearsedCalls + 1})
	require.ErrorIs(t, err, operators.ErrTooManyCalls)
	drain()
	_, err = r.Rehearse(t.Context(), operators.Rehearsal{Calls: operators.MostRehearsedCalls})
	require.ErrorIs(t, err, context.Canceled, "the server is about to stop")
}
