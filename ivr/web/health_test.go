package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/service"
	"github.com/okpay/hotline/store"
)

func (h *fixture) get(path string) (int, string) {
	response, err := h.server.Client().Get(h.server.URL + path)
	require.NoError(h.t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(h.t, err)
	return response.StatusCode, string(body)
}

// metric returns the value of a metric, named with its labels.
func (h *fixture) metric(name string) float64 {
	h.t.Helper()
	_, body := h.get("/metrics")
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (.*)$`).FindStringSubmatch(body)
	require.NotNil(h.t, found, "there is no metric %s", name)
	value, err := strconv.ParseFloat(found[1], 64)
	require.NoError(h.t, err)
	return value
}

// A server that can still lead callers to a person stays ready: what fails is a
// warning. Only one that is about to stop is not ready.
func TestReadyWhileCallersReachAPerson(t *testing.T) {
	t.Parallel()
	var broken *brokenStore
	h := open(t, "2026-11-02 10:00", func(c *service.Config) { broken = &brokenStore{Store: c.Store}; c.Store = broken })
	status, body := h.get("/readyz")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "2027", "from October on, next year's holidays are asked for")
	require.Contains(t, body, "HOTLINE_FALLBACK_NUMBER")
	require.NotContains(t, body, "the store does not answer")
	require.Equal(t, 1.0, h.metric("hotline_store_up"))

	broken.broken = true
	status, body = h.get("/readyz")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "the store does not answer: callers are led to a person")
	require.Equal(t, 0.0, h.metric("hotline_store_up"))
	require.Equal(t, 1.0, h.metric("hotline_ready"))

	broken.broken = false
	h.web.Drain()
	status, body = h.get("/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, body, "draining")
	require.Equal(t, 0.0, h.metric("hotline_ready"))
}

// fullStore reads, and has no room to write calls.
type fullStore struct {
	service.Store
	full bool
}

func (s *fullStore) Commit(ctx context.Context, c store.Commit) error {
	if s.full {
		return errDisk
	}
	return s.Store.Commit(ctx, c)
}

func (s *fullStore) Usage(context.Context) (store.Usage, error) {
	return store.Usage{Bytes: 1 << 20, DiskFree: 100 << 20}, nil
}

// A full disk is met by calls, although the store answers.
func TestStepThatCannotBeWrittenIsAWarning(t *testing.T) {
	t.Parallel()
	full := &fullStore{}
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { full.Store, c.Store = c.Store, full })
	_, body := h.get("/readyz")
	require.Contains(t, body, "the store's disk has 100 MB left")
	require.NotContains(t, body, "could not be written")

	full.full = true
	h.posts("/voice/incoming", form(callSid(1)))
	status, body := h.get("/readyz")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "a step could not be written at 2026-03-02T")
	require.Equal(t, 0.0, h.metric("hotline_store_up"))

	full.full = false
	h.posts("/voice/incoming", form(callSid(2)))
	require.Equal(t, 1.0, h.metric("hotline_store_up"), "a step was written since")
}

// misplacedStore is one whose file was removed.
type misplacedStore struct{ service.Store }

func (misplacedStore) Ping(context.Context) error { return store.ErrMisplaced }

// A file that was removed takes what is written until the process ends: callers are served, and the operator
// is told in time.
func TestAStoresFileThatWasRemovedIsAWarning(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00", func(c *service.Config) { c.Store = misplacedStore{c.Store} })
	status, body := h.get("/readyz")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, "the store's file was removed or replaced while it is open: save it with hotline backup")
	require.Equal(t, 0.0, h.metric("hotline_store_up"))
	require.Contains(t, h.posts("/voice/incoming", form(callSid(1))), "<Gather")
}

// Health and metrics on a listener of their own are on no other.
func TestHealthApartIsNotPublic(t *testing.T) {
	t.Parallel()
	h := open(t, "2026-03-02 10:00")
	h.front.OpsApart = true
	h.restart()
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		status, _ := h.get(path)
		require.Equal(t, http.StatusNotFound, status, path)
		answer := httptest.NewRecorder()
		h.web.OpsHandler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, answer.Code, path)
		require.Equal(t, "nosniff", answer.Header().Get("X-Content-Type-Options"), path)
	}
	answer := httptest.NewRecorder()
	h.web.OpsHandler().ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/voice/fallback", nil))
	require.Equal(t, http.StatusNotFound, answer.Code, "nothing else is there")
}

func TestMetricsOfWhatIsLookedUp(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	h := open(t, "2026-11-02 10:00", func(c *service.Config) {
		clock := c.Clock
		c.CallsPerHour, c.Clock = 1, func() time.Time { return clock().Add(time.Duration(later.Load())) }
	})
	require.Equal(t, 1.0, h.metric(`hotline_queue_open{queue="general"}`))
	require.Equal(t, 0.0, h.metric(`hotline_queue_on_duty{queue="general"}`))
	require.Equal(t, 0.0, h.metric("hotline_outbox_waiting"))
	require.Positive(t, h.metric("hotline_store_bytes"))
	require.Positive(t, h.metric("hotline_store_disk_free_bytes"))
	require.Positive(t, h.metric("process_start_time_seconds"))
	left := h.clock.Now()
	newYear := time.Date(2027, time.January, 1, 0, 0, 0, 0, zone)
	require.InDelta(t, newYear.Sub(left).Hours()/24, h.metric("hotline_calendar_days_left"), 1)

	h.posts("/voice/incoming", form(callSid(1), "From", mandarin, "To", hotline))
	require.Equal(t, 1.0, h.metric("hotline_calls_open"))
	require.Equal(t, 0.0, h.metric("hotline_steps_repeated_total"))
	require.Equal(t, 0.0, h.metric("hotline_calls_limited_total"))
	h.posts("/voice/incoming", form(callSid(1), "From", mandarin, "To", hotline))
	require.Equal(t, 1.0, h.metric("hotline_steps_repeated_total"), "the carrier asked twice")
	h.posts("/voice/incoming", form(callSid(2), "From", mandarin, "To", hotline))
	require.Equal(t, 1.0, h.metric("hotline_calls_limited_total"))
	require.Equal(t, 0.0, h.metric("hotline_calls_open_long"))
	later.Store(int64(5 * time.Hour))
	require.Equal(t, 2.0, h.metric("hotline_calls_open_long"))
}
