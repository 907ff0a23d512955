package service

import (
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/twilio"
	"github.com/okpay/hotline/store"
)

// metrics are the figures of calls. No label is ever a caller's.
type metrics struct {
	calls        *prometheus.CounterVec // by outcome
	steps        *prometheus.CounterVec // by node and exit
	commits      *prometheus.HistogramVec
	rest         *prometheus.HistogramVec
	messages     *prometheus.CounterVec
	lookups      *prometheus.CounterVec
	destinations *prometheus.CounterVec
	codesRefused *prometheus.CounterVec // by reason
	unknownYears *prometheus.GaugeVec
	repeated     prometheus.Counter
	limited      prometheus.Counter
	rescues      prometheus.Counter
	pinLocks     prometheus.Counter
}

// SecondsBuckets span a store's commit to the carrier's patience.
var SecondsBuckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 15}

func newMetrics(r *prometheus.Registry) *metrics {
	f := promauto.With(r)
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return f.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return f.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: SecondsBuckets}, labels)
	}
	plain := func(name, help string) prometheus.Counter {
		return f.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	}
	m := &metrics{
		calls:        counter("hotline_calls_total", "Calls ended, by how far they got.", "outcome"),
		steps:        counter("hotline_steps_total", "Nodes left, by node and exit.", "node", "exit"),
		commits:      histogram("hotline_commit_seconds", "Time to write a step.", "result"),
		rest:         histogram("hotline_rest_seconds", "Requests to the carrier, by operation and status; status 0 is no answer.", "operation", "status"),
		messages:     counter("hotline_messages_total", "Messages, rings and redirects handed to the carrier, by kind and result: sent, failed, or lost at a kill.", "kind", "result"),
		lookups:      counter("hotline_lookups_failed_total", "Look-ups that failed, by query.", "query"),
		destinations: counter("hotline_destinations_refused_total", "Numbers neither called back nor texted: of callers, of callbacks (call) and of messages (text), by reason.", "kind", "reason"),
		codesRefused: counter("hotline_codes_refused_total", "One-time codes that were not sent, by the limit that was reached.", "reason"),
		unknownYears: f.NewGaugeVec(prometheus.GaugeOpts{
			Name: "hotline_holiday_data_missing", Help: "Years in use whose public holidays are not known.",
		}, []string{"year"}),
		repeated: plain("hotline_steps_repeated_total", "Webhooks that were answered as before, for the carrier repeated them."),
		limited:  plain("hotline_calls_limited_total", "Calls of numbers that called more often within the hour than HOTLINE_CALLS_PER_HOUR allows."),
		rescues:  plain("hotline_rescues_total", "Steps that failed and led to a person instead."),
		pinLocks: plain("hotline_pin_locks_total", "Times that wrong PINs locked an agent's telephone: raise an alarm."),
	}
	m.beginAtZero()
	return m
}

// beginAtZero has those series there from the start of which the first event is an alarm:
// a series that begins with it does not rise.
func (m *metrics) beginAtZero() {
	for _, task := range []store.Task{store.SendText{}, store.SendCode{}, store.ACDAction{Action: acd.Dial{}}} {
		for _, result := range []string{resultSent, resultFailed, resultLost} {
			m.messages.WithLabelValues(store.Outgoing{Task: task}.Kind(), result)
		}
	}
	for _, why := range []string{codesOfHour, codesOfDay, codesOfMinute} {
		m.codesRefused.WithLabelValues(why)
	}
	for _, why := range []twilio.Refusal{refusedHour, refusedDay} {
		m.destinations.WithLabelValues(outgoingCall, string(why))
	}
}

func (m *metrics) passed(node, exit string) { m.steps.WithLabelValues(node, exit).Inc() }

// What came of writing a step, as the metric names it: failed alone means that the store
// could not write.
const (
	commitOK     = "ok"
	commitFailed = "failed"
)

// commit measures the writing of a step, and returns what came of it.
func (m *metrics) commit(took time.Duration, err error) (result string) {
	result = commitFailed
	switch {
	case err == nil:
		result = commitOK
	case errors.Is(err, store.ErrConflict):
		result = "conflict"
	case claimedIsDone(err) == nil:
		result = "claimed"
	}
	m.commits.WithLabelValues(result).Observe(took.Seconds())
	return result
}
