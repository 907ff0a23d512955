package web_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

// deaf lets no status callback arrive.
func deaf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/voice/status") {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (h *fixture) openCalls() int {
	open := 0
	for call, err := range h.store.ListCalls(h.t.Context(), store.CallFilter{}) {
		require.NoError(h.t, err)
		if !call.Ended() {
			open++
		}
	}
	return open
}

// gauge reads a figure that has no labels.
func gauge(t *testing.T, from prometheus.Gatherer, name string) float64 {
	t.Helper()
	families, err := from.Gather()
	require.NoError(t, err)
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}

func TestACallWhoseEndWasNotToldIsAskedFor(t *testing.T) {
	t.Parallel()
	registry := prometheus.NewRegistry()
	var passed atomic.Int64
	h := open(t, "2026-03-02 22:00", func(c *service.Config) {
		lines := c.Clock
		c.Registry, c.Clock = registry, func() time.Time { return lines().Add(time.Duration(passed.Load())) }
	})
	h.handler = deaf(h.handler)
	for range 25 { // more than one batch
		h.call(stranger, "1")
	}
	require.Equal(t, 25, h.openCalls())
	require.EqualValues(t, 25, gauge(t, registry, "hotline_calls_open"))
	passed.Add(int64(3 * time.Hour))
	require.NoError(t, h.service.Settle(t.Context()))
	require.Equal(t, 25, h.openCalls(), "a call may last")
	passed.Add(int64(time.Hour))
	require.NoError(t, h.service.Settle(t.Context()))
	require.NoError(t, h.service.Settle(t.Context()))
	require.Zero(t, h.openCalls())
	require.Zero(t, gauge(t, registry, "hotline_calls_open"))
}

// What was open when the server stopped is open still; what the carrier has
// forgotten is over.
func TestOpenCallsOverARestart(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	began := h.clock.Now().Add(-6 * 24 * time.Hour)
	forgotten := ivr.Call{ID: "CA" + strings.Repeat("0f", 16), Revision: shipped(t).Current().Tree.Revision, Began: began, At: began}
	require.NoError(t, h.store.Commit(t.Context(), store.Commit{Claim: store.StepKey{Call: forgotten.ID, Step: "0"}, Call: forgotten}))
	h.restart()
	require.Eventually(t, func() bool { return h.openCalls() == 0 }, 5*time.Second, 10*time.Millisecond)
}
