package web_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
)

// The carrier asks at the new address of a caller who is taken out of the queue
// before it says, or without saying, that they have left it.
func TestTheWaitIsKeptWhenTheNewAddressIsAskedFirst(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	h := open(t, "2026-03-02 10:00", func(c *service.Config) {
		c.Clock = func() time.Time { return at("2026-03-02 10:00").Add(time.Duration(passed.Load())) }
	})
	h.posts("/voice/incoming", form(callSid(1), "From", stranger))
	h.posts("/voice/step/1", form(callSid(1), "From", stranger, "Digits", "0"))
	h.posts("/voice/wait/2", form(callSid(1), "From", stranger, "QueueSid", "QU00000000000000000000000000000001", "QueuePosition", "1", "QueueTime", "0"))
	passed.Add(int64(40 * time.Second))
	h.seats("amy", amy, "general")
	waiting, ok := h.service.ACD().State().ByCall(callSid(1))
	require.True(t, ok)
	require.Equal(t, acd.Offered, waiting.State)
	require.NoError(t, h.service.ACD().Do(t.Context(), acd.Accepted{Offer: waiting.Offer.ID, Leg: callSid(2)}))

	require.Contains(t, h.posts("/voice/room/2", form(callSid(1), "From", stranger)), "<Conference")
	require.Equal(t, []ivr.QueueLeft{{Result: ivr.Fetched, Waited: 40 * time.Second}}, h.queuesLeft(callSid(1)))
	h.posts("/voice/step/2", form(callSid(1), "From", stranger, "QueueResult", "redirected", "QueueTime", "41"))
	require.Len(t, h.queuesLeft(callSid(1)), 1, "said again, it changes nothing")
}
