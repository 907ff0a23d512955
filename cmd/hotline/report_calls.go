package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/store/view"
)

// calls reports what became of callers, by day, week, month, queue or person.
func (c *reportCommand) calls(ctx context.Context, o *storeContext, rules acd.Context) error {
	q, err := c.query(rules.Day(o.now()))
	if err != nil {
		return unreadable{err}
	}
	r, err := report.Make(ctx, o.store, q, rules.Zone)
	if err != nil {
		return err
	}
	if r.Since != "" {
		fmt.Fprintf(o.err, "before %s, callers of 65 and over and the calls that agents were offered were not counted\n", r.Since)
	}
	if c.CSV {
		return view.WriteCSV(o.out, r.Table())
	}
	var rows [][]string
	for _, row := range append(r.Rows, report.Row{Name: "total", Figures: r.Total}) {
		rows = append(rows, textRow(row))
	}
	return o.rows([]string{
		string(r.By), "offered", "answered", "abandoned", "left", "level", "median wait", "handled", "talk", "callbacks", "kept", "65+",
	}, rows)
}

// query reads the flags. A year is its days.
func (c *reportCommand) query(today string) (report.Query, error) {
	from, to := c.From, c.To
	switch {
	case c.Year != 0 && (from != "" || to != ""):
		return report.Query{}, errors.New("--year and --from, --to exclude each other: give the year, or the days")
	case c.Year != 0:
		from, to = fmt.Sprintf("%d-01-01", c.Year), fmt.Sprintf("%d-12-31", c.Year)
	}
	return report.Read(from, to, c.By, today)
}

func textRow(row report.Row) []string {
	level, median := "", ""
	if row.Level != nil {
		level = shareText(*row.Level)
	}
	if row.Median != nil {
		median = secondsText(*row.Median)
	}
	n := strconv.Itoa
	return []string{
		row.Name, n(row.Offered), n(row.Answered), n(row.Abandoned), n(row.Left), level, median,
		n(row.Handled), secondsText(row.Talk), n(row.Promised), n(row.Kept), n(row.Senior),
	}
}

func secondsText(n int) string { return (time.Duration(n) * time.Second).String() }
