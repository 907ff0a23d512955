package report

import (
	"slices"
	"strconv"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// Figures are the figures of a row. Times are in whole seconds.
type Figures struct {
	Offered   int `json:"offered"`
	Answered  int `json:"answered"`
	Abandoned int `json:"abandoned"`
	Left      int `json:"left"`
	Unreached int `json:"unreached"`
	// Level is the share of callers who were answered in time, 0 to 1: InTime of Counted; nil when
	// Counted is 0.
	Level   *float64 `json:"service_level"`
	InTime  int      `json:"answered_in_time"`
	Counted int      `json:"counted_for_service_level"`
	Wait    int      `json:"wait_seconds"`        // the sum of the waits of those answered
	Median  *int     `json:"median_wait_seconds"` // nil when nobody was answered
	Waits   []Class  `json:"waits"`
	Handled int      `json:"handled"`
	Talk    int      `json:"talk_seconds"` // the sum
	// Promised and Kept count callbacks.
	Promised int `json:"callbacks_promised"`
	Kept     int `json:"callbacks_kept"`
	Senior   int `json:"senior"`
}

// Class counts the callers who were answered after a wait of up to UpTo seconds, and more than the
// class before; nil has no upper limit.
type Class struct {
	UpTo    *int `json:"up_to_seconds"`
	Callers int  `json:"callers"`
}

// edges are the upper limits of the classes, in seconds.
var edges = []int{10, 20, 30, 60, 120, 300, 600}

func of(s acd.Stats) Figures {
	f := Figures{
		Offered: s.Offered, Answered: s.Answered, Abandoned: s.Abandoned, Left: s.Left, Unreached: s.Unreached,
		InTime: s.InTime, Counted: s.Counted, Wait: seconds(s.Wait), Handled: s.Handled, Talk: seconds(s.Talk),
		Promised: s.Promised, Kept: s.Kept, Senior: s.Senior,
	}
	if level, some := s.Level(); some {
		f.Level = &level
	}
	if median, some := s.Waits.Median(); some {
		n := seconds(median)
		f.Median = &n
	}
	before := 0
	for _, edge := range edges {
		n := s.Waits.UpTo(time.Duration(edge) * time.Second)
		f.Waits = append(f.Waits, Class{&edge, n - before})
		before = n
	}
	f.Waits = append(f.Waits, Class{nil, s.Waits.Count() - before})
	return f
}

func seconds(d time.Duration) int { return int(d.Round(time.Second).Seconds()) }

// header names the columns of a CSV file, after the column of row names.
var header = []string{
	"offered", "answered", "abandoned", "left", "unreached", "service_level", "answered_in_time", "counted_for_service_level",
	"wait_seconds", "median_wait_seconds", "handled", "talk_seconds", "callbacks_promised", "callbacks_kept", "senior",
}

// Table gives the report as rows of text. The first names the columns.
func (r Report) Table() [][]string {
	rows := [][]string{append([]string{string(r.By)}, header...)}
	for _, row := range r.Rows {
		rows = append(rows, append([]string{row.Name}, row.record()...))
	}
	return rows
}

func (f Figures) record() []string {
	level, median := "", ""
	if f.Level != nil {
		level = strconv.FormatFloat(*f.Level, 'f', 4, 64)
	}
	if f.Median != nil {
		median = strconv.Itoa(*f.Median)
	}
	text := strconv.Itoa
	return []string{
		text(f.Offered), text(f.Answered), text(f.Abandoned), text(f.Left), text(f.Unreached), level, text(f.InTime), text(f.Counted),
		text(f.Wait), median, text(f.Handled), text(f.Talk), text(f.Promised), text(f.Kept), text(f.Senior),
	}
}

// Brief gives the report as a table for people, with the sum as its last row.
func (r Report) Brief() (header []string, rows [][]string) {
	header = []string{
		string(r.By), "offered", "answered", "abandoned", "left", "level", "median wait", "handled", "talk", "callbacks", "kept", "65+",
	}
	for _, row := range append(slices.Clone(r.Rows), Row{Name: "total", Figures: r.Total}) {
		rows = append(rows, append([]string{row.Name}, row.brief()...))
	}
	return header, rows
}

func (f Figures) brief() []string {
	level, median := "", ""
	if f.Level != nil {
		level = inTime(*f.Level)
	}
	if f.Median != nil {
		median = duration(*f.Median)
	}
	text := strconv.Itoa
	return []string{
		text(f.Offered), text(f.Answered), text(f.Abandoned), text(f.Left), level, median,
		text(f.Handled), duration(f.Talk), text(f.Promised), text(f.Kept), text(f.Senior),
	}
}

// duration is a number of seconds as people read it: 1m30s.
func duration(seconds int) string { return (time.Duration(seconds) * time.Second).String() }
