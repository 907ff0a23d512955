package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/process"
	"github.com/okpay/hotline/cmd/hotline/serve"
	"github.com/okpay/hotline/config"
	"github.com/okpay/hotline/ivr/simulate"
	"github.com/okpay/hotline/menus/live"
	"github.com/okpay/hotline/store/bolt"
)

var update = flag.Bool("update", false, "write docs/METRICS.md anew")

// metric is what a collector says of one of its metrics.
type metric struct {
	help   string
	labels []string
}

var described = regexp.MustCompile(`^Desc\{fqName: ("(?:[^"\\]|\\.)*"), help: ("(?:[^"\\]|\\.)*"), (?:unit: "[^"]*", )?constLabels: \{.*?\}, variableLabels: \{(.*)\}\}$`)

// everyMetric returns the metrics of a hotline with all its pages, by name: also those
// that have no value yet.
func everyMetric(t *testing.T) map[string]metric {
	t.Helper()
	kept, err := bolt.Open(filepath.Join(t.TempDir(), "hotline.db"), bolt.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, kept.Close()) })
	menu, err := loadMenu("")
	require.NoError(t, err)
	settings := demoSettings(config.Settings{BackupDir: t.TempDir(), BackupEvery: "24h", Retention: "calls=400d"})
	h, err := serve.New(t.Context(), serve.Config{
		Settings: atExchange(settings, "http://127.0.0.1:8080", simulate.NewAccount()), Store: kept,
		First: live.Menu{Menu: menu}, Load: menuOf(config.Settings{}), Clock: time.Now, Log: zerolog.Nop(),
	})
	require.NoError(t, err)
	lines := process.NewLogWriter(io.Discard)
	t.Cleanup(lines.Close)
	lines.Measure(h.Service.Registry)

	all := map[string]metric{}
	descriptions := make(chan *prometheus.Desc)
	go func() { h.Service.Registry.Describe(descriptions); close(descriptions) }()
	for d := range descriptions {
		found := described.FindStringSubmatch(d.String())
		require.NotNil(t, found, d.String())
		name, err := strconv.Unquote(found[1])
		require.NoError(t, err)
		help, err := strconv.Unquote(found[2])
		require.NoError(t, err)
		all[name] = metric{help: help, labels: strings.FieldsFunc(found[3], func(r rune) bool { return r == ',' || r == ' ' })}
	}
	return all
}

// docs/METRICS.md names every metric of the hotline, with what it means.
func TestMetricsAreDocumented(t *testing.T) {
	t.Parallel()
	page := filepath.Join("..", "..", "docs", "METRICS.md")
	var want bytes.Buffer
	want.WriteString("# Metrics\n\n" +
		"Made from the program itself (`go test ./cmd/hotline -run MetricsAreDocumented -update`). `/metrics` gives them to\n" +
		"Prometheus, on `HOTLINE_OPS_ADDR` if that is set, with those of the process (`process_…`) and of the Go runtime (`go_…`).\n" +
		"No label is ever a caller's. [operating.md](operating.md) says which of them raise an alert, and what to do then.\n\n" +
		"| metric | labels | meaning |\n| --- | --- | --- |\n")
	all := everyMetric(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !strings.HasPrefix(name, "hotline_") {
			continue
		}
		require.NotEmpty(t, all[name].help, name)
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", name, strings.Join(all[name].labels, ", "), all[name].help)
	}
	if *update {
		require.NoError(t, os.WriteFile(page, want.Bytes(), 0o644))
	}
	got, err := os.ReadFile(page)
	require.NoError(t, err)
	require.Equal(t, want.String(), string(got), "write it anew: go test ./cmd/hotline -run MetricsAreDocumented -update")
}
