package console

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/store"
)

func TestReportsShowTheDaysAskedFor(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	require.NoError(t, h.store.BeginStats(t.Context(), store.StatsBegin{Since: morning.AddDate(0, 0, -2), Days: acd.Days{
		{Day: "2026-03-01", Queue: "general"}: {Offered: 41, Answered: 40, InTime: 30, Counted: 40, Handled: 40, Talk: 80 * time.Minute, Waits: acd.Histogram{9: 40}, Left: 1},
		{Day: "2026-03-01", Agent: "=an"}:     {Offered: 44, Answered: 43},
		{Day: "2026-01-15", Queue: "fraud"}:   {Offered: 777},
	}}))
	week := h.Read("/console/reports")
	for _, says := range []string{"2026-02-24 – 2026-03-02", "<b>41</b>", "<b>75%</b>", "<b>0:09</b>", "<b>2:00</b>", "Before 2026-02-28", "=an"} {
		require.Contains(t, week, says)
	}
	require.NotContains(t, week, "777")
	require.Contains(t, h.Read("/console/reports?span=year"), "777")
	require.Contains(t, h.Read("/console/reports?span=today"), "No calls on these days.")
	require.Contains(t, h.Read("/console/reports?span=yesterday"), "<b>41</b>")
	wrong := h.Read("/console/reports?span=custom&from=2026-03-02&to=2026-03-01")
	require.Contains(t, wrong, "The first day must not be after the last.")
	require.Contains(t, wrong, "<b>41</b>", "the days that are shown unasked")
	file := h.Read("/console/reports/export?from=2026-03-01&by=person")
	require.Contains(t, file, "\n'=an,44,43,", "no spreadsheet takes a name for a formula")
	require.Equal(t, http.StatusBadRequest, h.Get("/console/reports/export?from=then").Code)
}

func TestAgentsSeeNoReports(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAgent)
	require.Equal(t, http.StatusForbidden, h.Get("/console/reports").Code)
	require.Equal(t, http.StatusForbidden, h.Get("/console/reports/export").Code)
}

func TestChartShowsDaysWeeksOrMonths(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]report.By{
		"2026-01-01": report.Day, "2026-03-03": report.Day, "2026-03-04": report.Week, "2026-12-31": report.Week, "2027-02-01": report.Month,
	} {
		require.Equal(t, want, stepsOf(span{From: "2026-01-01", To: to}), to)
	}
}

// The parts of a bar stand on one another and fill the highest.
func TestBarsAreStacked(t *testing.T) {
	t.Parallel()
	row := func(offered, answered, abandoned int) report.Row {
		return report.Row{Figures: report.Figures{Offered: offered, Answered: answered, Abandoned: abandoned}}
	}
	c := chartOf(report.Report{Rows: []report.Row{row(10, 5, 2), row(0, 0, 0)}})
	require.Equal(t, 10, c.Most)
	require.Equal(t, slice{500, 500}, c.Bars[0].Answered)
	require.Equal(t, slice{300, 200}, c.Bars[0].Abandoned)
	require.Equal(t, slice{0, 300}, c.Bars[0].Other)
	require.Zero(t, c.Bars[1].Answered.Height)
	require.Greater(t, c.Bars[1].X, c.Bars[0].X+c.Bars[0].Width)
}
