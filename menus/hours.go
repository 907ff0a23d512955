package menus

import (
	"reflect"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"go.yaml.in/yaml/v4"
)

const (
	dayName  = "mon|tue|wed|thu|fri|sat|sun"
	spansDoc = `opening times: "09:00-18:00", several as "09:00-12:00, 13:30-18:00", over midnight as "22:00-06:00", or closed`
	weekDoc  = `Days are keys: ` + "`mon` … `sun`, a range `mon-fri`, a list `\"mon,wed\"`" + `; each holds ` + spansDoc + `. A day that is not named is closed.`
	dateDoc  = "dates are written 2026-12-31"
)

// line is a schedule of business hours as written.
type line struct {
	lineRules
	week   hours.Week
	makeup []hours.Span
}

// lineRules is what a schedule has besides its week.
type lineRules struct {
	Timezone   string     `yaml:"timezone,omitempty" doc:"the zone its times are in, e.g. Asia/Shanghai; the hotline's when left out"`
	Calendar   string     `yaml:"calendar,omitempty" doc:"the calendar of the holidays on which it is closed; none when left out"`
	MakeupDays string     `yaml:"makeup_days,omitempty" doc:"weekend days that are worked for a holiday: open (as on a weekday), closed, or times of their own; closed when left out"`
	Exceptions exceptions `yaml:"exceptions,omitempty" doc:"days that differ, by date; stand above calendar and week"`
	ClosedNow  *closure   `yaml:"closed_now,omitempty" doc:"closes the line until an instant, at which it opens by itself"`
}

// exception is a day with other hours.
type exception struct {
	Open   string   `yaml:"open,omitempty" doc:"its opening times" pattern:"^[0-2][0-9]:[0-5][0-9] ?- ?[0-2][0-9]:[0-5][0-9](, *[0-2][0-9]:[0-5][0-9] ?- ?[0-2][0-9]:[0-5][0-9])*$"`
	Closed bool     `yaml:"closed,omitempty" doc:"closed all day"`
	Name   ivr.Text `yaml:"name" doc:"why, as callers hear it"`
}

// closure closes a schedule for some time.
type closure struct {
	Until string   `yaml:"until" doc:"when it opens again, in the line's zone, as 2026-11-24 09:00" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-2][0-9]:[0-5][0-9]$"`
	Name  ivr.Text `yaml:"name" doc:"why, as callers hear it"`
}

// exceptions are days with other hours, by date.
type exceptions map[hours.Date]hours.Exception

func (t *exceptions) read(d *decoder, n *yaml.Node) {
	*t = exceptions{}
	for key, value := range d.entries(n) {
		if value.Kind == yaml.ScalarNode {
			d.wrongAt(value, "is not all that a day needs; write { closed: true, name: … } or { open: \"09:00-12:00\", name: … }, with its name in each language")
			continue
		}
		var one exception
		d.under(key.Value, func() { d.decode(value, reflect.ValueOf(&one).Elem(), nil) })
		if value.Kind == yaml.MappingNode && (one.Open == "") != one.Closed {
			d.wrongAt(value, "says neither when it is open nor that it is closed, or both; give open or closed: true")
		}
		var spans []hours.Span
		if _, open := entry(value, "open"); open != nil && one.Open != "" {
			spans = d.spans(open)
		}
		if date, ok := d.date(key); ok {
			(*t)[date] = hours.Exception{Spans: spans, Name: one.Name}
		}
	}
}

