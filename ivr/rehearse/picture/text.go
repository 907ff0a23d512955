// Package picture draws a rehearsed day: for a terminal, and as SVG.
package picture

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/rehearse"
)

// Text writes the day for a terminal: what became of the callers of each queue, how many agents each
// needs by half-hour, and, unless it is to be brief, each queue by half-hour.
func Text(w io.Writer, r rehearse.Report, brief bool) error {
	t := &text{}
	t.head(r)
	t.queues(r)
	t.needed(r)
	if !brief {
		for _, q := range r.Queues {
			t.queue(q, r.Rostered)
		}
	}
	t.notes(r)
	_, err := io.WriteString(w, t.String())
	return err
}

// text is what is being written.
type text struct{ strings.Builder }

func (t *text) line(format string, values ...any) {
	t.WriteString(strings.TrimRight(fmt.Sprintf(format, values...), " ") + "\n")
}

func (t *text) head(r rehearse.Report) {
	staff := "as many agents as each queue needs"
	if r.Rostered {
		staff = "the profile's roster"
	}
	t.line("%s, %s %s: %d calls, %d came to a queue; %s; seed %d", r.Menu, r.Weekday, r.Date, r.Calls, r.ToPeople, staff, r.Seed)
}

// queues is the whole day, a queue a line.
func (t *text) queues(r rehearse.Report) {
	name := widest(r.Queues)
	t.line("")
	t.line("%-*s  %-11s  %7s  %8s  %7s  %7s  %7s  %6s  %9s  %5s", name, "queue", "promised", "offered", "in time", "wait", "9 in 10", "gave up", "left", "callbacks", "busy")
	for _, q := range r.Queues {
		d := q.Day
		t.line("%-*s  %-11s  %7d  %8s  %7s  %7s  %7s  %6d  %9s  %5s", name, q.Name, english.promised(q), d.Offered, inTime(d),
			seconds(d.Wait), seconds(d.Ninth), percent(d.GaveUp), d.Left, callbacks(d), percent(d.Occupancy))
	}
}

// needed is the agents needed by half-hour, with the load of all queues as bars.
func (t *text) needed(r rehearse.Report) {
	t.line("")
	what := "agents needed"
	if r.Rostered {
		what = "agents on duty / needed (! is too few)"
	}
	t.line("%s", what)
	t.WriteString(fmt.Sprintf("%-5s  %-21s ", "time", "callers to a queue"))
	for _, q := range r.Queues {
		t.WriteString(fmt.Sprintf(" %*s", column(q.Name, r.Rostered), q.Name))
	}
	t.line(" %*s", column("all", r.Rostered), "all")
	most := 1
	for _, all := range r.Hours {
		most = max(most, all.Offered)
	}
	for _, all := range r.Hours {
		if !slices.Contains(times(r), all.From) {
			continue
		}
		t.WriteString(fmt.Sprintf("%-5s  %-15s %5d ", all.From, bar(float64(all.Offered)/float64(most), 15), all.Offered))
		for _, q := range r.Queues {
			l, _ := lineAt(q, all.From)
			t.WriteString(fmt.Sprintf(" %*s", column(q.Name, r.Rostered), agents(l.OnDuty, l.Needed, r.Rostered)))
		}
		t.line(" %*s", column("all", r.Rostered), agents(all.OnDuty, all.Needed, r.Rostered))
	}
}

// queue is a queue by half-hour.
func (t *text) queue(q rehearse.QueueReport, rostered bool) {
	t.line("")
	t.line("%s, promised %s", q.Name, english.promised(q))
	t.line("%-5s  %7s  %-25s  %6s  %7s  %7s  %6s  %9s  %5s  %7s  %6s", "time", "offered", "in time", "wait", "9 in 10", "gave up", "left", "callbacks", "busy", "on duty", "needed")
	var closed rehearse.Line
	for _, l := range q.Lines {
		if !busy(l) && l.OnDuty == 0 {
			closed.Asked, closed.Kept = closed.Asked+l.Asked, closed.Kept+l.Kept
			continue
		}
		level := ""
		if l.Level != nil {
			level = fmt.Sprintf("%-19s %5s", bar(*l.Level, 19), inTime(l))
			if *l.Level < q.Share {
				level += "!"
			}
		}
		t.line("%-5s  %7d  %-26s %6s  %7s  %7s  %6s  %9s  %5s  %7s  %6s", l.From, l.Offered, level, seconds(l.Wait), seconds(l.Ninth),
			percent(l.GaveUp), number(l.Left), callbacks(l), percent(l.Occupancy), duty(l), number(l.Needed))
	}
	if closed.Asked > 0 {
		t.line("closed %*s", 84, callbacks(closed))
	}
	d := q.Day
	t.line("%-5s  %7d  %-19s %6s %6s  %7s  %7s  %6d  %9s  %5s  %7s  %5.1fh", "day", d.Offered, "", inTime(d), seconds(d.Wait), seconds(d.Ninth),
		percent(d.GaveUp), d.Left, callbacks(d), percent(d.Occupancy), "", float64(d.Needed)/2)
}

