package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/ivr/service"
)

// metrics are the figures of requests. No label is ever a caller's.
type metrics struct {
	webhooks  *prometheus.HistogramVec
	refused   prometheus.Counter
	fallbacks prometheus.Counter
}

func newMetrics(r *prometheus.Registry) *metrics {
	f := promauto.With(r)
	return &metrics{
		webhooks: f.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_webhook_seconds", Help: "Time to answer a request.", Buckets: service.SecondsBuckets,
		}, []string{"route", "status"}),
		refused:   f.NewCounter(prometheus.CounterOpts{Name: "hotline_webhooks_refused_total", Help: "Webhooks without a valid signature."}),
		fallbacks: f.NewCounter(prometheus.CounterOpts{Name: "hotline_fallbacks_total", Help: "Times the carrier asked for the fallback document."}),
	}
}

func (m *metrics) webhook(route string, status int, took time.Duration) {
	if route == "" {
		route = "unknown" // a path of a stranger's choosing is no label
	}
	m.webhooks.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}
