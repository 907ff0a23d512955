package web

import (
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/ivr/service"
)

// metrics are the figures of requests. No label is ever a caller's.
type metrics struct {
	webhooks  *prometheus.HistogramVec
	streams   *prometheus.GaugeVec // by route
	refused   prometheus.Counter
	fallbacks prometheus.Counter
}

func newMetrics(r *prometheus.Registry, look func(context.Context) readiness) *metrics {
	f := promauto.With(r)
	r.MustRegister(
		readinessGauges{look},
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collectors.NewGoCollector(),
	)
	return &metrics{
		webhooks: f.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_webhook_seconds", Help: "Time to answer a request.", Buckets: service.SecondsBuckets,
		}, []string{"route", "status"}),
		streams: f.NewGaugeVec(prometheus.GaugeOpts{
			Name: "hotline_streams", Help: "Open streams that keep pages live, by route.",
		}, []string{"route"}),
		refused:   f.NewCounter(prometheus.CounterOpts{Name: "hotline_webhooks_refused_total", Help: "Webhooks without a valid signature."}),
		fallbacks: f.NewCounter(prometheus.CounterOpts{Name: "hotline_fallbacks_total", Help: "Times the carrier asked for the fallback document."}),
	}
}

// readinessGauges are what /readyz says, as metrics.
type readinessGauges struct {
	look func(context.Context) readiness
}

var (
	readyGauge    = prometheus.NewDesc("hotline_ready", "1 while new calls should be sent here, 0 when the server is about to stop.", nil, nil)
	warningsGauge = prometheus.NewDesc("hotline_warnings", "Warnings of /readyz.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (readinessGauges) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- readyGauge
	descriptions <- warningsGauge
}

// Collect implements [prometheus.Collector].
func (g readinessGauges) Collect(metrics chan<- prometheus.Metric) {
	r, ready := g.look(context.Background()), 0.0
	if r.Ready {
		ready = 1
	}
	metrics <- prometheus.MustNewConstMetric(readyGauge, prometheus.GaugeValue, ready)
	metrics <- prometheus.MustNewConstMetric(warningsGauge, prometheus.GaugeValue, float64(len(r.Warnings)))
}

func (m *metrics) webhook(route string, status int, took time.Duration) {
	if route == "" {
		route = "unknown" // a path of a stranger's choosing is no label
	}
	m.webhooks.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}
