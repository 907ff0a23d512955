// Package report sums the figures of days by day, week, month, queue or person. Command line, API and
// console all show the result of [Make], computed from the sums that the wallboard reads too.
package report

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// By is what each row of a report stands for.
type By string

// The row kinds.
const (
	Day    By = "day"
	Week   By = "week" // of ISO 8601, from Monday: 2026-W48
	Month  By = "month"
	Queue  By = "queue"
	Person By = "person"
)

// All returns every By.
func All() []By { return []By{Day, Week, Month, Queue, Person} }

// Query selects the days that are added up, both included, and the row kind.
type Query struct {
	From, To string // 2006-01-02
	By       By
}

// longest is the most days that a report covers: ten years.
const longest = 3660

// Wrong is the error of an invalid query.
type Wrong struct {
	Key    string // "day", "order", "span" or "by"
	detail string
}

func (w *Wrong) Error() string { return w.detail }

func wrong(key, format string, args ...any) error {
	return &Wrong{key, fmt.Sprintf(format, args...)}
}

// Read parses a query as typed. Without to, a report ends today, or on from if that is later; without
// from, it covers the day of to only. Without by, rows are queues. The error is a [*Wrong].
func Read(from, to, by, today string) (Query, error) {
	q := Query{From: from, To: to, By: By(by)}
	if by == "" {
		q.By = Queue
	}
	if q.To == "" {
		q.To = max(today, from)
	}
	if q.From == "" {
		q.From = q.To
	}
	if !slices.Contains(All(), q.By) {
		return q, wrong("by", "by must be day, week, month, queue or person, not %q", by)
	}
	first, err := dayOf("from", q.From)
	if err != nil {
		return q, err
	}
	last, err := dayOf("to", q.To)
	switch {
	case err != nil:
		return q, err
	case last.Before(first):
		return q, wrong("order", "from must not be after to: %s is after %s", q.From, q.To)
	case last.Sub(first) >= longest*24*time.Hour:
		return q, wrong("span", "a report covers at most %d days; choose a shorter span", longest)
	}
	return q, nil
}

func dayOf(name, text string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.Year() < 2000 {
		return day, wrong("day", "%s must be a day from 2000-01-01 on, like 2026-11-24, not %q", name, text)
	}
	return day, nil
}

// Source holds the figures of days.
type Source interface {
	DayStats(ctx context.Context, from, to string) iter.Seq2[acd.DayStats, error]
	StatsSince(ctx context.Context) (since time.Time, begun bool, err error)
}

// Row is one row of a report.
type Row struct {
	Name string // a day, a week, a month, a queue or a person
	Figures
}

// Report is the result of a query.
type Report struct {
	Query
	// Since is the first day for which everything is counted as it happens, "" when that holds for the
	// whole report. For earlier days, [Figures.Senior] and agents' offers are unknown.
	Since string
	Rows  []Row // periods in order, also without callers; queues and persons by name
	Total Figures
}

// Make computes a report. The zone is the hotline's.
func Make(ctx context.Context, s Source, q Query, zone *time.Location) (Report, error) {
	r := Report{Query: q}
	since, _, err := s.StatsSince(ctx)
	if err != nil {
		return r, fmt.Errorf("reading since when figures are kept: %w", err)
	}
	if day := acd.DayIn(zone, since); !since.IsZero() && q.From <= day {
		r.Since = day
	}
	sums := map[string]acd.Stats{}
	names := q.periods()
	for d, err := range s.DayStats(ctx, q.From, q.To) {
		if err != nil {
			return r, fmt.Errorf("reading the figures of days: %w", err)
		}
		if name, ok := q.name(d.DayOf); ok {
			if _, known := sums[name]; !known && !q.timed() {
				names = append(names, name)
			}
			sums[name] = sums[name].Plus(d.Stats)
		}
	}
	slices.Sort(names)
	var total acd.Stats
	for _, name := range names {
		r.Rows = append(r.Rows, Row{name, of(sums[name])})
		total = total.Plus(sums[name])
	}
	r.Total = of(total)
	return r, nil
}

// timed reports whether rows are periods of time.
func (q Query) timed() bool { return q.By == Day || q.By == Week || q.By == Month }

// name returns the row of a day's figures, and false when they belong to none.
func (q Query) name(d acd.DayOf) (string, bool) {
	switch q.By {
	case Queue:
		return d.Queue, d.Queue != ""
	case Person:
		return d.Agent, d.Agent != ""
	}
	day, err := time.Parse(time.DateOnly, d.Day)
	return q.period(day), err == nil && d.Queue != ""
}

func (q Query) period(day time.Time) string {
	switch q.By {
	case Week:
		year, week := day.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case Month:
		return day.Format("2006-01")
	}
	return day.Format(time.DateOnly)
}

// periods returns the rows of a report by time; nothing for queues and persons.
func (q Query) periods() []string {
	if !q.timed() {
		return nil
	}
	day, err := dayOf("from", q.From)
	if err != nil {
		return nil
	}
	var all []string
	for ; day.Format(time.DateOnly) <= q.To; day = day.AddDate(0, 0, 1) {
		if name := q.period(day); len(all) == 0 || all[len(all)-1] != name {
			all = append(all, name)
		}
	}
	return all
}
