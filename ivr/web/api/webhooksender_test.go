package api_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/web/api"
	"github.com/okpay/hotline/store"
)

// companyDesk is the company's own system: it notes what it is sent, and answers as it
// is told to.
type companyDesk struct {
	*httptest.Server
	mu     sync.Mutex
	got    []*http.Request
	bodies [][]byte
	answer func(n int) int // the status of the n-th answer, from 0; nil is 204
}

func newCompanyDesk(t *testing.T) *companyDesk {
	d := &companyDesk{}
	d.Server = httptest.NewServer(http.HandlerFunc(d.take))
	t.Cleanup(d.Close)
	return d
}

func (d *companyDesk) take(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	defer d.mu.Unlock()
	n := len(d.got)
	d.got, d.bodies = append(d.got, r), append(d.bodies, body)
	status := http.StatusNoContent
	if d.answer != nil {
		status = d.answer(n)
	}
	w.Header().Set("Location", "/elsewhere")
	w.WriteHeader(status)
}

// notices gives what arrived, as type and case.
func (d *companyDesk) notices(t *testing.T) []string {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	var all []string
	for _, body := range d.bodies {
		var n struct {
			Type string
			Case struct{ Case string }
		}
		require.NoError(t, json.Unmarshal(body, &n))
		all = append(all, n.Case.Case+" "+n.Type)
	}
	return all
}

const signing = "an invented secret to sign with"

func (h *fixture) courier(url string, more ...string) *api.WebhookSender {
	h.t.Helper()
	c, err := api.NewCourier(api.CourierConfig{
		Store: h.store, URL: url, Secrets: append([]string{signing}, more...), Clock: h.now,
		Random: func() float64 { return .5 }, Log: zerolog.Nop(), Registry: prometheus.NewRegistry(),
	})
	require.NoError(h.t, err)
	return c
}

func newAnnouncingFixture(t *testing.T) *fixture {
	h := newFixture(t)
	require.NoError(t, h.store.Announce(t.Context(), true))
	return h
}

func TestNewsArrivesSignedAndInOrder(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	h.fill()
	_, err := h.store.CloseCase(t.Context(), "C-1", "an", "paid", noon)
	require.NoError(t, err)
	require.NoError(t, h.courier(desk.URL, "another invented secret").Deliver(t.Context()))
	require.ElementsMatch(t, []string{
		"C-1 case.opened", "C-1 case.recording_added", "C-1 case.closed", "C-2 case.opened", "C-2 case.recording_added",
	}, desk.notices(t))

	first := desk.got[0]
	id, stamp := first.Header.Get("Hotline-Id"), first.Header.Get("Hotline-Timestamp")
	require.Equal(t, fmt.Sprint(noon.Unix()), stamp)
	signatures := strings.Split(first.Header.Get("Hotline-Signature"), ", ")
	require.Len(t, signatures, 2, "both secrets sign while one takes the other's place")
	mac := hmac.New(sha256.New, []byte(signing))
	_, _ = io.WriteString(mac, id+"."+stamp+".")
	mac.Write(desk.bodies[0])
	require.Equal(t, "v1="+hex.EncodeToString(mac.Sum(nil)), signatures[0])
	require.NotContains(t, string(bytes.Join(desk.bodies, nil)), "+8615500", "customers' data is masked")
	requireNotice(t, desk.bodies[0])
}

// requireNotice holds a body to the document.
func requireNotice(t *testing.T, body []byte) {
	t.Helper()
	var content any
	require.NoError(t, json.Unmarshal(body, &content))
	require.NoError(t, loadDocument(t).Components.Schemas["Notice"].Value.VisitJSON(content))
}

// What is not received comes again, later each time, and dies after a day.
func TestNewsIsSentAgainForADay(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	desk.answer = func(int) int { return http.StatusServiceUnavailable }
	h.call("CA1", "C-1", noon)
	courier := h.courier(desk.URL)
	var waits []time.Duration
	for {
		require.NoError(t, courier.Deliver(t.Context()))
		d := first(t, h.store)
		if d.Case.Recordings != nil {
			break // the first is dead, and its successor's turn
		}
		waits = append(waits, d.Due.Sub(h.now()))
		h.wait(d.Due.Sub(h.now()))
	}
	require.Equal(t, []time.Duration{time.Second, 1500 * time.Millisecond, 3 * time.Second, 6 * time.Second}, waits[:4])
	require.Equal(t, 45*time.Minute, waits[len(waits)-1])
	pending, dead, err := h.store.CountDeliveries(t.Context())
	require.NoError(t, err)
	require.Equal(t, [2]int{1, 1}, [2]int{pending, dead})
	for d, err := range h.store.ListDeliveries(t.Context(), true) {
		require.NoError(t, err)
		require.Equal(t, "answered 503", d.Failure)
		require.WithinDuration(t, noon.Add(24*time.Hour), d.Died, time.Hour)
	}
}

