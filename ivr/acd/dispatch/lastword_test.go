package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
)

// A caller who was called back, talked, and was cut off waits under the callback's ID.
func TestWhoeverIsNotHeardOfForLongIsSilent(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"a caller": "CA1", "one who was called back": acd.CallbackID("12345678")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var state acd.State
			state = state.With(acd.Interaction{ID: id, Call: "CA1", State: acd.Waiting})
			l, now := nobodyHeard(), time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
			require.Empty(t, l.silent(state, now), "the time runs from when it is first looked at")
			l.note("CA1", now.Add(time.Minute))
			require.Empty(t, l.silent(state, now.Add(time.Minute+forgotten)))
			require.Equal(t, []string{"CA1"}, l.silent(state, now.Add(time.Minute+forgotten+time.Second)))
			state = state.With(acd.Interaction{ID: id, Call: "CA1", State: acd.Talking})
			require.Empty(t, l.silent(state, now.Add(time.Hour)))
			require.Empty(t, l.seen)
		})
	}
}