// shortDays replaces the full names of days by a menu's short ones.
var shortDays = strings.NewReplacer(
	"mondays", "mon", "tuesdays", "tue", "wednesdays", "wed", "thursdays", "thu", "fridays", "fri", "saturdays", "sat", "sundays", "sun",
	"monday", "mon", "tuesday", "tue", "wednesday", "wed", "thursday", "thu", "friday", "fri", "saturday", "sat", "sunday", "sun",
	"tues", "tue", "thurs", "thu", "thur", "thu", " to ", "-", " - ", "-", "—", "-", "–", "-", "，", ",", "、", ",", " ", "",
	"星期一", "mon", "星期二", "tue", "星期三", "wed", "星期四", "thu", "星期五", "fri", "星期六", "sat", "星期日", "sun", "星期天", "sun",
	"周一", "mon", "周二", "tue", "周三", "wed", "周四", "thu", "周五", "fri", "周六", "sat", "周日", "sun", "周天", "sun", "至", "-", "到", "-",
)

func (n *line) read(d *decoder, at *yaml.Node) {
	named := map[time.Weekday]bool{}
	before := len(d.report.problems)
	d.settings(at, reflect.ValueOf(&n.lineRules).Elem(), func(key, value *yaml.Node) bool {
		days, err := hours.ParseDays(key.Value)
		if short := shortDays.Replace(strings.ToLower(key.Value)); err != nil && short != key.Value {
			if _, err := hours.ParseDays(short); err == nil {
				d.wrongAt(key, "days are written short: %q instead of %q", short, key.Value)
				return true
			}
		}
		if err != nil {
			return false
		}
		spans := d.spans(value)
		for _, day := range days {
			if named[day] {
				d.wrongAt(key, "%s is given twice; take one out", day)
			}
			named[day], n.week[day] = true, spans
		}
		return true
	})
	if at.Kind == yaml.MappingNode && len(named) == 0 && len(d.report.problems) == before {
		d.wrongAt(at, "has no days; add when the line is open, as mon-fri: \"09:00-18:00\"")
	}
	if _, times := entry(at, "makeup_days"); times != nil && n.MakeupDays != "open" && n.MakeupDays != "" {
		n.makeup = d.spans(times)
	}
}

// spans reads opening times.
func (d *decoder) spans(n *yaml.Node) []hours.Span {
	var written string
	before := len(d.report.problems)
	d.decode(n, reflect.ValueOf(&written).Elem(), nil)
	if len(d.report.problems) > before {
		return nil
	}
	spans, err := hours.ParseSpans(written)
	if err != nil {
		d.wrongAt(n, "%v", err)
	}
	return spans
}

// lines returns the schedules of the menu.
func (l *loader) lines(zone *time.Location, calendars map[string]*hours.Calendar) map[string]*hours.Schedule {
	all := collect(l, "hours", func(p page) map[string]line { return p.Hours })
	made := make(map[string]*hours.Schedule, len(all))
	for name, g := range inOrder(all) {
		made[name] = l.schedule(name, g, zone, calendars)
	}
	return made
}

func (l *loader) schedule(name string, g given[line], zone *time.Location, calendars map[string]*hours.Calendar) *hours.Schedule {
	rules := g.value.lineRules
	if rules.Timezone != "" {
		zone = l.zone(g.source, rules.Timezone, "hours", name, "timezone")
	}
	s := &hours.Schedule{Name: name, Location: zone, Week: g.value.week, Exceptions: rules.Exceptions}
	if rules.Calendar != "" {
		if s.Calendar = calendars[rules.Calendar]; s.Calendar == nil {
			l.report.absent(g.source.at("hours", name, "calendar"), "there is no calendar %q; %s", rules.Calendar, Instead(rules.Calendar, keys(calendars)))
		}
	}
	switch rules.MakeupDays {
	case "open":
		s.Makeup = true
	case "", "closed":
	default:
		s.Makeup, s.MakeupSpans = true, g.value.makeup
	}
	if c := rules.ClosedNow; c != nil && c.Until != "" {
		until, err := time.ParseInLocation("2006-01-02 15:04", c.Until, zone)
		if err != nil {
			l.report.wrong(g.source.at("hours", name, "closed_now", "until"), "%q is no instant; write one as 2026-11-24 09:00", c.Until)
		}
		s.Closures = []hours.Closure{{Until: until, Name: c.Name}}
	}
	return s
}
