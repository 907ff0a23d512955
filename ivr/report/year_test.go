package report_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
)

func TestFiguresOfAYear(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	y := report.NewYear(2026, time.UTC)
	y.AddCall(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Connected})
	y.AddCall(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Connected})
	y.AddCall(ivr.Call{Began: began, EndedAt: began.Add(time.Minute), Outcome: ivr.Waited})
	y.AddCall(ivr.Call{Began: began, Outcome: ivr.Served})
	y.AddCall(ivr.Call{Began: began.AddDate(1, 0, 0), Outcome: ivr.Served})
	y.Service = acd.State{}.Recount([]acd.QueueRecord{
		{Queue: "general", Interaction: "CA1", Entered: began, Answered: began.Add(5 * time.Second), Ended: began.Add(time.Minute), Result: acd.Answered},
		{Queue: "general", Interaction: "CA2", Entered: began, Answered: began.Add(50 * time.Second), Ended: began.Add(time.Minute), Result: acd.Answered},
		{Queue: "general", Interaction: "CA3", Entered: began, Ended: began.Add(30 * time.Second), Result: acd.Abandoned},
		{Queue: "general", Interaction: "CA4", Entered: began, Ended: began.Add(9 * time.Second), Result: acd.Abandoned},
	}, acd.Rules{})[acd.DayOf{Day: "2026-11-24", Queue: "general"}]
	y.AddCase(ivr.CaseRefund, began, began.Add(time.Hour))
	y.AddCase(ivr.CaseRefund, began, time.Time{})
	y.AddCase(ivr.CaseRefund, began.AddDate(-1, 0, 0), time.Time{})
	for _, want := range [][]string{
		{"calls", "all", "count", "4"},
		{"calls", "connected", "count", "2"},
		{"calls", "all", "share_handled", "75.0%"},
		{"calls", "all", "median_length", "1m0s"},
		{"service", "queues", "waited", "4"},
		{"service", "queues", "answered", "2"},
		{"service", "queues", "share_answered_in_20s", "33.3%"},
		{"service", "queues", "median_wait", "50s"},
		{"cases", "refund", "opened", "2"},
		{"cases", "refund", "closed", "1"},
		{"cases", "refund", "share_handled", "50.0%"},
		{"cases", "refund", "median_handling_time", "1h0m0s"},
	} {
		require.Contains(t, y.Table(), want)
	}
}
