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
	under               string // the call to an agent that rings
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

func (c countingCarrier) CallUnderWay(context.Context, string) (string, error) { return c.under, nil }

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

// What was sent while the store could not be told is forgotten later. The end of the process would leave it as if it had been
// under way, and perhaps lost.
func TestWhatWasSentIsForgottenLater(t *testing.T) {
	t.Parallel()
	carrier, s := countingCarrier{ended: &atomic.Int64{}, texts: &atomic.Int64{}, calls: &atomic.Int64{}}, &pausedStore{}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) {
		carrier.Carrier, s.Store = c.Carrier, c.Store
		c.Carrier, c.Store = carrier, s
	})
	state, version, err := h.store.ACD(t.Context())
	require.NoError(t, err)
	s.sent.Store(true)
	require.NoError(t, h.store.CommitACD(t.Context(), store.ACDCommit{
		Read: version, Change: acd.Change{State: state}, Outgoing: []store.Outgoing{{ID: "1", Task: store.SendText{To: stranger, Body: "hello"}}},
	}))
	require.NoError(t, h.service.Settle(t.Context()))
	require.Contains(t, h.log.String(), "forgetting a sent message failed")
	s.sent.Store(false)
	require.NoError(t, h.service.Settle(t.Context()))
	h.restart()
	require.NoError(t, h.service.Settle(t.Context()))
	require.EqualValues(t, 1, carrier.texts.Load())
	require.NotContains(t, h.log.String(), "under way when the server was killed")
}

// An agent's telephone that rings already when the process is killed would be busy for a second call,
// and the agent who picks it up would hear that the caller is no longer theirs.
func TestAnAgentIsNotRungTwiceForAnOffer(t *testing.T) {
	t.Parallel()
	carrier := countingCarrier{ended: &atomic.Int64{}, texts: &atomic.Int64{}, calls: &atomic.Int64{}, under: callSid(2)}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { carrier.Carrier = c.Carrier; c.Carrier = carrier })
	h.waits(callSid(1), stranger)
	h.stop()
	var offer string
	rules := acd.Rules{Open: map[string]bool{"general": true}}
	agent := acd.Agent{Name: "amy", Address: amy, Queues: []string{"general"}, Languages: []string{"zh-CN"}}
	for _, e := range []acd.Event{acd.SignIn{Agent: agent}, acd.Ready{Agent: "amy"}} {
		state, version, err := h.store.ACD(t.Context())
		require.NoError(t, err)
		change, err := state.Step(e, h.clock.Now(), rules)
		require.NoError(t, err)
		commit := store.ACDCommit{Read: version, Change: change}
		for _, action := range change.Actions {
			commit.Outgoing = append(commit.Outgoing, store.Outgoing{ID: "ring", Task: store.ACDAction{Action: action.(acd.Ring)}})
		}
		require.NoError(t, h.store.CommitACD(t.Context(), commit))
		offer = change.State.Interactions.Get(callSid(1)).Offer.ID
	}
	taken, err := h.store.TakeOutgoing(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, taken, 1)

	h.config.Registry = nil
	h.start()
	require.NoError(t, h.service.Settle(t.Context()))
	require.Zero(t, carrier.calls.Load())
	require.Contains(t, h.posts("/voice/offer/"+offer, form(callSid(2), "From", hotline, "To", amy)), "<Gather", "the telephone that rings is picked up")
	require.Contains(t, h.posts("/voice/offer/"+offer+"/key", form(callSid(2), "From", hotline, "To", amy, "Digits", "1")), "<Conference")
}
