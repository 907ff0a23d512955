package report_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
)

// sums is a Source in memory.
type sums struct {
	days  acd.Days
	since time.Time
}

func (s sums) StatsSince(context.Context) (time.Time, bool, error) { return s.since, true, nil }

func (s sums) DayStats(_ context.Context, from, to string) iter.Seq2[acd.DayStats, error] {
	return func(yield func(acd.DayStats, error) bool) {
		for _, d := range s.days.List() {
			if d.Day >= from && d.Day <= to && !yield(d, nil) {
				return
			}
		}
	}
}

// kept holds the figures around a new year that falls in the middle of a week.
var kept = sums{days: acd.Days{
	{Day: "2025-12-28", Queue: "general"}: {Offered: 1, Abandoned: 1, Counted: 1, GaveUp: acd.Histogram{60: 1}},
	{Day: "2025-12-31", Queue: "general"}: {Offered: 2, Answered: 2, InTime: 2, Counted: 2, Wait: 9 * time.Second, Waits: acd.Histogram{4: 1, 5: 1}},
	{Day: "2025-12-31", Agent: "amy"}:     {Offered: 2, Answered: 2, Handled: 2, Talk: time.Minute},
	{Day: "2026-01-02", Queue: "fraud"}:   {Offered: 4, Answered: 1, Counted: 1, Wait: time.Hour, Waits: acd.Histogram{3600: 1}},
	{Day: "2026-01-02", Agent: "bo"}:      {Offered: 3, Answered: 1},
}}

func rows(t *testing.T, from, to, by string) (lines []string, r report.Report) {
	t.Helper()
	q, err := report.Read(from, to, by, "2026-01-03")
	require.NoError(t, err)
	r, err = report.Make(t.Context(), kept, q, time.UTC)
	require.NoError(t, err)
	for _, row := range r.Table()[1:] {
		lines = append(lines, strings.Join(row[:3], " "))
	}
	return lines, r
}

func TestRowsAreWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	for by, want := range map[string][]string{
		"day":    {"2025-12-31 2 2", "2026-01-01 0 0", "2026-01-02 4 1", "2026-01-03 0 0"},
		"week":   {"2026-W01 6 3"},
		"month":  {"2025-12 2 2", "2026-01 4 1"},
		"queue":  {"fraud 4 1", "general 2 2"},
		"person": {"amy 2 2", "bo 3 1"},
		"":       {"fraud 4 1", "general 2 2"},
	} {
		lines, _ := rows(t, "2025-12-31", "2026-01-03", by)
		require.Equal(t, want, lines, by)
	}
	lines, _ := rows(t, "2025-12-28", "", "week")
	require.Equal(t, []string{"2025-W52 1 0", "2026-W01 6 3"}, lines, "a week begins on Monday")
}

func TestTotalIsTheSumOfTheRows(t *testing.T) {
	t.Parallel()
	_, r := rows(t, "2025-12-28", "", "day")
	require.Equal(t, 7, r.Total.Offered)
	require.InDelta(t, 0.5, *r.Total.Level, 0)
	require.Equal(t, 5, *r.Total.Median)
	require.Equal(t, 3609, r.Total.Wait)
	var answered int
	for _, class := range r.Total.Waits {
		answered += class.Callers
	}
	require.Equal(t, r.Total.Answered, answered)
	require.Equal(t, 1, r.Total.Waits[len(r.Total.Waits)-1].Callers, "an hour is in the last class")
	_, r = rows(t, "2026-01-01", "2026-01-01", "queue")
	require.Nil(t, r.Total.Level)
	require.Nil(t, r.Total.Median)
	require.Empty(t, r.Rows)
}

func TestEarlierDaysAreReportedSeparately(t *testing.T) {
	t.Parallel()
	s := kept
	s.since = time.Date(2026, 1, 1, 20, 0, 0, 0, time.UTC)
	for from, want := range map[string]string{"2025-12-31": "2026-01-02", "2026-01-02": "2026-01-02", "2026-01-03": ""} {
		r, err := report.Make(t.Context(), s, report.Query{From: from, To: "2026-01-03", By: report.Queue}, time.FixedZone("", 8*60*60))
		require.NoError(t, err)
		require.Equal(t, want, r.Since, from)
	}
}

func TestQueryIsReadAsTyped(t *testing.T) {
	t.Parallel()
	for typed, want := range map[[2]string][2]string{
		{"", ""}:                     {"2026-01-03", "2026-01-03"},
		{"2025-12-31", ""}:           {"2025-12-31", "2026-01-03"},
		{"", "2025-12-31"}:           {"2025-12-31", "2025-12-31"},
		{"2026-02-01", ""}:           {"2026-02-01", "2026-02-01"},
		{"2024-02-29", "2025-12-31"}: {"2024-02-29", "2025-12-31"},
	} {
		q, err := report.Read(typed[0], typed[1], "", "2026-01-03")
		require.NoError(t, err)
		require.Equal(t, want, [2]string{q.From, q.To})
	}
	for key, typed := range map[string][3]string{
		"day":   {"2026-02-30", "", ""},
		"order": {"2026-01-02", "2026-01-01", ""},
		"span":  {"2010-01-01", "2025-12-31", ""},
		"by":    {"", "", "year"},
	} {
		_, err := report.Read(typed[0], typed[1], typed[2], "2026-01-03")
		var wrong *report.Wrong
		require.ErrorAs(t, err, &wrong)
		require.Equal(t, key, wrong.Key)
		require.NotContains(t, err.Error(), "\n")
	}
}
