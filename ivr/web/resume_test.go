package web_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// countingCarrier counts what is asked of the carrier.
type countingCarrier struct {
	service.Carrier
	ended, texts, calls *atomic.Int64
}

func (c countingCarrier) EndCall(context.Context, string) error { c.ended.Add(1); return nil }

func (c countingCarrier) SendMessage(context.Context, string, string, string) (string, error) {
	c.texts.Add(1)
	return "SM1", nil
}

func (c countingCarrier) StartCall(context.Context, twilio.Call) (string, error) {
	c.calls.Add(1)
	return callSid(9), nil
}

// What was taken when the process was killed is told; what may be done twice is.
func TestWhatAKillLeftUnderWay(t *testing.T) {
	t.Parallel()
	carrier := countingCarrier{ended: &atomic.Int64{}, texts: &atomic.Int64{}, calls: &atomic.Int64{}}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { carrier.Carrier = c.Carrier; c.Carrier = carrier })
	h.stop()
	state, version, err := h.store.ACD(t.Context())
	require.NoError(t, err)
	require.NoError(t, h.store.CommitACD(t.Context(), store.ACDCommit{
		Read: version, Change: acd.Change{State: state}, Outgoing: []store.Outgoing{
			{ID: "1", Task: store.ACDAction{Action: acd.HangUp{Leg: callSid(1)}}}, {ID: "2", Task: store.SendText{To: stranger, Body: "hello"}},
			{ID: "3", Task: store.ACDAction{Action: acd.Dial{To: stranger}}},
		},
	}))
	taken, err := h.store.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, taken, 3)

	h.config.Registry = nil
	h.start()
	require.Eventually(t, func() bool {
		left, err := h.store.Unfinished(t.Context())
		return err == nil && len(left) == 0
	}, 5*time.Second, 10*time.Millisecond)
	require.EqualValues(t, 1, carrier.ended.Load())
	require.Zero(t, carrier.texts.Load(), "a text message may have been sent")
	require.Zero(t, carrier.calls.Load(), "a customer may have been called")
	require.Equal(t, 3, strings.Count(h.log.String(), "under way when the server was killed"))
	h.restart()
	require.Equal(t, 3, strings.Count(h.log.String(), "under way when the server was killed"))
}
