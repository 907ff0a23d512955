package service

import (
	"context"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/okpay/hotline/ivr/acd"
)

// gauges are the metrics that are looked up when they are asked for. What the store
// does not tell within lookupDeadline is left out, and hotline_store_up is 0.
type gauges struct{ service *Service }

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	openGauge     = gauge("hotline_calls_open", "Calls that were not heard to end.")
	openLongGauge = gauge("hotline_calls_open_long", "Calls that were not heard to end for more than four hours.")

	storeUpGauge     = gauge("hotline_store_up", "1 when the store can be read and written within a second, and the last step was written.")
	storeBytesGauge  = gauge("hotline_store_bytes", "Size of the store's file.")
	storeFreeGauge   = gauge("hotline_store_free_bytes", "Pages of the store's file that are used again before it grows.")
	storeDiskGauge   = gauge("hotline_store_disk_free_bytes", "What the disk of the store's file has left.")
	storeAsideGauge  = gauge("hotline_store_records_aside", "Damaged records that were put aside.")
	outboxGauge      = gauge("hotline_outbox_waiting", "Messages, rings and callbacks that wait to be handed to the carrier.")
	outboxAgeGauge   = gauge("hotline_outbox_oldest_seconds", "How long the first thing of hotline_outbox_waiting has waited; 0 when nothing waits.")
	calendarGauge    = gauge("hotline_calendar_days_left", "Days until the first day whose public holidays are not known.")
	queueOpenGauge   = gauge("hotline_queue_open", "1 while the queue's line is open.", "queue")
	queueWaitGauge   = gauge("hotline_queue_waiting", "Callers on the line who wait.", "queue")
	queueOldGauge    = gauge("hotline_queue_longest_wait_seconds", "How long the caller who has waited longest waits.", "queue")
	queueStaffGauge  = gauge("hotline_queue_on_duty", "Agents signed in for the queue, and not away.", "queue")
	queueAgentsGauge = gauge("hotline_queue_agents", "Agents signed in for the queue, by status.", "queue", "status")
)

// Describe implements [prometheus.Collector].
func (g gauges) Describe(descriptions chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		openGauge, openLongGauge, storeUpGauge, storeBytesGauge, storeFreeGauge, storeDiskGauge, storeAsideGauge,
		outboxGauge, outboxAgeGauge, calendarGauge, queueOpenGauge, queueWaitGauge, queueOldGauge, queueStaffGauge, queueAgentsGauge,
	} {
		descriptions <- d
	}
}

// Collect implements [prometheus.Collector].
func (g gauges) Collect(metrics chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupDeadline)
	defer cancel()
	send := func(d *prometheus.Desc, value float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	now := g.service.Clock()
	send(openGauge, float64(g.service.core.open.count(now, 0)))
	send(openLongGauge, float64(g.service.core.open.count(now, openLongest)))
	if days, ends := g.service.Menus.Current().calendarLeft(now); ends {
		send(calendarGauge, days)
	}
	g.ofStore(ctx, now, send)
	g.ofQueues(send)
}

func (g gauges) ofStore(ctx context.Context, now time.Time, send func(*prometheus.Desc, float64, ...string)) {
	send(storeUpGauge, oneIf(g.service.storeProblem(ctx) == ""))
	if usage, err := g.service.Store.Usage(ctx); err == nil {
		send(storeBytesGauge, float64(usage.Bytes))
		send(storeFreeGauge, float64(usage.Free))
		if usage.DiskFree >= 0 {
			send(storeDiskGauge, float64(usage.DiskFree))
		}
	}
	if aside, err := g.service.Store.Aside(ctx); err == nil {
		send(storeAsideGauge, float64(aside))
	}
	if backlog, err := g.service.Store.Backlog(ctx); err == nil {
		send(outboxGauge, float64(backlog.Waiting))
		age := time.Duration(0)
		if !backlog.Oldest.IsZero() {
			age = max(0, now.Sub(backlog.Oldest))
		}
		send(outboxAgeGauge, age.Seconds())
	}
}

func (g gauges) ofQueues(send func(*prometheus.Desc, float64, ...string)) {
	for _, q := range g.service.core.acd.Present() {
		send(queueOpenGauge, oneIf(q.Open), q.Name)
		send(queueWaitGauge, float64(q.Waiting), q.Name)
		send(queueOldGauge, q.Longest.Seconds(), q.Name)
		onDuty := 0
		for _, status := range acd.AgentStatuses() {
			send(queueAgentsGauge, float64(q.Agents[status]), q.Name, string(status))
			if status != acd.Away {
				onDuty += q.Agents[status]
			}
		}
		send(queueStaffGauge, float64(onDuty), q.Name)
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// yearsAhead bounds how far a calendar is looked at.
const yearsAhead = 10

// calendarLeft returns how many days are left until the first whose public holidays are
// not known, and whether there is one within ten years.
func (m Menu) calendarLeft(now time.Time) (days float64, ends bool) {
	if m.Unknown == nil {
		return 0, false
	}
	local := now.In(m.Tree.Zone)
	for year := local.Year(); year < local.Year()+yearsAhead; year++ {
		first := time.Date(year, time.January, 1, 0, 0, 0, 0, local.Location())
		if slices.Contains(m.Unknown(first.AddDate(0, 5, 0)), year) { // in June it asks for no other year
			return max(0, first.Sub(local).Hours()/24), true
		}
	}
	return 0, false
}