func (t *text) notes(r rehearse.Report) {
	t.line("")
	t.line("in time: of those answered, or who gave up later than that, the share answered in time. 9 in 10 waited no longer.")
	t.line("callbacks: kept / asked for, at the time of asking. ! is below the promise.")
	t.line("agents needed: reckoned by Erlang A, then corrected until %s kept the promise in every half-hour.", samples(r.Samples))
	if r.Rostered {
		t.line("Needed are agents who serve one queue alone; who serves several is on duty in each, and counted once in all.")
	}
	for _, q := range r.Queues {
		if !q.Confirmed {
			t.line("%s: the search ended before every half-hour kept its promise; see where ! stands.", q.Name)
		}
	}
	if len(r.Holidays) > 0 {
		t.line("%s: the calendar does not know the holidays of %s; this day was played as one without. hotline check says more.", strings.Join(r.Holidays, ", "), r.Date[:4])
	}
	if r.Failed > 0 {
		t.line("%d calls went to the menu's fallback: the menu could not go on. hotline check says why.", r.Failed)
	}
}

func samples(n int) string {
	if n == 1 {
		return "this day, played with them,"
	}
	return fmt.Sprintf("%d such days, played with them,", n)
}

// busy reports whether there were callers in a half-hour, or should be agents.
func busy(l rehearse.Line) bool { return l.Offered+l.Needed > 0 || l.OnDuty >= 1 }

// times returns the half-hours in which some queue was busy, in order.
func times(r rehearse.Report) []string {
	var all []string
	for _, q := range r.Queues {
		for _, l := range q.Lines {
			if busy(l) {
				all = append(all, l.From)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func lineAt(q rehearse.QueueReport, from string) (rehearse.Line, bool) {
	i := slices.IndexFunc(q.Lines, func(l rehearse.Line) bool { return l.From == from })
	if i < 0 {
		return rehearse.Line{}, false
	}
	return q.Lines[i], true
}

func widest(queues []rehearse.QueueReport) int {
	width := len("queue")
	for _, q := range queues {
		width = max(width, len(q.Name))
	}
	return width
}

// column is how wide a queue's column is.
func column(name string, rostered bool) int {
	if rostered {
		return max(len(name), len("100/100!"))
	}
	return max(len(name), 4)
}

func agents(duty float64, needed int, rostered bool) string {
	if !rostered {
		return number(needed)
	}
	if duty == 0 && needed == 0 {
		return ""
	}
	short := " "
	if duty < float64(needed) {
		short = "!"
	}
	return fmt.Sprintf("%g/%d%s", duty, needed, short)
}

func duty(l rehearse.Line) string {
	if l.OnDuty == 0 {
		return ""
	}
	return fmt.Sprintf("%g", l.OnDuty)
}

func callbacks(l rehearse.Line) string {
	if l.Asked == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", l.Kept, l.Asked)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// inTime is the service level.
func inTime(l rehearse.Line) string {
	percent, ok := l.InTimePercent()
	if !ok {
		return ""
	}
	return fmt.Sprintf("%d%%", percent)
}

func percent(share *float64) string {
	if share == nil {
		return ""
	}
	return fmt.Sprintf("%.0f%%", *share*100)
}

func seconds(s *rehearse.Seconds) string {
	switch {
	case s == nil:
		return ""
	case *s < 100:
		return fmt.Sprintf("%.0fs", float64(*s))
	}
	return fmt.Sprintf("%dm%02ds", int(*s+0.5)/60, int(*s+0.5)%60)
}

// bar is a bar of a length from 0 to 1, to an eighth of a letter.
func bar(length float64, letters int) string {
	eighths := int(length*float64(letters*8) + 0.5)
	full, rest := strings.Repeat("█", eighths/8), []rune(" ▏▎▍▌▋▊▉")[eighths%8]
	return strings.TrimRight(full+string(rest), " ")
}
