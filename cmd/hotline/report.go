package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
	"github.com/okpay/hotline/ivr/report"
	"github.com/okpay/hotline/store"
	"github.com/okpay/hotline/store/view"
)

// reportCommand is `hotline report`.
type reportCommand struct {
	Year int    `placeholder:"YEAR" help:"The calendar year, in the menus' time zone; this year when left out."`
	From string `placeholder:"DATE" help:"From this day on, like 2026-11-24: calls by queue and person instead of the year's figures."`
	To   string `placeholder:"DATE" help:"Up to this day, included; today when left out."`
	By   string `placeholder:"BY" help:"What a row stands for: day, week, month, queue or person."`
	CSV  bool   `help:"As CSV: section, name, figure, value; with --from, --to or --by a row for each day, week, month, queue or person."`
}

// Work implements [storeCommand].
func (c *reportCommand) Work(ctx context.Context, o *storeContext) error {
	rules, err := o.rules()
	if err != nil {
		return err
	}
	year := c.Year
	if year == 0 {
		year = o.now().In(rules.Zone).Year()
	}
	if year < 2000 || year > 9999 {
		return unreadable{errors.New("--year: write four digits")}
	}
	if err := dispatch.BeginStats(ctx, o.store, o.now(), func(time.Time) acd.Rules { return rules }); err != nil {
		return err
	}
	if c.From != "" || c.To != "" || c.By != "" {
		return c.calls(ctx, o, rules)
	}
	return c.year(ctx, o, report.NewYear(year, rules.Zone))
}

// year reports the figures of a year.
func (c *reportCommand) year(ctx context.Context, o *storeContext, y *report.Year) error {
	for call, err := range o.store.ListCalls(ctx, store.CallFilter{Since: y.From}) {
		if err != nil {
			return err
		}
		y.AddCall(call)
	}
	for found, err := range o.store.ListCases(ctx, store.CaseFilter{}) {
		if err != nil {
			return err
		}
		y.AddCase(found.Kind, found.Opened, found.Closed)
	}
	if err := y.AddDays(ctx, o.store); err != nil {
		return err
	}
	if c.CSV {
		return view.WriteCSV(o.Out, append([][]string{report.YearHeader()}, y.Table()...))
	}
	return o.Rows([]string{"of", "which", "figure", "value"}, y.Table())
}

// calls reports what became of callers, by day, week, month, queue or person.
func (c *reportCommand) calls(ctx context.Context, o *storeContext, rules acd.Rules) error {
	q, err := c.query(rules.Day(o.now()))
	if err != nil {
		return unreadable{err}
	}
	r, err := report.Make(ctx, o.store, q, rules.Zone)
	if err != nil {
		return err
	}
	if r.Since != "" {
		fmt.Fprintf(o.Err, "before %s, callers of 65 and over and the calls that agents were offered were not counted\n", r.Since)
	}
	if c.CSV {
		return view.WriteCSV(o.Out, r.Table())
	}
	return o.Rows(r.Brief())
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
