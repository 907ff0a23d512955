package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/acd/dispatch"
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

// answeredWithin is the wait that counts as good service in the year's figures.
const answeredWithin = 20 * time.Second

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
	if err := dispatch.BeginStats(ctx, o.store, o.now(), func(time.Time) acd.Context { return rules }); err != nil {
		return err
	}
	if c.From != "" || c.To != "" || c.By != "" {
		return c.calls(ctx, o, rules)
	}
	return c.year(ctx, o, year, rules.Zone)
}

// year reports the figures of a year.
func (c *reportCommand) year(ctx context.Context, o *storeContext, year int, zone *time.Location) error {
	y := span{time.Date(year, 1, 1, 0, 0, 0, 0, zone), time.Date(year+1, 1, 1, 0, 0, 0, 0, zone)}
	calls, err := countCalls(ctx, o.store, y)
	if err != nil {
		return err
	}
	cases, err := countCases(ctx, o.store, y)
	if err != nil {
		return err
	}
	service, err := sumService(ctx, o.store, year)
	if err != nil {
		return err
	}
	return c.write(o, slices.Concat(calls.lines(), serviceLines(service), cases.lines()))
}

// reportLine is a figure of the report.
type reportLine struct{ section, name, figure, value string }

func (c *reportCommand) write(o *storeContext, lines []reportLine) error {
	if !c.CSV {
		var rows [][]string
		for _, l := range lines {
			rows = append(rows, []string{l.section, l.name, l.figure, l.value})
		}
		return o.rows([]string{"of", "which", "figure", "value"}, rows)
	}
	records := [][]string{{"section", "name", "figure", "value"}}
	for _, l := range lines {
		records = append(records, []string{l.section, l.name, l.figure, l.value})
	}
	return view.WriteCSV(o.out, records)
}

// span is from its first instant up to, but not including, its end.
type span struct{ from, to time.Time }

func (s span) holds(t time.Time) bool { return !t.Before(s.from) && t.Before(s.to) }

// callFigures count calls.
type callFigures struct {
	outcomes map[ivr.Outcome]int
	total    int
	lengths  []time.Duration
}

// countCalls counts the calls that began in a year.
func countCalls(ctx context.Context, s store.Store, y span) (callFigures, error) {
	figures := callFigures{outcomes: map[ivr.Outcome]int{}}
	for call, err := range s.ListCalls(ctx, store.CallFilter{Since: y.from}) {
		if err != nil {
			return figures, err
		}
		if !y.holds(call.Began) {
			continue
		}
		figures.add(call)
	}
	return figures, nil
}

func (f *callFigures) add(call ivr.Call) {
	f.total++
	f.outcomes[call.Outcome]++
	if call.Ended() {
		f.lengths = append(f.lengths, call.EndedAt.Sub(call.Began))
	}
}

func (f *callFigures) lines() []reportLine {
	lines := []reportLine{{"calls", "all", "count", strconv.Itoa(f.total)}}
	for _, o := range []ivr.Outcome{ivr.Served, ivr.Message, ivr.Callback, ivr.Waited, ivr.Connected, ivr.Abandoned} {
		lines = append(lines, reportLine{"calls", string(o), "count", strconv.Itoa(f.outcomes[o])})
	}
	return append(
		lines,
		reportLine{"calls", "all", "share_handled", share(f.total-f.outcomes[ivr.Abandoned]-f.outcomes[ivr.Waited], f.total)},
		reportLine{"calls", "all", "median_length", median(f.lengths)},
	)
}

// sumService adds up the figures of all queues in a year.
func sumService(ctx context.Context, s store.Store, year int) (sum acd.Stats, err error) {
	for d, err := range s.DayStats(ctx, fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-12-31", year)) {
		if err != nil {
			return sum, err
		}
		if d.Queue != "" {
			sum = sum.Plus(d.Stats)
		}
	}
	return sum, nil
}

func serviceLines(s acd.Stats) []reportLine {
	level, wait := "", ""
	if part, some := s.LevelWithin(answeredWithin); some {
		level = shareText(part)
	}
	if median, some := s.Waits.Median(); some {
		wait = median.String()
	}
	return []reportLine{
		{"service", "queues", "waited", strconv.Itoa(s.Over())},
		{"service", "queues", "answered", strconv.Itoa(s.Answered)},
		{"service", "queues", "share_answered_in_20s", level},
		{"service", "queues", "median_wait", wait},
	}
}

// caseFigures count the cases of one kind.
type caseFigures struct {
	opened, closed int
	handling       []time.Duration
}

// caseCounts are the figures of each kind.
type caseCounts map[ivr.CaseKind]*caseFigures

// countCases counts the cases that were opened in a year, and how many of them
// are closed by now.
func countCases(ctx context.Context, s store.Store, y span) (caseCounts, error) {
	counts := caseCounts{}
	for _, kind := range ivr.CaseKinds() {
		counts[kind] = &caseFigures{}
	}
	for c, err := range s.ListCases(ctx, store.CaseFilter{}) {
		if err != nil {
			return nil, err
		}
		figures := counts[c.Kind]
		if figures == nil || !y.holds(c.Opened) {
			continue
		}
		figures.opened++
		if !c.Closed.IsZero() {
			figures.closed++
			figures.handling = append(figures.handling, c.Closed.Sub(c.Opened))
		}
	}
	return counts, nil
}

func (c caseCounts) lines() []reportLine {
	var lines []reportLine
	for _, kind := range ivr.CaseKinds() {
		f := c[kind]
		lines = append(
			lines,
			reportLine{"cases", string(kind), "opened", strconv.Itoa(f.opened)},
			reportLine{"cases", string(kind), "closed", strconv.Itoa(f.closed)},
			reportLine{"cases", string(kind), "share_handled", share(f.closed, f.opened)},
			reportLine{"cases", string(kind), "median_handling_time", median(f.handling)},
		)
	}
	return lines
}

// share is a part of a whole in per cent; nothing of nothing.
func share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return shareText(float64(part) / float64(whole))
}

// shareText is a share, 0 to 1, in per cent.
func shareText(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }

// median is the middle one, to the second; nothing when there is none.
func median(list []time.Duration) string {
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	return list[len(list)/2].Round(time.Second).String()
}
