package report

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/acd"
)

// AnsweredWithin is the wait that counts as good service in the figures of a year.
const AnsweredWithin = 20 * time.Second

// Year adds up the figures of a calendar year: calls, service and cases. Those of other years,
// which it is given too, it leaves out.
type Year struct {
	From, To time.Time // from its first instant up to, but not including, its end
	Service  acd.Stats // of all queues together

	outcomes map[ivr.Outcome]int
	calls    int
	lengths  []time.Duration // of the calls that have ended
	cases    map[ivr.CaseKind]*caseFigures
}

// caseFigures count the cases of one kind.
type caseFigures struct {
	opened, closed int
	handling       []time.Duration
}

// NewYear begins a year in the hotline's zone.
func NewYear(year int, zone *time.Location) *Year {
	y := &Year{
		From: time.Date(year, 1, 1, 0, 0, 0, 0, zone), To: time.Date(year+1, 1, 1, 0, 0, 0, 0, zone),
		outcomes: map[ivr.Outcome]int{}, cases: map[ivr.CaseKind]*caseFigures{},
	}
	for _, kind := range ivr.CaseKinds() {
		y.cases[kind] = &caseFigures{}
	}
	return y
}

func (y *Year) holds(t time.Time) bool { return !t.Before(y.From) && t.Before(y.To) }

// AddCall counts a call that began in the year.
func (y *Year) AddCall(call ivr.Call) {
	if !y.holds(call.Began) {
		return
	}
	y.calls++
	y.outcomes[call.Outcome]++
	if call.Ended() {
		y.lengths = append(y.lengths, call.EndedAt.Sub(call.Began))
	}
}

// AddCase counts a case that was opened in the year; closed is zero while it is open.
func (y *Year) AddCase(kind ivr.CaseKind, opened, closed time.Time) {
	figures := y.cases[kind]
	if figures == nil || !y.holds(opened) {
		return
	}
	figures.opened++
	if !closed.IsZero() {
		figures.closed++
		figures.handling = append(figures.handling, closed.Sub(opened))
	}
}

// AddDays adds the figures of the year's days to Service.
func (y *Year) AddDays(ctx context.Context, s Source) error {
	year := y.From.Year()
	for d, err := range s.DayStats(ctx, fmt.Sprintf("%d-01-01", year), fmt.Sprintf("%d-12-31", year)) {
		if err != nil {
			return fmt.Errorf("reading the figures of days: %w", err)
		}
		if d.Queue != "" {
			y.Service = y.Service.Plus(d.Stats)
		}
	}
	return nil
}

// YearHeader names the columns of [Year.Table].
func YearHeader() []string { return []string{"section", "name", "figure", "value"} }

// Table gives the figures, a row each: of what it is, which, the figure's name and its value.
func (y *Year) Table() [][]string { return slices.Concat(y.callRows(), y.serviceRows(), y.caseRows()) }

func (y *Year) callRows() [][]string {
	rows := [][]string{{"calls", "all", "count", strconv.Itoa(y.calls)}}
	for _, o := range []ivr.Outcome{ivr.Served, ivr.Message, ivr.Callback, ivr.Waited, ivr.Connected, ivr.Abandoned} {
		rows = append(rows, []string{"calls", string(o), "count", strconv.Itoa(y.outcomes[o])})
	}
	return append(
		rows,
		[]string{"calls", "all", "share_handled", share(y.calls-y.outcomes[ivr.Abandoned]-y.outcomes[ivr.Waited], y.calls)},
		[]string{"calls", "all", "median_length", median(y.lengths)},
	)
}

func (y *Year) serviceRows() [][]string {
	level, wait := "", ""
	if part, some := y.Service.LevelWithin(AnsweredWithin); some {
		level = inTime(part)
	}
	if median, some := y.Service.Waits.Median(); some {
		wait = median.String()
	}
	return [][]string{
		{"service", "queues", "waited", strconv.Itoa(y.Service.Over())},
		{"service", "queues", "answered", strconv.Itoa(y.Service.Answered)},
		{"service", "queues", "share_answered_in_20s", level},
		{"service", "queues", "median_wait", wait},
	}
}

func (y *Year) caseRows() (rows [][]string) {
	for _, kind := range ivr.CaseKinds() {
		f := y.cases[kind]
		rows = append(
			rows,
			[]string{"cases", string(kind), "opened", strconv.Itoa(f.opened)},
			[]string{"cases", string(kind), "closed", strconv.Itoa(f.closed)},
			[]string{"cases", string(kind), "share_handled", share(f.closed, f.opened)},
			[]string{"cases", string(kind), "median_handling_time", median(f.handling)},
		)
	}
	return rows
}

// share is a part of a whole in percent; nothing of nothing.
func share(part, whole int) string {
	if whole == 0 {
		return ""
	}
	return percent(float64(part) / float64(whole))
}

// percent is a share, 0 to 1, in percent.
func percent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }

// inTime is a service level in percent, rounded down to a tenth.
func inTime(share float64) string { return percent(float64(acd.RoundedDown(share, 1000)) / 1000) }

// median is the middle one, to the second; nothing when there is none.
func median(list []time.Duration) string {
	if len(list) == 0 {
		return ""
	}
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2].Round(time.Second).String()
}
