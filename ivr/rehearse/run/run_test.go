package run

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/okpay"
)

// usual is a usual day of OKPAY's menus with some calls.
func usual(t testing.TB, calls int) *rehearse.Day {
	t.Helper()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	p := rehearse.Usual()
	p.Calls = calls
	return &rehearse.Day{Menu: m, Profile: p, Date: time.Date(2026, 11, 30, 0, 0, 0, 0, m.Tree.Zone), Chance: Chance(1)}
}

func TestTheDayIsTheSameOnAnyNumberOfProcessors(t *testing.T) {
	t.Parallel()
	d := usual(t, 60)
	want, err := Day(t.Context(), d, 1)
	require.NoError(t, err)
	for _, workers := range []int{1, 3} {
		got, err := player{workers: workers, pause: t.Context().Err}.day(t.Context(), d, 1)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// A day ends when nobody waits for it any more, in the middle of the search too.
func TestDayEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	looks := 0
	p := player{workers: 1, pause: func() error {
		if looks++; looks == 2_000 {
			cancel()
		}
		return ctx.Err()
	}}
	_, err := p.day(ctx, usual(t, 1_000), 1)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 2_000, looks)
}

// BenchmarkDay plays whole days as `hotline rehearse` does.
func BenchmarkDay(b *testing.B) {
	for _, calls := range []int{2_000, 20_000, 100_000} {
		b.Run(strconv.Itoa(calls), func(b *testing.B) {
			d := usual(b, calls)
			for b.Loop() {
				_, err := Day(b.Context(), d, 1)
				require.NoError(b, err)
			}
		})
	}
}
