package main

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// measureStore registers the metric of what the store has written.
func measureStore(r *prometheus.Registry, written func() int64) {
	promauto.With(r).NewCounterFunc(prometheus.CounterOpts{
		Name: "hotline_store_written_bytes_total", Help: "Bytes of pages that the store has written to its file.",
	}, func() float64 { return float64(written()) })
}
