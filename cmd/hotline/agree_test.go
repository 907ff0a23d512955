package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/cmd/hotline/control"
)

// Two days of callers who come, wait, give up, ask to be called back and are
// transferred: report, wallboard, API and console give the same figures, and the same
// as a count of the test's own.
func TestReportWallboardAPIAndConsoleAgree(t *testing.T) {
	t.Parallel()
	w := playedWorkdays(t)
	own := w.count()
	own.isVaried(t)
	w.signsIn()
	for _, days := range [][2]string{{"2026-03-02", "2026-03-02"}, {"2026-03-03", "2026-03-03"}, {"2026-01-01", "2026-12-31"}} {
		for _, by := range []string{"queue", "person"} {
			want := own.records(by, days[0], days[1])
			require.Equal(t, want, w.reported(by, days[0], days[1]), "hotline report by %s, %s", by, days)
			require.Equal(t, want, w.served(by, days[0], days[1]), "the API by %s, %s", by, days)
			require.Equal(t, want, w.downloaded(by, days[0], days[1]), "the console's file by %s, %s", by, days)
			require.Equal(t, own.shownRows(by, days[0], days[1]), w.shownRows(by, days[0], days[1]), "the console by %s, %s", by, days)
		}
	}
	w.showsToday(own)
}

// playedWorkdays are two days at whose end nobody is left to call back.
func playedWorkdays(t *testing.T) *workdays {
	t.Helper()
	for range 5 {
		w := openWorkdays(t, time.Date(2026, 3, 2, 10, 0, 0, 0, shanghai), 1)
		if !w.play(w.callers(120, 2*time.Hour)) {
			continue
		}
		w.exchange.Advance(time.Date(2026, 3, 3, 10, 0, 0, 0, shanghai).Sub(w.clock.Now()))
		if w.play(w.callers(80, 90*time.Minute)) {
			return w
		}
	}
	require.Fail(t, "the lines closed each time before all were called back")
	return nil
}

// isVaried makes sure that the test tests something.
func (c *ownCount) isVaried(t *testing.T) {
	t.Helper()
	var all tally
	for _, q := range c.queues {
		all.add(q)
	}
	require.Greater(t, all.offered, 200)
	require.Less(t, all.inTime, all.counted)
	for what, n := range map[string]int{
		"in time": all.inTime, "abandoned": all.abandoned, "left": all.left, "unreached": all.unreached, "kept": all.kept,
		"senior": all.senior, "handed on": len(c.everHanded),
	} {
		require.Positive(t, n, what)
	}
}

func (t *tally) add(o *tally) {
	t.offered, t.answered, t.abandoned, t.left = t.offered+o.offered, t.answered+o.answered, t.abandoned+o.abandoned, t.left+o.left
	t.unreached, t.handled, t.promised, t.kept = t.unreached+o.unreached, t.handled+o.handled, t.promised+o.promised, t.kept+o.kept
	t.senior, t.inTime, t.counted, t.talk = t.senior+o.senior, t.inTime+o.inTime, t.counted+o.counted, t.talk+o.talk
	t.waits = append(t.waits, o.waits...)
}

// records are the rows of a report as the test's own count has them, by column.
func (c *ownCount) records(by, from, to string) []map[string]string {
	all := c.queues
	if by == "person" {
		all = c.agents
	}
	sums := map[string]*tally{}
	for key, day := range all {
		if key[0] < from || key[0] > to {
			continue
		}
		if sums[key[1]] == nil {
			sums[key[1]] = &tally{}
		}
		sums[key[1]].add(day)
	}
	var rows []map[string]string
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		rows = append(rows, sums[name].record(name))
	}
	return rows
}

func (t *tally) record(name string) map[string]string {
	var wait time.Duration
	for _, d := range t.waits {
		wait += d
	}
	r := map[string]string{"name": name, "service_level": "", "median_wait_seconds": ""}
	for column, n := range map[string]int{
		"offered": t.offered, "answered": t.answered, "abandoned": t.abandoned, "left": t.left, "unreached": t.unreached,
		"answered_in_time": t.inTime, "counted_for_service_level": t.counted, "wait_seconds": int(wait.Round(time.Second).Seconds()),
		"handled": t.handled, "talk_seconds": int(t.talk.Round(time.Second).Seconds()),
		"callbacks_promised": t.promised, "callbacks_kept": t.kept, "senior": t.senior,
	} {
		r[column] = strconv.Itoa(n)
	}
	if t.counted > 0 {
		r["service_level"] = fmt.Sprintf("%.4f", float64(t.inTime)/float64(t.counted))
	}
	if len(t.waits) > 0 {
		slices.Sort(t.waits)
		r["median_wait_seconds"] = strconv.Itoa(roundedUp(t.waits[len(t.waits)/2]))
	}
	return r
}

// roundedUp is a wait in seconds, to the step in which it is kept.
func roundedUp(wait time.Duration) int {
	seconds := int((wait + time.Second - 1) / time.Second)
	for _, step := range []struct{ most, width int }{{120, 1}, {600, 10}, {3600, 60}} {
		if seconds <= step.most {
			return (seconds + step.width - 1) / step.width * step.width
		}
	}
	return (seconds + 899) / 900 * 900
}

// reported is what `hotline report` says.
func (w *workdays) reported(by, from, to string) []map[string]string {
	w.t.Helper()
	return recordsOf(w.t, w.command("report", "--from", from, "--to", to, "--by", by, "--csv"))
}

