package api

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// The headers of a delivery. The signature is of id, time and body joined by
// dots; the time, in seconds, lets the receiver refuse what is old.
const (
	headerID        = "Hotline-Id"
	headerTimestamp = "Hotline-Timestamp"
	headerSignature = "Hotline-Signature"
)

// post sends one, and tells the answer's status, if any, and why it does not
// count as received: "" when it does.
func (c *WebhookSender) post(ctx context.Context, d store.Delivery, now time.Time) (status int, failure string) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	body, err := json.Marshal(view.CaseChangeOf(d))
	if err != nil {
		return 0, "the notice could not be written"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(body))
	if err != nil {
		return 0, "the request could not be made"
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set(headerID, d.ID)
	request.Header.Set(headerTimestamp, stamp)
	request.Header.Set(headerSignature, sign(c.Secrets, d.ID, stamp, body))
	response, err := c.Client.Do(request)
	if err != nil {
		return 0, plain(err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, maxBody) // so that the connection can be used again
	if response.StatusCode/100 != 2 {
		return response.StatusCode, "answered " + strconv.Itoa(response.StatusCode)
	}
	return response.StatusCode, ""
}

// sign gives the signatures, one of each secret.
func sign(secrets []string, id, stamp string, body []byte) string {
	var all []string
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = fmt.Fprintf(mac, "%s.%s.", id, stamp)
		_, _ = mac.Write(body)
		all = append(all, "v1="+hex.EncodeToString(mac.Sum(nil)))
	}
	return strings.Join(all, ", ")
}

// plain tells an error of the network without the address, which may hold a
// secret.
func plain(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer within " + answerWithin.String()
	}
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// courierMetrics are the courier's figures.
type courierMetrics struct {
	results   *prometheus.CounterVec
	standings *prometheus.GaugeVec
}

func newCourierMetrics(r prometheus.Registerer) courierMetrics {
	f := promauto.With(r) // of none, they are counted and not shown
	return courierMetrics{
		results: f.NewCounterVec(prometheus.CounterOpts{
			Name: "hotline_deliveries_total", Help: "Attempts to deliver news of cases, by result: delivered, failed or dead.",
		}, []string{"result"}),
		standings: f.NewGaugeVec(prometheus.GaugeOpts{
			Name: "hotline_deliveries", Help: "News of cases not received, by state: pending or dead.",
		}, []string{"state"}),
	}
}

func (m courierMetrics) result(name string) { m.results.WithLabelValues(name).Inc() }

func (m courierMetrics) standing(pending, dead int) {
	m.standings.WithLabelValues("pending").Set(float64(pending))
	m.standings.WithLabelValues("dead").Set(float64(dead))
}
