package web_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/store"
)

// pausedStore does not work while it is paused: for calls, for the ACD, for what was sent.
type pausedStore struct {
	service.Store
	calls, acd, sent atomic.Bool
}

func (s *pausedStore) Commit(ctx context.Context, c store.Commit) error {
	if s.calls.Load() {
		return errDisk
	}
	return s.Store.Commit(ctx, c)
}

func (s *pausedStore) CallFor(ctx context.Context, step store.StepKey) (ivr.Call, int, error) {
	if s.calls.Load() {
		return ivr.Call{}, 0, errDisk
	}
	return s.Store.CallFor(ctx, step)
}

func (s *pausedStore) FinishOutgoing(ctx context.Context, id string) error {
	if s.sent.Load() {
		return errDisk
	}
	return s.Store.FinishOutgoing(ctx, id)
}

func (s *pausedStore) CommitACD(ctx context.Context, c store.ACDCommit) error {
	if s.acd.Load() {
		return errDisk
	}
	return s.Store.CommitACD(ctx, c)
}

// waits has a caller ask for a person, and hear the queue's first round.
func (h *fixture) waits(call, from string) {
	h.posts("/voice/incoming", form(call, "From", from))
	h.posts("/voice/step/1", form(call, "From", from, "Digits", "0"))
	h.posts("/voice/wait/2", form(call, "From", from, "QueueSid", "QU00000000000000000000000000000001", "QueueTime", "0"))
}

// The carrier tells the end of a call once. It is kept while the store cannot write it, as when a database is restarted:
// else an agent would be believed to be with a caller who is gone, and a caller to wait.
func TestAnEndThatCannotBeNotedIsKept(t *testing.T) {
	t.Parallel()
	for name, paused := range map[string]struct{ calls, acd bool }{
		"the database is away":    {calls: true, acd: true},
		"calls cannot be written": {calls: true},
		"only the ACD cannot be":  {acd: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := &pausedStore{}
			carrier := countingCarrier{ended: &atomic.Int64{}, texts: &atomic.Int64{}, calls: &atomic.Int64{}} // rings amy as call 9
			h := open(t, "2026-03-02 10:00", func(c *service.Config) {
				carrier.Carrier, s.Store = c.Carrier, c.Store
				c.Carrier, c.Store = carrier, s
			})
			for n, from := range []string{stranger, senior} {
				h.waits(callSid(n), from)
			}
			h.seats("amy", amy, "general")
			offered := h.service.ACD().State().Sessions.Get("amy")
			s.calls.Store(paused.calls)
			s.acd.Store(paused.acd)
			h.post("/voice/status", form(callSid(0), "From", stranger, "CallStatus", "completed"))
			h.post("/voice/offer/"+offered.Asked.Offer+"/status", form(callSid(9), "From", hotline, "To", amy, "CallStatus", "busy"))
			s.calls.Store(false)
			s.acd.Store(false)

			require.NoError(t, h.service.Settle(t.Context()))
			call, _, err := h.store.Call(t.Context(), callSid(0))
			require.NoError(t, err)
			require.True(t, call.Ended())
			_, waits := h.service.ACD().State().ByCall(callSid(0))
			require.False(t, waits, "the caller has hung up")
			require.NotEqual(t, offered.Asked.Offer, h.service.ACD().State().Sessions.Get("amy").Asked.Offer, "the telephone was busy")
		})
	}
}

// A process that is killed when it has written the end of a call has told it to the ACD with that.
func TestTheEndOfACallIsWrittenWithWhatTheACDMustLearn(t *testing.T) {
	t.Parallel()
	s := &pausedStore{}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { s.Store = c.Store; c.Store = s })
	h.waits(callSid(1), stranger)
	s.acd.Store(true)
	h.post("/voice/status", form(callSid(1), "From", stranger, "CallStatus", "completed"))
	h.stop()
	h.stop = func() {}
	inbox, err := h.store.Inbox(t.Context(), 0)
	require.NoError(t, err)
	require.Len(t, inbox, 1)
	require.Equal(t, acd.Left{Call: callSid(1)}, inbox[0].Event)
	s.acd.Store(false)
	h.config.Registry = nil
	h.start()
	require.NoError(t, h.service.Settle(t.Context()))
	_, waits := h.service.ACD().State().ByCall(callSid(1))
	require.False(t, waits)
	call, _, err := h.store.Call(t.Context(), callSid(1))
	require.NoError(t, err)
	require.True(t, call.Ended())
}

// The lines of agents, and of who is called back, are not hung up on because the store did not answer once.
func TestALineThatCannotBeAnsweredAsksAgain(t *testing.T) {
	t.Parallel()
	s := &pausedStore{}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { s.Store = c.Store; c.Store = s })
	h.waits(callSid(1), stranger)
	h.seats("amy", amy, "general")
	offer := "/voice/offer/" + h.service.ACD().State().Sessions.Get("amy").Asked.Offer
	s.calls.Store(true)
	s.acd.Store(true)
	for path, again := range map[string]string{
		"/voice/callback/1": "/voice/callback/1",
		offer:               offer,
		offer + "/key":      offer,
	} {
		document := h.posts(path, form(callSid(2), "From", hotline, "To", amy, "Digits", "1"))
		require.Contains(t, document, ">"+h.server.URL+again+"</Redirect>", path)
		require.Empty(t, twiml.Validate([]byte(document), twiml.Voice), path)
	}
}
