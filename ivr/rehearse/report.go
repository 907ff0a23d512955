package rehearse

import (
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// Report is a day played, as it is told.
type Report struct {
	Menu     string        `json:"menu"`     // its name
	Revision string        `json:"revision"` // of the menu
	Date     string        `json:"date"`     // 2026-11-30
	Weekday  string        `json:"weekday"`
	Seed     uint64        `json:"seed"`
	Calls    int           `json:"calls"`
	ToPeople int           `json:"to_people"`                  // calls that came to a queue
	Rostered bool          `json:"rostered"`                   // the profile's roster was played, and not the agents needed
	Samples  int           `json:"samples"`                    // days by which the agents needed were confirmed
	Failed   int           `json:"failed,omitempty"`           // calls at which the menu could not go on
	Holidays []string      `json:"holidays_unknown,omitempty"` // queues whose calendar does not know the day's year: it may be a holiday
	Queues   []QueueReport `json:"queues"`                     // by name
	Hours    []Total       `json:"half_hours"`                 // all of the day
}

// Total is all queues in a half-hour.
type Total struct {
	From    string  `json:"from"` // 09:30
	Offered int     `json:"offered"`
	OnDuty  float64 `json:"on_duty"` // agents, on average, whatever they serve
	Needed  int     `json:"agents_needed"`
}

// QueueReport is a queue's day.
type QueueReport struct {
	Name      string  `json:"name"`
	Share     float64 `json:"share"`     // of the service level
	Within    Seconds `json:"within"`    // likewise
	Promised  bool    `json:"promised"`  // by the menu; else the usual level
	Confirmed bool    `json:"confirmed"` // the agents needed kept the level in every half-hour played
	Day       Line    `json:"day"`
	Lines     []Line  `json:"half_hours"` // those in which something happened
}

// Line is the figures of some time. What cannot be said of nobody is left out.
type Line struct {
	From      string   `json:"from,omitempty"` // 09:30; "" is the whole day
	Offered   int      `json:"offered"`
	Answered  int      `json:"answered"`
	InTime    int      `json:"in_time"`
	Level     *float64 `json:"level,omitempty"`
	Wait      *Seconds `json:"wait,omitempty"`    // mean, of those answered
	Ninth     *Seconds `json:"wait_90,omitempty"` // nine of ten of those waited no longer
	Abandoned int      `json:"abandoned"`
	GaveUp    *float64 `json:"gave_up,omitempty"` // the share of Abandoned
	Left      int      `json:"left"`
	Asked     int      `json:"callbacks_asked"`
	Kept      int      `json:"callbacks_kept"`
	Occupancy *float64 `json:"occupancy,omitempty"`
	OnDuty    float64  `json:"on_duty"`       // agents, on average
	Needed    int      `json:"agents_needed"` // of the whole day: agents' half-hours
	Reckoned  int      `json:"erlang_a"`      // what Erlang A alone says of it
}

// InTimePercent returns the service level in whole per cent, rounded down: one that is below its promise never
// looks as if it kept it. It is false when there is none.
func (l Line) InTimePercent() (percent int, ok bool) {
	if l.Level == nil {
		return 0, false
	}
	return acd.RoundedDown(*l.Level, 100), true
}

// Seconds is a time, told in seconds.
type Seconds float64

func secondsOf(d time.Duration) *Seconds {
	s := Seconds(d.Round(100 * time.Millisecond).Seconds())
	return &s
}

// ReportOf returns the figures of a day that was played.
func (d *Day) ReportOf(played *Result, needs []Need, seed uint64, samples int) Report {
	r := Report{
		Menu: d.Menu.Tree.Name, Revision: d.Menu.Tree.Revision, Date: d.Date.Format(time.DateOnly), Weekday: d.Date.Weekday().String(),
		Seed: seed, Calls: d.Profile.Calls, Rostered: d.Rostered(), Samples: samples, Failed: played.Failed,
	}
	of := map[string]Need{}
	for _, n := range needs {
		of[n.Queue] = n
	}
	r.Hours = make([]Total, Slots)
	for slot := range r.Hours {
		r.Hours[slot] = Total{From: clockOf(slot), OnDuty: average(played.Staffed[slot], d.lasting(slot))}
	}
	for _, name := range slices.Sorted(maps.Keys(played.Queues)) {
		for slot, f := range played.Queues[name] {
			r.Hours[slot].Offered += f.Offered
			r.Hours[slot].Needed += of[name].Agents[slot]
		}
		q := d.queueReport(name, played.Queues[name], of[name])
		r.Queues = append(r.Queues, q)
		if !d.Menu.Lines[d.Menu.Queues[name].Hours].Calendar.Knows(d.Date.Year()) {
			r.Holidays = append(r.Holidays, name)
		}
		r.ToPeople += q.Day.Offered
	}
	return r
}

func (d *Day) queueReport(name string, slots *[Slots]Figures, n Need) QueueReport {
	level := d.promise(name)
	q := QueueReport{
		Name: name, Share: level.Share, Within: *secondsOf(level.Within), Promised: d.Menu.Queues[name].ServiceLevel.Within > 0, Confirmed: n.Confirmed,
	}
	var sum Figures
	needed, reckoned := 0, 0
	for slot, f := range slots {
		sum = sum.Plus(f)
		needed, reckoned = needed+n.Agents[slot], reckoned+n.Reckoned[slot]
		if f.Offered+f.Asked+n.Agents[slot] > 0 || f.Staffed > 0 {
			q.Lines = append(q.Lines, line(clockOf(slot), f, d.lasting(slot), n.Agents[slot], n.Reckoned[slot]))
		}
	}
	q.Day = line("", sum, d.end().Sub(d.Date), needed, reckoned)
	return q
}

func line(from string, f Figures, lasting time.Duration, needed, reckoned int) Line {
	l := Line{
		From: from, Offered: f.Offered, Answered: f.Answered, InTime: f.InTime, Abandoned: f.Abandoned, Left: f.Left,
		Asked: f.Asked, Kept: f.Kept, OnDuty: average(f.Staffed, lasting), Needed: needed, Reckoned: reckoned,
	}
	l.Level, l.GaveUp, l.Occupancy = said(f.Level()), said(f.GaveUp()), said(f.Occupancy())
	if mean, ninth, ok := f.Wait(); ok {
		l.Wait, l.Ninth = secondsOf(mean), secondsOf(ninth)
	}
	return l
}

// clockOf is when a half-hour begins: 09:30.
func clockOf(slot int) string { return time.Time{}.Add(time.Duration(slot) * Slot).Format("15:04") }

// average is how many agents there were on average in some time, to a tenth.
func average(staffed, lasting time.Duration) float64 {
	return float64((staffed*10+lasting/2)/lasting) / 10
}

// said is a share to a thousandth; nil when there is none.
func said(share float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	rounded := float64(int(share*1000+0.5)) / 1000
	return &rounded
}
