package picture

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/okpay/hotline/ivr/rehearse"
)

// The picture has a ground of its own, so that it looks the same on a dark page.
const (
	ground  = "#ffffff"
	ink     = "#15211e"
	soft    = "#4c5c58"
	rule    = "#dbe3e0"
	load    = "#a9c9e8"
	needs   = "#0b5c53"
	onDuty  = "#d0714c"
	kept    = "#0f766e"
	nearly  = "#f5b301"
	missed  = "#b3261e"
	letters = `system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'Segoe UI', Roboto, Arial, sans-serif`
)

// Sizes, in units of the picture.
const (
	width  = 1120
	left   = 190 // where the day begins
	right  = 24
	head   = 92
	panel  = 150 // of a queue
	plot   = 92  // of that, what is drawn
	strip  = 18  // the service level below it
	bottom = 46
)

// close to its promise is a service level that misses it by no more.
const close = 0.1

// SVG draws the day: of each queue its callers, the agents needed and on duty, and the service level, by
// half-hour.
func SVG(w io.Writer, r rehearse.Report) error {
	d := &drawing{report: r, times: span(times(r))}
	d.step = float64(width-left-right) / float64(max(1, len(d.times)))
	height := head + panel*len(r.Queues) + bottom
	title := fmt.Sprintf("%s, %s %s", r.Menu, r.Weekday, r.Date)
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="%s" font-size="12" role="img" aria-labelledby="day-title day-desc" lang="en">`+"\n", width, height, width, height, letters)
	d.add("<title id=\"day-title\">%s</title><desc id=\"day-desc\">%s</desc>\n", html.EscapeString(title), html.EscapeString(d.told()))
	d.add(`<rect width="%d" height="%d" fill="%s"/>`+"\n", width, height, ground)
	d.text(24, 34, 20, ink, ` font-weight="650"`, title)
	d.text(24, 56, 12, soft, "", d.told())
	d.legend(24, 78)
	for i, q := range r.Queues {
		d.queue(q, head+panel*i)
	}
	d.hours(head + panel*len(r.Queues))
	d.add("</svg>\n")
	if _, err := w.Write(d.Bytes()); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

// drawing is an SVG being written.
type drawing struct {
	bytes.Buffer
	report rehearse.Report
	times  []string // of the half-hours, none left out
	step   float64  // the width of one
}

// span is all half-hours from the first to the last, whole hours.
func span(times []string) []string {
	if len(times) == 0 {
		times = []string{"00:00", "23:30"}
	}
	var all []string
	for hour := range 24 {
		for _, minute := range []string{"00", "30"} {
			all = append(all, fmt.Sprintf("%02d:%s", hour, minute))
		}
	}
	first, last := 0, len(all)
	for first < len(all)-2 && all[first+1] < times[0] {
		first += 2
	}
	for last > first+2 && all[last-2] > times[len(times)-1] {
		last -= 2
	}
	return all[first:last]
}

func (d *drawing) add(format string, values ...any) { fmt.Fprintf(d, format, values...) }

func (d *drawing) text(x, y, size int, fill, extra, s string) {
	d.add(`<text x="%d" y="%d" font-size="%d" fill="%s"%s>%s</text>`, x, y, size, fill, extra, html.EscapeString(s))
}

func (d *drawing) told() string {
	staff := "As many agents as each queue needs"
	if d.report.Rostered {
		staff = "The profile's roster"
	}
	return fmt.Sprintf("%d calls, %d came to a queue. %s. Seed %d.", d.report.Calls, d.report.ToPeople, staff, d.report.Seed)
}

func (d *drawing) legend(x, y int) {
	d.add(`<rect x="%d" y="%d" width="12" height="12" fill="%s"/>`, x, y-10, load)
	d.text(x+18, y, 12, ink, "", "callers to the queue")
	d.add(`<path d="M%d %dh20" stroke="%s" stroke-width="2.5"/>`, x+160, y-4, needs)
	d.text(x+186, y, 12, ink, "", "agents needed")
	if d.report.Rostered {
		d.add(`<path d="M%d %dh20" stroke="%s" stroke-width="2" stroke-dasharray="5 3"/>`, x+290, y-4, onDuty)
		d.text(x+316, y, 12, ink, "", "agents on duty")
	}
	x += 430
	for _, one := range []struct{ fill, name string }{{kept, "promise kept"}, {nearly, "missed by 10 points or less"}, {missed, "missed by more"}} {
		d.add(`<rect x="%d" y="%d" width="12" height="12" fill="%s"/>`, x, y-10, one.fill)
		d.text(x+18, y, 12, ink, "", one.name)
		x += 44 + 7*len(one.name)
	}
	d.add("\n")
}

// queue draws a queue's day.
func (d *drawing) queue(q rehearse.QueueReport, y int) {
	base := y + 14 + plot
	d.text(24, y+30, 15, ink, ` font-weight="650"`, q.Name)
	d.text(24, y+48, 12, soft, "", promised(q))
	d.text(24, y+66, 12, soft, "", fmt.Sprintf("%d callers", q.Day.Offered))
	if q.Day.Level != nil {
		d.text(24, y+84, 12, soft, "", percent(q.Day.Level)+" in time")
	}
	d.text(24, base+strip-1, 12, soft, "", "service level")
	calls, agents := 1, 1.0
	for _, l := range q.Lines {
		calls, agents = max(calls, l.Offered), max(agents, float64(l.Needed))
		if d.report.Rostered {
			agents = max(agents, l.OnDuty)
		}
	}
	d.text(left-8, y+22, 10, soft, ` text-anchor="end"`, fmt.Sprintf("peak %d", calls))
	d.text(width-right, y+10, 10, needs, ` text-anchor="end"`, fmt.Sprintf("peak %g agents", agents))
	for i, at := range d.times {
		if l, ok := lineAt(q, at); ok {
			d.halfHour(q, l, d.x(i), base, float64(l.Offered)/float64(calls))
		}
	}
	d.add(`<path d="M%d %dH%d" stroke="%s"/>`, left, base, width-right, rule)
	d.steps(q, base, needs, `stroke-width="2.5"`, func(l rehearse.Line) float64 { return float64(l.Needed) / agents })
	if d.report.Rostered {
		d.steps(q, base, onDuty, `stroke-width="2" stroke-dasharray="5 3"`, func(l rehearse.Line) float64 { return l.OnDuty / agents })
	}
	d.add("\n")
}

func (d *drawing) x(i int) float64 { return left + float64(i)*d.step }

// halfHour draws a half-hour's callers and service level, with its figures for who points at it.
func (d *drawing) halfHour(q rehearse.QueueReport, l rehearse.Line, x float64, base int, high float64) {
	d.add(`<g><title>%s</title>`, html.EscapeString(figures(q, l)))
	d.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x+1, float64(base)-high*plot, d.step-2, high*plot, load)
	if l.Level != nil {
		fill, letters := shade(*l.Level, q.Share)
		d.add(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, x+1, base+4, d.step-2, strip, fill)
		if d.step >= 22 {
			d.add(`<text x="%.1f" y="%d" font-size="10" fill="%s" text-anchor="middle">%.0f</text>`, x+d.step/2, base+strip-1, letters, *l.Level*100)
		}
	}
	d.add("</g>")
}

// shade is the colour of a service level, and that of letters on it.
func shade(level, promise float64) (fill, letters string) {
	switch {
	case level >= promise:
		return kept, ground
	case level >= promise-close:
		return nearly, ink
	}
	return missed, ground
}

func figures(q rehearse.QueueReport, l rehearse.Line) string {
	parts := []string{fmt.Sprintf("%s %s: %d callers", q.Name, l.From, l.Offered)}
	for _, one := range []struct{ name, value string }{
		{"in time", percent(l.Level)}, {"wait", seconds(l.Wait)}, {"9 in 10", seconds(l.Ninth)}, {"gave up", percent(l.GaveUp)},
		{"callbacks", callbacks(l)}, {"busy", percent(l.Occupancy)}, {"on duty", duty(l)}, {"needed", number(l.Needed)},
	} {
		if one.value != "" {
			parts = append(parts, one.name+" "+one.value)
		}
	}
	return strings.Join(parts, ", ")
}

// steps draws a number by half-hour as a line of steps.
func (d *drawing) steps(q rehearse.QueueReport, base int, colour, style string, high func(rehearse.Line) float64) {
	d.add(`<path d="M%d %d`, left, base)
	for i, at := range d.times {
		l, _ := lineAt(q, at)
		d.add("V%.1fH%.1f", float64(base)-high(l)*plot, d.x(i+1))
	}
	d.add(`V%d" fill="none" stroke="%s" %s/>`, base, colour, style)
}

// hours draws the hours below all queues.
func (d *drawing) hours(y int) {
	for i, at := range d.times {
		if strings.HasSuffix(at, ":00") {
			d.add(`<text x="%.1f" y="%d" font-size="11" fill="%s">%s</text>`, d.x(i), y+8, soft, at)
		}
	}
	d.add("\n")
	d.text(24, y+32, 11, soft, "", "Callers and agents are drawn on scales of their own, a queue at a time: the peaks stand beside them. Point at a half-hour for its figures.")
}
