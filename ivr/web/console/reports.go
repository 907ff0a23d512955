package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
)

// reportsSection shows the figures of days.
type reportsSection struct{ console *Console }

func (s reportsSection) mount(g *echo.Group) {
	g.GET("/reports", s.show)
	g.GET("/reports/export", s.export)
}

// custom is the key of days that are typed.
const custom = "custom"

// unasked is the key of the days that are shown first.
const unasked = "7d"

// reportPage is what the page of reports shows.
type reportPage struct {
	frame
	Spans   []span
	Days    span // the chosen
	Since   string
	Total   reportRow
	Waits   []waitRow
	Chart   chart
	Queues  []reportRow
	Persons []reportRow
}

// reportRow is a line of a table. A negative percentage or time is none.
type reportRow struct {
	report.Row
	Percent int
	Median  time.Duration
	Average time.Duration // of the talks
	Talked  time.Duration // all of them together
}

func rowOf(r report.Row) reportRow {
	row := reportRow{Row: r, Percent: -1, Median: -1, Average: -1, Talked: time.Duration(r.Talk) * time.Second}
	if r.Level != nil {
		row.Percent = acd.RoundedDown(*r.Level, 100)
	}
	if r.Figures.Median != nil {
		row.Median = time.Duration(*r.Figures.Median) * time.Second
	}
	if r.Handled > 0 {
		row.Average = row.Talked / time.Duration(r.Handled)
	}
	return row
}

func rowsOf(r report.Report) []reportRow {
	var rows []reportRow
	for _, row := range r.Rows {
		rows = append(rows, rowOf(row))
	}
	return rows
}

// waitRow counts the callers who were answered after a wait of some length.
type waitRow struct {
	UpTo    int // seconds; 0 is longer than the row before
	After   int // seconds: of the row before
	Callers int
	Share   int // of a bar, in per cent of the most
}

func waitsOf(f report.Figures) []waitRow {
	var rows []waitRow
	most, after := 1, 0
	for _, class := range f.Waits {
		most = max(most, class.Callers)
	}
	for _, class := range f.Waits {
		row := waitRow{After: after, Callers: class.Callers, Share: class.Callers * 100 / most}
		if class.UpTo != nil {
			row.UpTo, after = *class.UpTo, *class.UpTo
		}
		rows = append(rows, row)
	}
	return rows
}

// chosen finds the days that an address asks for, and what is wrong with them: a key
// of the words. What is wrong is shown beside the days that are shown unasked.
func chosen(c echo.Context, now time.Time) (all []span, days span, wrong string) {
	all = spans(now)
	for i := range all {
		all[i].Address = "/console/reports?" + url.Values{"span": {all[i].Key}}.Encode()
		if key := all[i].Key; key == c.QueryParam("span") || days.Key == "" && key == unasked {
			days = all[i]
		}
	}
	if c.QueryParam("span") == custom {
		q, err := report.Read(c.QueryParam("from"), c.QueryParam("to"), "", now.Format(time.DateOnly))
		if bad := (*report.Wrong)(nil); errors.As(err, &bad) {
			wrong = "wrong.report_" + bad.Key
		} else {
			days = span{Key: custom, From: q.From, To: q.To}
		}
	}
	for i := range all {
		all[i].Chosen = all[i].Key == days.Key
	}
	return all, days, wrong
}

func (s reportsSection) show(c echo.Context) error {
	p := reportPage{frame: s.console.frame(c, "reports")}
	var wrong string
	if p.Spans, p.Days, wrong = chosen(c, p.Now); wrong != "" {
		p.Wrong = wrong
	}
	if err := p.read(c.Request().Context(), s.console.Store, s.console.zone()); err != nil {
		return err
	}
	return s.console.render(c, http.StatusOK, "reports", "reports", p)
}

// read fills the page with the figures of its days.
func (p *reportPage) read(ctx context.Context, source report.Source, zone *time.Location) error {
	reports := map[report.By]report.Report{}
	steps := stepsOf(p.Days)
	for _, by := range []report.By{report.Queue, report.Person, steps} {
		made, err := report.Make(ctx, source, report.Query{From: p.Days.From, To: p.Days.To, By: by}, zone)
		if err != nil {
			return err
		}
		reports[by] = made
	}
	queues := reports[report.Queue]
	p.Since, p.Total, p.Waits = queues.Since, rowOf(report.Row{Figures: queues.Total}), waitsOf(queues.Total)
	p.Queues, p.Persons, p.Chart = rowsOf(queues), rowsOf(reports[report.Person]), chartOf(reports[steps])
	return nil
}

// export answers with a report as CSV.
func (s reportsSection) export(c echo.Context) error {
	q, err := report.Read(c.QueryParam("from"), c.QueryParam("to"), c.QueryParam("by"), acd.DayIn(s.console.zone(), s.console.Clock()))
	if err != nil {
		return echo.NewHTTPError(http.StatusBadRequest, err.Error())
	}
	made, err := report.Make(c.Request().Context(), s.console.Store, q, s.console.zone())
	if err != nil {
		return err
	}
	return sendCSV(c, fmt.Sprintf("report-%s-%s-%s.console.csv", q.By, q.From, q.To), made.Table())
}
