package console

import (
	"time"

	"github.com/okpay/hotline/ivr/report"
)

// chart is a bar for each day, week or month: its callers by what became of them.
type chart struct {
	By          report.By
	Rows        []reportRow // the same, as a table
	Bars        []bar
	Width       int // of the drawing, in its own units; its height is chartHeight
	Most        int // callers of the highest bar
	First, Last string
}

// bar is one bar, from the ground up.
type bar struct {
	reportRow
	X, Width                   int
	Answered, Abandoned, Other slice
}

// slice is a part of a bar.
type slice struct{ Y, Height int }

// The drawing's units.
const (
	chartHeight = 1000
	barWidth    = 60
	barStep     = 100
)

// The most days that are shown one by one, and week by week.
const (
	mostDays  = 62
	mostWeeks = 370
)

// stepsOf is what a bar stands for.
func stepsOf(days span) report.By {
	from, err := time.Parse(time.DateOnly, days.From)
	if err != nil {
		return report.Month
	}
	switch last := from.AddDate(0, 0, mostDays-1).Format(time.DateOnly); {
	case days.To <= last:
		return report.Day
	case days.To <= from.AddDate(0, 0, mostWeeks-1).Format(time.DateOnly):
		return report.Week
	}
	return report.Month
}

func chartOf(r report.Report) chart {
	c := chart{By: r.By, Rows: rowsOf(r), Width: max(1, len(r.Rows)) * barStep}
	for _, row := range r.Rows {
		c.Most = max(c.Most, row.Offered)
	}
	for i, row := range c.Rows {
		b := bar{reportRow: row, X: i*barStep + (barStep-barWidth)/2, Width: barWidth}
		top := chartHeight
		stack := func(n int) slice {
			height := n * chartHeight / max(1, c.Most)
			top -= height
			return slice{top, height}
		}
		b.Answered, b.Abandoned = stack(row.Answered), stack(row.Abandoned)
		b.Other = stack(row.Offered - row.Answered - row.Abandoned)
		c.Bars = append(c.Bars, b)
	}
	if len(c.Rows) > 0 {
		c.First, c.Last = c.Rows[0].Name, c.Rows[len(c.Rows)-1].Name
	}
	return c
}

// span is a choice of days on the page of reports.
type span struct {
	Key      string // of the words, after "span."
	From, To string // 2006-01-02, both included
	Address  string
	Chosen   bool
}

// spans are the choices that are one click away.
func spans(now time.Time) []span {
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	year, month, date := now.Date()
	ago := func(days int) string { return day(time.Date(year, month, date-days, 0, 0, 0, 0, time.UTC)) }
	today := ago(0)
	return []span{
		{Key: "today", From: today, To: today},
		{Key: "yesterday", From: ago(1), To: ago(1)},
		{Key: unasked, From: ago(6), To: today},
		{Key: "30d", From: ago(29), To: today},
		{Key: "month", From: day(time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)), To: today},
		{Key: "year", From: day(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)), To: today},
	}
}
