package web_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/store"
)

// A call's answers are forgotten long after its end. What the carrier repeats then ends the call
// again, and changes nothing.
func TestAWebhookRepeatedLongAfterItsCall(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	first := h.posts("/voice/incoming", form(callSid(1)))
	h.post("/voice/status", form(callSid(1), "CallStatus", "completed", "CallDuration", "7"))
	require.Equal(t, first, h.posts("/voice/incoming", form(callSid(1))), "the answer is kept at first")
	before, entries, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)

	condensed, _, err := h.store.CondenseCalls(context.Background(), before.EndedAt.Add(time.Hour), 10)
	require.NoError(t, err)
	require.Equal(t, 1, condensed)
	for _, path := range []string{"/voice/incoming", "/voice/step/0", "/voice/step/9"} {
		require.Contains(t, h.posts(path, form(callSid(1), "Digits", "1")), "<Hangup", path)
	}
	after, now, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)
	require.Equal(t, store.CondensedCall(before), after)
	require.Equal(t, entries, now)
}
