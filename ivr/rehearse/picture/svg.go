package picture

import (
	"bytes"
	_ "embed"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/ivr/rehearse"
)

//go:embed words.json
var file []byte

var texts = i18n.MustRead(file)

// Look is how a picture looks.
type Look struct {
	Language string                    // of its words, one of [i18n.Languages]
	Names    func(queue string) string // what queues are called; nil: by their own names
	// Themed pictures take their colours from the page that they are part of: its style sets
	// --picture-ground and so on, as in colours. Others have a ground of their own, and look the same
	// everywhere.
	Themed bool
}

// english is the look of what a terminal shows.
var english = Look{Language: i18n.English}

func (l Look) say(key string, args ...any) string { return texts.Text(l.Language, key, args...) }

func (l Look) name(queue string) string {
	if l.Names == nil {
		return queue
	}
	return l.Names(queue)
}

// colour is what one of the colours is written as.
func (l Look) colour(name string) string {
	if l.Themed {
		return "var(--picture-" + name + ")"
	}
	return colours[name]
}

// The names of the colours.
const (
	ground   = "ground"
	ink      = "ink"
	soft     = "soft"
	rule     = "rule"
	load     = "load"
	needs    = "needs"
	onDuty   = "duty"
	kept     = "kept"
	nearly   = "nearly"
	missed   = "missed"
	onKept   = "on-kept" // letters on these
	onNearly = "on-nearly"
	onMissed = "on-missed"
)

// colours are those of a picture that stands alone.
var colours = map[string]string{
	ground: "#ffffff", ink: "#15211e", soft: "#4c5c58", rule: "#dbe3e0", load: "#a9c9e8", needs: "#0b5c53", onDuty: "#d0714c",
	kept: "#0f766e", nearly: "#f5b301", missed: "#b3261e", onKept: "#ffffff", onNearly: "#15211e", onMissed: "#ffffff",
}

const letters = `system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'Segoe UI', Roboto, Arial, sans-serif`

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
func SVG(w io.Writer, r rehearse.Report, look Look) error {
	d := &drawing{Look: look, report: r, times: span(times(r))}
	d.step = float64(width-left-right) / float64(max(1, len(d.times)))
	height := head + panel*len(r.Queues) + bottom
	title := look.say("title", r.Menu, look.say(r.Weekday), r.Date)
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="%s" font-size="12" role="img" aria-labelledby="day-title day-desc" lang="%s">`+"\n", width, height, width, height, letters, look.say("lang"))
	d.add("<title id=\"day-title\">%s</title><desc id=\"day-desc\">%s</desc>\n", html.EscapeString(title), html.EscapeString(d.told()))
	d.add(`<rect width="%d" height="%d" fill="%s"/>`+"\n", width, height, d.colour(ground))
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
	Look
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
	d.add(`<text x="%d" y="%d" font-size="%d" fill="%s"%s>%s</text>`, x, y, size, d.colour(fill), extra, html.EscapeString(s))
}

func (d *drawing) told() string {
	staff := "staff.needed"
	if d.report.Rostered {
		staff = "staff.roster"
	}
	return d.say("told", d.report.Calls, d.report.ToPeople, d.say(staff), d.report.Seed)
}

func (d *drawing) legend(x, y int) {
	d.add(`<rect x="%d" y="%d" width="12" height="12" fill="%s"/>`, x, y-10, d.colour(load))
	d.text(x+18, y, 12, ink, "", d.say("legend.load"))
	d.add(`<path d="M%d %dh20" stroke="%s" stroke-width="2.5"/>`, x+160, y-4, d.colour(needs))
	d.text(x+186, y, 12, ink, "", d.say("legend.needed"))
	if d.report.Rostered {
		d.add(`<path d="M%d %dh20" stroke="%s" stroke-width="2" stroke-dasharray="5 3"/>`, x+290, y-4, d.colour(onDuty))
		d.text(x+316, y, 12, ink, "", d.say("legend.duty"))
	}
	x += 430
	for _, shade := range []string{kept, nearly, missed} {
		name := d.say("legend." + shade)
		d.add(`<rect x="%d" y="%d" width="12" height="12" fill="%s"/>`, x, y-10, d.colour(shade))
		d.text(x+18, y, 12, ink, "", name)
		x += 44 + long(name)
	}
	d.add("\n")
}

// long is about how wide a text is: a Chinese character takes nearly twice the width of a letter.
func long(text string) (width int) {
	for _, letter := range text {
		if width += 7; letter > 0x2e80 {
			width += 5
		}
	}
	return width
}

// queue draws a queue's day.
func (d *drawing) queue(q rehearse.QueueReport, y int) {
	base := y + 14 + plot
	d.text(24, y+30, 15, ink, ` font-weight="650"`, d.name(q.Name))
	d.text(24, y+48, 12, soft, "", d.promised(q))
	d.text(24, y+66, 12, soft, "", d.say("callers", q.Day.Offered))
	if q.Day.Level != nil {
		d.text(24, y+84, 12, soft, "", d.say("in_time", inTime(q.Day)))
	}
	d.text(24, base+strip-1, 12, soft, "", d.say("level"))
	calls, agents := 1, 1.0
	for _, l := range q.Lines {
		calls, agents = max(calls, l.Offered), max(agents, float64(l.Needed))
		if d.report.Rostered {
			agents = max(agents, l.OnDuty)
		}
	}
	d.text(left-8, y+22, 10, soft, ` text-anchor="end"`, d.say("peak", calls))
	d.text(width-right, y+10, 10, needs, ` text-anchor="end"`, d.say("peak.agents", agents))
	for i, at := range d.times {
		if l, ok := lineAt(q, at); ok {
			d.halfHour(q, l, d.x(i), base, float64(l.Offered)/float64(calls))
		}
	}
	d.add(`<path d="M%d %dH%d" stroke="%s"/>`, left, base, width-right, d.colour(rule))
	d.steps(q, base, needs, `stroke-width="2.5"`, func(l rehearse.Line) float64 { return float64(l.Needed) / agents })
	if d.report.Rostered {
		d.steps(q, base, onDuty, `stroke-width="2" stroke-dasharray="5 3"`, func(l rehearse.Line) float64 { return l.OnDuty / agents })
	}
	d.add("\n")
}

func (d *drawing) x(i int) float64 { return left + float64(i)*d.step }

// halfHour draws a half-hour's callers and service level, with its figures for who points at it.
func (d *drawing) halfHour(q rehearse.QueueReport, l rehearse.Line, x float64, base int, high float64) {
	d.add(`<g><title>%s</title>`, html.EscapeString(d.figures(q, l)))
	d.add(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`, x+1, float64(base)-high*plot, d.step-2, high*plot, d.colour(load))
	if percent, ok := l.InTimePercent(); ok {
		fill := shade(*l.Level, q.Share)
		d.add(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, x+1, base+4, d.step-2, strip, d.colour(fill))
		if d.step >= 22 {
			d.add(`<text x="%.1f" y="%d" font-size="10" fill="%s" text-anchor="middle">%d</text>`, x+d.step/2, base+strip-1, d.colour("on-"+fill), percent)
		}
	}
	d.add("</g>")
}