func recordsOf(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	for _, record := range records[1:] {
		row := map[string]string{"name": record[0]}
		for i, column := range records[0][1:] {
			row[column] = record[i+1]
		}
		rows = append(rows, row)
	}
	return rows
}

// command runs a command line as the socket does, and gives what it prints.
func (w *workdays) command(args ...string) string {
	w.t.Helper()
	var out, err bytes.Buffer
	r := control.Received{Request: control.Request{Args: args}, Out: &out, Err: &err}
	require.Zero(w.t, w.office.run(w.t.Context(), r), err.String())
	return out.String()
}

// served is what the API says.
func (w *workdays) served(by, from, to string) (rows []map[string]string) {
	w.t.Helper()
	report := asksJSON[struct{ Rows []map[string]any }](w, "/report?from="+from+"&to="+to+"&by="+by)
	for _, served := range report.Rows {
		delete(served, "waits")
		row := map[string]string{}
		for column, value := range served {
			row[column] = shownFigure(column, value)
		}
		rows = append(rows, row)
	}
	return rows
}

func shownFigure(column string, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case float64:
		if column == "service_level" {
			return fmt.Sprintf("%.4f", v)
		}
		return strconv.Itoa(int(v))
	}
	return fmt.Sprint(value)
}

// downloaded is what the console's file for spreadsheets says.
func (w *workdays) downloaded(by, from, to string) []map[string]string {
	w.t.Helper()
	text := w.asks("/console/reports/export?from=" + from + "&to=" + to + "&by=" + by)
	return recordsOf(w.t, strings.TrimPrefix(text, "\ufeff"))
}

// A row of a page of the console, and its cells.
var (
	pageRow  = regexp.MustCompile(`<tr><th scope="row">(.*?)</th>(.*?)</tr>`)
	pageCell = regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
)

// departmentWords are the queues as the console shows them.
var departmentWords = map[string]string{
	"General": "general", "Fraud": "fraud", "Refunds": "refunds", "Transactions": "transactions", "Accounts": "account",
}

// shownRows is what the console's tables say: name, offered, answered, and for
// queues abandoned and left.
func (w *workdays) shownRows(by, from, to string) (rows []string) {
	w.t.Helper()
	page := w.asks("/console/reports?span=custom&from=" + from + "&to=" + to)
	_, table, _ := strings.Cut(page, `id="report-`+by+`s"`)
	body, _, _ := strings.Cut(table, "</tbody>")
	for _, row := range pageRow.FindAllStringSubmatch(body, -1) {
		name, cells := row[1], pageCell.FindAllStringSubmatch(row[2], -1)
		shown := []string{cells[0][1], cells[1][1]}
		if by == "queue" {
			name, shown = departmentWords[name], append(shown, cells[2][1], cells[3][1])
		}
		rows = append(rows, name+" "+strings.Join(shown, " "))
	}
	return rows
}

// shownRows is what they should say.
func (c *ownCount) shownRows(by, from, to string) (rows []string) {
	for _, r := range c.records(by, from, to) {
		row := r["name"] + " " + r["offered"] + " " + r["answered"]
		if by == "queue" {
			row += " " + r["abandoned"] + " " + r["left"]
		}
		rows = append(rows, row)
	}
	return rows
}

// queueToday is what the API says of a queue today.
type queueToday struct {
	Queue          string
	AnsweredToday  int                      `json:"answered_today"`
	AbandonedToday int                      `json:"abandoned_today"`
	ServiceLevel   struct{ Share *float64 } `json:"service_level"`
}

// showsToday compares the API's queues and the year's report with the test's own
// count.
func (w *workdays) showsToday(own *ownCount) {
	w.t.Helper()
	var year tally
	for _, q := range own.queues {
		year.add(q)
	}
	for _, q := range asksJSON[struct{ Items []queueToday }](w, "/queues").Items {
		today := own.queues.of(w.clock.Now(), q.Queue)
		require.Equal(w.t, today.answered, q.AnsweredToday, q.Queue)
		require.Equal(w.t, today.abandoned, q.AbandonedToday, q.Queue)
		require.Equal(w.t, today.counted == 0, q.ServiceLevel.Share == nil, q.Queue)
		if today.counted > 0 {
			require.InDelta(w.t, float64(today.inTime)/float64(today.counted), *q.ServiceLevel.Share, 0, q.Queue)
		}
	}
	w.wallboardShows(own)
	told := w.command("report", "--year", "2026", "--csv")
	require.Contains(w.t, told, fmt.Sprintf("service,queues,answered,%d\n", year.answered))
	require.Contains(w.t, told, fmt.Sprintf("service,queues,waited,%d\n", year.answered+year.abandoned+year.left))
}

// wallboardShows compares the wallboard's queues with the test's own count.
func (w *workdays) wallboardShows(own *ownCount) {
	w.t.Helper()
	_, table, _ := strings.Cut(w.asks("/console"), `<table class="queues">`)
	body, _, _ := strings.Cut(table, "</tbody>")
	rows := strings.Split(body, "<tr><th scope=\"row\">")[1:]
	require.Len(w.t, rows, len(departmentWords))
	for _, row := range rows {
		name, _, _ := strings.Cut(row, " ")
		today := own.queues.of(w.clock.Now(), departmentWords[name])
		cells := pageCell.FindAllStringSubmatch(row, -1)
		require.Equal(w.t, strconv.Itoa(today.answered), cells[len(cells)-2][1], "answered, %s", name)
		require.Equal(w.t, strconv.Itoa(today.abandoned), cells[len(cells)-1][1], "abandoned, %s", name)
	}
}
