package picture

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/rehearse"
)

var update = flag.Bool("update", false, "write the expected pictures anew")

func of[T any](v T) *T { return &v }

// morning is a short day with all that a picture shows.
func morning() rehearse.Report {
	return rehearse.Report{
		Menu: "Shop & Co", Date: "2026-11-30", Weekday: "Monday", Seed: 7, Calls: 120, ToPeople: 61, Rostered: true, Samples: 5, Failed: 2, Holidays: []string{"fraud", "general"},
		Queues: []rehearse.QueueReport{
			{
				Name: "general", Share: 0.8, Within: 20, Promised: true, Confirmed: true,
				Day: rehearse.Line{Offered: 50, Answered: 45, InTime: 36, Level: of(0.8), Wait: of(rehearse.Seconds(18)), Ninth: of(rehearse.Seconds(101)), Abandoned: 5, GaveUp: of(0.1), Asked: 4, Kept: 3, Occupancy: of(0.6), Needed: 7},
				Lines: []rehearse.Line{
					{From: "06:00", Asked: 2, Kept: 2},
					{From: "09:00", Offered: 20, Answered: 17, Level: of(0.796), Wait: of(rehearse.Seconds(30)), Ninth: of(rehearse.Seconds(125)), GaveUp: of(0.15), Occupancy: of(0.9), OnDuty: 2, Needed: 4, Reckoned: 3},
					{From: "09:30", Offered: 30, Answered: 28, Level: of(0.92), Wait: of(rehearse.Seconds(9)), Ninth: of(rehearse.Seconds(14)), GaveUp: of(0.05), Asked: 2, Kept: 1, Occupancy: of(0.4), OnDuty: 3.5, Needed: 3, Reckoned: 3},
				},
			},
			{
				Name: "fraud", Share: 0.8, Within: 20, Day: rehearse.Line{Offered: 11, Level: of(0.73), Needed: 2},
				Lines: []rehearse.Line{{From: "09:30", Offered: 11, Level: of(0.6), OnDuty: 1, Needed: 2}},
			},
		},
		Hours: []rehearse.Total{{From: "06:00"}, {From: "09:00", Offered: 20, OnDuty: 2, Needed: 4}, {From: "09:30", Offered: 41, OnDuty: 3.5, Needed: 5}},
	}
}

func TestTextIsAsExpected(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	require.NoError(t, Text(&b, morning(), false))
	golden(t, "morning.txt", b.String())
	var brief strings.Builder
	require.NoError(t, Text(&brief, morning(), true))
	require.Less(t, brief.Len(), b.Len())
	require.NotContains(t, brief.String(), "general, promised")
}

func TestSVGIsAsExpected(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	require.NoError(t, SVG(&b, morning(), english))
	golden(t, "morning.svg", b.String())
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
}

// Part of a page, the picture is in its language and its colours.
func TestSVGOfAPage(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	names := map[string]string{"general": "综合", "fraud": "风控"}
	require.NoError(t, SVG(&b, morning(), Look{Language: i18n.Mandarin, Themed: true, Names: func(queue string) string { return names[queue] }}))
	golden(t, "page.svg", b.String())
	require.NotContains(t, b.String(), `"#`, "no colour of its own")
	for _, queue := range slices.Sorted(maps.Keys(names)) {
		require.NotContains(t, b.String(), queue)
	}
}

// A day on which nothing happened is drawn, too.
func TestQuietDayIsDrawn(t *testing.T) {
	t.Parallel()
	quiet := rehearse.Report{Menu: "Shop", Queues: []rehearse.QueueReport{{Name: "general"}}}
	require.NoError(t, SVG(io.Discard, quiet, english))
	require.NoError(t, Text(io.Discard, quiet, false))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}