// shade is the colour of a service level.
func shade(level, promise float64) string {
	switch {
	case level >= promise:
		return kept
	case level >= promise-close:
		return nearly
	}
	return missed
}

// promised is a queue's service level in words; in brackets where it is not the menu's.
func (l Look) promised(q rehearse.QueueReport) string {
	key := "promise"
	if !q.Promised {
		key = "promise.usual"
	}
	return l.say(key, fmt.Sprintf("%.0f%%", q.Share*100), float64(q.Within))
}

// figures is all that a half-hour came to, in words.
func (l Look) figures(q rehearse.QueueReport, at rehearse.Line) string {
	parts := []string{l.say("at", l.name(q.Name), at.From, at.Offered)}
	for _, one := range []struct{ name, value string }{
		{"level", inTime(at)}, {"wait", seconds(at.Wait)}, {"ninth", seconds(at.Ninth)}, {"gave_up", percent(at.GaveUp)},
		{"callbacks", callbacks(at)}, {"busy", percent(at.Occupancy)}, {"duty", duty(at)}, {"needed", number(at.Needed)},
	} {
		if one.value != "" {
			parts = append(parts, l.say("figure."+one.name)+" "+one.value)
		}
	}
	return strings.Join(parts, l.say("between"))
}

// steps draws a number by half-hour as a line of steps.
func (d *drawing) steps(q rehearse.QueueReport, base int, colour, style string, high func(rehearse.Line) float64) {
	d.add(`<path d="M%d %d`, left, base)
	for i, at := range d.times {
		l, _ := lineAt(q, at)
		d.add("V%.1fH%.1f", float64(base)-high(l)*plot, d.x(i+1))
	}
	d.add(`V%d" fill="none" stroke="%s" %s/>`, base, d.colour(colour), style)
}

// hours draws the hours below all queues.
func (d *drawing) hours(y int) {
	for i, at := range d.times {
		if strings.HasSuffix(at, ":00") {
			d.add(`<text x="%.1f" y="%d" font-size="11" fill="%s">%s</text>`, d.x(i), y+8, d.colour(soft), at)
		}
	}
	d.add("\n")
	d.text(24, y+32, 11, soft, "", d.say("foot"))
}
