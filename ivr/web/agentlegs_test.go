package web_test

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/ivr/twilio"
)

// legsCarrier says how an agent's leg goes, and keeps which calls were sent elsewhere.
type legsCarrier struct {
	service.Carrier
	over atomic.Bool // the leg has ended

	mu    sync.Mutex
	moved []string
}

func (c *legsCarrier) CallStatus(context.Context, string) (ivr.Ended, error) {
	if c.over.Load() {
		return ivr.Ended{Status: "completed"}, nil
	}
	return ivr.Ended{Status: "in-progress"}, nil
}

func (c *legsCarrier) RedirectCall(_ context.Context, call, _ string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = append(c.moved, call)
	if call == agentsLeg && c.over.Load() {
		return &twilio.Error{Status: http.StatusNotFound}
	}
	return nil
}

func (c *legsCarrier) StartCall(context.Context, twilio.Call) (string, error) { return agentsLeg, nil }

func (c *legsCarrier) DequeueMember(context.Context, string, string, string) error { return nil }

func (c *legsCarrier) EndCall(context.Context, string) error { return nil }

// times returns how often a call was sent elsewhere.
func (c *legsCarrier) times(call string) (times int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, moved := range c.moved {
		if moved == call {
			times++
		}
	}
	return times
}

var agentsLeg = callSid(2)

// inTalk has a caller talk with amy, on a clock that is moved by passed.
func inTalk(t *testing.T, passed *atomic.Int64) (h *fixture, carrier *legsCarrier, offer string) {
	t.Helper()
	carrier = &legsCarrier{}
	h = open(t, "2026-03-02 10:00", func(c *service.Config) {
		carrier.Carrier, c.Carrier = c.Carrier, carrier
		c.Clock = func() time.Time { return at("2026-03-02 10:00").Add(time.Duration(passed.Load())) }
	})
	h.posts("/voice/incoming", form(callSid(1), "From", stranger))
	h.posts("/voice/step/1", form(callSid(1), "From", stranger, "Digits", "0"))
	h.posts("/voice/wait/2", form(callSid(1), "From", stranger, "QueueSid", "QU00000000000000000000000000000001", "QueuePosition", "1", "QueueTime", "0"))
	h.seats("amy", amy, "general")
	offer = h.interaction().Offer.ID
	require.NotEmpty(t, offer)
	h.posts("/voice/offer/"+offer+"/key", form(agentsLeg, "From", hotline, "To", amy, "Digits", "1"))
	require.Contains(t, h.posts("/voice/room/2", form(callSid(1), "From", stranger)), "<Conference")
	require.Equal(t, acd.Talking, h.interaction().State)
	h.settle()
	return h, carrier, offer
}

// interaction is that of the caller; the zero one when the ACD does not know of them any more.
func (h *fixture) interaction() acd.Interaction {
	k, _ := h.service.ACD().State().ByCall(callSid(1))
	return k
}

// The end of an agent's leg is told once. When this server was away at that moment, a caller on
// hold would hear music until they hang up.
func TestACallerOnHoldIsFirstInLineWhenTheEndOfTheAgentsLegWasNotTold(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	h, carrier, _ := inTalk(t, &passed)
	require.NoError(t, h.service.ACD().Command(t.Context(), acd.Hold{Agent: "amy"}))
	passed.Add(int64(time.Minute))
	h.settle()
	require.Equal(t, acd.Held, h.interaction().State, "the agent may take their time")
	require.Equal(t, 1, carrier.times(callSid(1)))

	carrier.over.Store(true)
	passed.Add(int64(time.Minute))
	h.settle()
	require.Equal(t, acd.Waiting, h.interaction().State)
	require.Equal(t, acd.PriorityCutOff, h.interaction().Priority)
	require.Equal(t, 2, carrier.times(callSid(1)), "the caller's line is told")
	require.Contains(t, h.posts("/voice/room/3", form(callSid(1), "From", stranger)), "<Enqueue")
}

// After a kill at the end of a talk the carrier has lost the document of the caller's line, and asks
// for the fallback. The caller is led back into the talk as the ACD knows it, and nobody may be there.
func TestACallerWhoIsLedBackIntoATalkIsNotLeftAlone(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]bool{"the end of the agent's leg is told afterwards": true, "it is not told": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var passed atomic.Int64
			h, carrier, offer := inTalk(t, &passed)
			require.Zero(t, carrier.times(callSid(1)))
			h.posts("/voice/fallback/wait", form(callSid(1), "From", stranger, "QueueTime", "0"))
			require.Contains(t, h.posts("/voice/fallback/done", form(callSid(1), "From", stranger, "QueueResult", "leave")), "<Conference")
			h.settle()
			require.Equal(t, acd.Talking, h.interaction().State, "the agent is there")

			carrier.over.Store(true)
			if told {
				h.post("/voice/offer/"+offer+"/status", form(agentsLeg, "From", hotline, "To", amy, "CallStatus", "completed"))
			} else {
				passed.Add(int64(time.Minute))
			}
			h.settle()
			require.NotEqual(t, acd.Talking, h.interaction().State)
			require.Equal(t, 1, carrier.times(callSid(1)), "the caller's line is told")
		})
	}
}

// An agent whose line was lost during a talk dials in anew, and is not kept out by the talk that the ACD
// believes them to be in.
func TestWhoDialsInAnewHasPerhapsLostTheirLine(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	h, carrier, _ := inTalk(t, &passed)
	h.hasPIN()
	h.settle()
	carrier.over.Store(true)
	h.posts("/voice/incoming", form(callSid(3), "From", amy))
	h.posts("/voice/step/1", form(callSid(3), "From", amy, "Digits", "4711"))
	h.settle()
	require.NotEqual(t, acd.OnCall, h.service.ACD().State().Sessions.Get("amy").Mode)
}

// A process that begins asks whether the legs are there that the one before it left.
func TestALegThatEndedWhileTheServerWasAwayIsFound(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	h, carrier, _ := inTalk(t, &passed)
	require.NoError(t, h.service.ACD().Command(t.Context(), acd.Hold{Agent: "amy"}))
	h.settle()
	carrier.over.Store(true)
	h.config.Registry = nil
	h.restart()
	h.settle()
	require.Eventually(t, func() bool { h.settle(); return h.interaction().State == acd.Waiting }, 5*time.Second, 10*time.Millisecond)
}
