package console

import (
	"html/template"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/rehearse"
)

// rehearsed is a day that was played, as the page shows it.
type rehearsed struct {
	rehearse.Report
	Day       string // the key of its day of the week
	Abandoned int    // of all queues, likewise what follows
	GaveUp    int    // in per cent; negative: of nobody
	Asked     int
	Kept      int
	Hours     float64 // of agents needed
	Queues    []rehearsedQueue
	Needed    []neededRow
	Picture   template.HTML
}

// rehearsedQueue is a queue's day, and its half-hours.
type rehearsedQueue struct {
	Name      string
	Promise   int // in per cent
	Within    time.Duration
	Promised  bool // by the menu
	Confirmed bool
	Whole     rehearsedLine
	Lines     []rehearsedLine
}

// rehearsedLine is a line of a table. A negative percentage or time is none.
type rehearsedLine struct {
	rehearse.Line
	Percent, Share, Busy int // of the service level, of those who gave up, and of the agents' time
	Mean, Most           time.Duration
	Short                bool // of its promise
}

// neededRow is the agents of a half-hour.
type neededRow struct {
	From    string
	Offered int
	Cells   []neededCell // by queue
	OnDuty  float64
	Needed  int
}

// neededCell is the agents of a queue in a half-hour.
type neededCell struct {
	Queue  string
	OnDuty float64
	Needed int
}

// Short reports whether fewer are on duty than are needed.
func (n neededCell) Short() bool { return n.OnDuty < float64(n.Needed) }

func rehearsedOf(r rehearse.Report) rehearsed {
	day := rehearsed{Report: r, Day: "day." + strings.ToLower(r.Weekday[:min(3, len(r.Weekday))])}
	cells := map[string][]neededCell{} // by half-hour
	for _, q := range r.Queues {
		queue := rehearsedQueue{
			Name: q.Name, Promise: percent(q.Share), Within: lasting(q.Within), Promised: q.Promised, Confirmed: q.Confirmed, Whole: lineOf(q.Day, q.Share),
		}
		at := map[string]rehearse.Line{}
		for _, l := range q.Lines {
			queue.Lines = append(queue.Lines, lineOf(l, q.Share))
			at[l.From] = l
		}
		for _, h := range r.Hours {
			cells[h.From] = append(cells[h.From], neededCell{q.Name, at[h.From].OnDuty, at[h.From].Needed})
		}
		day.Queues = append(day.Queues, queue)
		day.Abandoned, day.Asked, day.Kept = day.Abandoned+q.Day.Abandoned, day.Asked+q.Day.Asked, day.Kept+q.Day.Kept
	}
	needed := 0
	for _, h := range r.Hours {
		needed += h.Needed
		if h.Offered+h.Needed > 0 || h.OnDuty > 0 {
			day.Needed = append(day.Needed, neededRow{h.From, h.Offered, cells[h.From], h.OnDuty, h.Needed})
		}
	}
	day.Hours, day.GaveUp = float64(needed)*rehearse.Slot.Hours(), -1
	if r.ToPeople > 0 {
		day.GaveUp = percent(float64(day.Abandoned) / float64(r.ToPeople))
	}
	return day
}

func lineOf(l rehearse.Line, promise float64) rehearsedLine {
	line := rehearsedLine{Line: l, Percent: -1, Share: shareOf(l.GaveUp), Busy: shareOf(l.Occupancy), Mean: -1, Most: -1}
	if l.Wait != nil && l.Ninth != nil {
		line.Mean, line.Most = lasting(*l.Wait), lasting(*l.Ninth)
	}
	if percent, ok := l.InTimePercent(); ok {
		line.Percent = percent
	}
	line.Short = l.Level != nil && *l.Level < promise
	return line
}

// shareOf is a share in per cent; negative when there is none.
func shareOf(share *float64) int {
	if share == nil {
		return -1
	}
	return percent(*share)
}

func lasting(s rehearse.Seconds) time.Duration {
	return time.Duration(float64(s) * float64(time.Second)).Round(time.Second)
}
