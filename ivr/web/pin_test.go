package web_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

// hasPIN lets amy dial in, with the PIN 4711.
func (h *fixture) hasPIN() {
	h.t.Helper()
	pin, err := argon2id.CreateHash("4711", &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	require.NoError(h.t, err)
	require.NoError(h.t, h.store.PutAgent(h.t.Context(), store.Agent{
		Name: "amy", Number: amy, PIN: store.Hash(pin), Departments: []string{"general"}, Languages: []string{"zh-CN"},
	}))
}

// Who shows an agent's number and guesses has five tries a day, and is noticed.
func TestPINsAreGuessedForADayAtMostAFewTimes(t *testing.T) {
	t.Parallel()
	var passed atomic.Int64
	registry := prometheus.NewRegistry()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) {
		lines := c.Clock
		c.Registry, c.Clock = registry, func() time.Time { return lines().Add(time.Duration(passed.Load())) }
	})
	h.hasPIN()
	alarms := func() int { return strings.Count(h.log.String(), "wrong PINs have locked") }
	later := func(d time.Duration) { passed.Add(int64(d)) }

	h.call(amy, "9999# 9999#")
	require.Zero(t, alarms())
	require.Contains(t, h.call(amy, "4711#").hears(), "您已就绪", "a right one forgives those of late")
	h.call(amy, "9999#")
	h.call(amy, "9999# 9999#")
	require.Equal(t, 1, alarms())
	later(31 * time.Minute)
	require.NotContains(t, h.call(amy, "4711#").hears(), "您已就绪", "not those of the day")
	later(24 * time.Hour)
	require.Contains(t, h.call(amy, "4711#").hears(), "您已就绪")
	require.EqualValues(t, 1, counter(t, registry, "hotline_pin_locks_total"))
}

// An agent who dialled in and heard the fallback document is no caller: they would wait in the queue that
// they are to answer.
func TestAnAgentWhoHeardTheFallbackDocumentTakesCallsAgain(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.hasPIN()
	h.posts("/voice/incoming", form(callSid(1), "From", amy))
	require.Contains(t, h.posts("/voice/step/1", form(callSid(1), "From", amy, "Digits", "4711")), "/voice/seat")

	h.posts("/voice/fallback", form(callSid(1), "From", amy, "ErrorCode", "11200"))
	require.Contains(t, h.posts("/voice/fallback/wait", form(callSid(1), "From", amy)), "<Leave")
	require.Contains(t, h.posts("/voice/fallback/done", form(callSid(1), "From", amy, "QueueResult", "leave")), "/voice/seat")
	require.Contains(t, h.posts("/voice/seat", form(callSid(1), "From", amy)), "您已就绪")
	_, waits := h.service.ACD().State().ByCall(callSid(1))
	require.False(t, waits)
}

// An agent whose PIN was lost with the fallback document is asked again, and does not count as a caller who waited.
func TestAnAgentWhoseAnswerWasLostIsAskedForThePINAgain(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.hasPIN()
	asked := h.posts("/voice/incoming", form(callSid(1), "From", amy))
	h.posts("/voice/fallback", form(callSid(1), "From", amy, "ErrorCode", "11200"))
	require.Contains(t, h.posts("/voice/fallback/wait", form(callSid(1), "From", amy)), "<Leave")
	require.Equal(t, asked, h.posts("/voice/fallback/done", form(callSid(1), "From", amy, "QueueResult", "leave")))
	require.Contains(t, h.posts("/voice/step/1", form(callSid(1), "From", amy, "Digits", "4711")), "/voice/seat")
}

// counter reads a count that has no labels.
func counter(t *testing.T, from prometheus.Gatherer, name string) float64 {
	t.Helper()
	families, err := from.Gather()
	require.NoError(t, err)
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}