// first is the oldest that waits.
func first(t *testing.T, s store.Deliveries) store.Delivery {
	t.Helper()
	for d, err := range s.ListDeliveries(t.Context(), false) {
		require.NoError(t, err)
		return d
	}
	t.Fatal("nothing waits")
	return store.Delivery{}
}

func TestOnlySuccessIsReceived(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusBadRequest, http.StatusInternalServerError} {
		h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
		desk.answer = func(int) int { return status }
		h.call("CA1", "C-1", noon)
		require.NoError(t, h.courier(desk.URL).Deliver(t.Context()))
		require.Equal(t, []string{"C-1 case.opened"}, desk.notices(t), "a redirect is not followed, and nothing overtakes")
		require.Equal(t, fmt.Sprint("answered ", status), first(t, h.store).Failure)
	}
}

// "Gone" stops everything until somebody has looked at it.
func TestGoneStopsUntilRetried(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	desk.answer = func(n int) int {
		if n == 0 {
			return http.StatusGone
		}
		return http.StatusOK
	}
	h.fill()
	courier := h.courier(desk.URL)
	for range 3 {
		require.NoError(t, courier.Deliver(t.Context()))
		h.wait(time.Hour)
	}
	require.Len(t, desk.notices(t), 1)
	for d, err := range h.store.ListDeliveries(t.Context(), true) {
		require.NoError(t, err)
		_, err = h.store.RetryDelivery(t.Context(), d.ID)
		require.NoError(t, err)
	}
	require.NoError(t, courier.Deliver(t.Context()))
	require.Len(t, desk.notices(t), 5)
}

func TestNobodyThereIsAFailureWithoutTheAddress(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	h.call("CA1", "C-1", noon)
	desk.Close()
	require.NoError(t, h.courier(desk.URL+"/hook?key=an-invented-key").Deliver(t.Context()))
	failure := first(t, h.store).Failure
	require.Contains(t, failure, "refused")
	require.NotContains(t, failure, "an-invented-key")
}

func TestFiguresOfDeliveries(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	desk.answer = func(n int) int { return []int{200, 500}[min(n, 1)] }
	h.call("CA1", "C-1", noon)
	figures := prometheus.NewRegistry()
	c, err := api.NewCourier(api.CourierConfig{Store: h.store, URL: desk.URL, Secrets: []string{signing}, Clock: h.now, Log: zerolog.Nop(), Registry: figures})
	require.NoError(t, err)
	require.NoError(t, c.Deliver(t.Context()))
	families, err := figures.Gather()
	require.NoError(t, err)
	seen := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			seen[family.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue() + m.GetCounter().GetValue()
		}
	}
	require.Equal(t, map[string]float64{
		"hotline_deliveries dead": 0, "hotline_deliveries pending": 1,
		"hotline_deliveries_total delivered": 1, "hotline_deliveries_total failed": 1,
	}, seen)
}

// The attempt under way when the server stops is finished and noted.
func TestRunFinishesWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	h, desk := newAnnouncingFixture(t), newCompanyDesk(t)
	h.call("CA1", "C-1", noon)
	ctx, stop := context.WithCancel(t.Context())
	desk.answer = func(int) int { stop(); return http.StatusOK }
	require.NoError(t, h.courier(desk.URL).Run(ctx))
	require.Equal(t, []string{"C-1 case.opened"}, desk.notices(t))
	require.Equal(t, store.CaseRecordingAdded, first(t, h.store).News)
}

func TestWithoutAnAddressNoNewsIsKept(t *testing.T) {
	t.Parallel()
	h := newAnnouncingFixture(t)
	c, err := api.NewCourier(api.CourierConfig{Store: h.store, Clock: h.now, Log: zerolog.Nop()})
	require.NoError(t, err)
	require.NoError(t, c.Run(t.Context()))
	h.call("CA1", "C-1", noon)
	pending, _, err := h.store.CountDeliveries(t.Context())
	require.NoError(t, err)
	require.Zero(t, pending)
}

func TestCasesAreNotSentInTheClear(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://desk.example.com/":       "not https",
		"ftp://desk.example.com/":        "not https",
		"https://me:pw@desk.example.com": "no URL with a host",
		"desk":                           "no URL with a host",
		"https://desk.example.com/":      "a secret is needed",
	} {
		_, err := api.NewCourier(api.CourierConfig{URL: url})
		require.ErrorContains(t, err, want, url)
		require.NotContains(t, err.Error(), "desk")
	}
}
