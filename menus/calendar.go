package menus

import (
	"reflect"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"go.yaml.in/yaml/v4"
)

const calendarDoc = "A calendar knows the days off and the make-up days of some years. Its own `days` stand above those of its `file`, and those above the built-in ones. A `file` holds `days` and `years` too."

// calendar holds public holidays and make-up days as written.
type calendar struct {
	Builtin string `yaml:"builtin,omitempty" enum:"china" doc:"a calendar of the program's own: china, the official one"`
	File    string `yaml:"file,omitempty" doc:"a file of the folder with days and years, so that a new year is one new file"`
	almanac `yaml:",inline"`

	filed almanac
}

// almanac is a table of days.
type almanac struct {
	Days  days  `yaml:"days,omitempty" doc:"holidays and make-up days, by date"`
	Years []int `yaml:"years,omitempty" doc:"the years that the days make complete"`
}

// day is one day of a calendar.
type day struct {
	Off  bool     `yaml:"off" doc:"true: a holiday; false: a day that is worked, a weekend's too"`
	Name ivr.Text `yaml:"name,omitempty" doc:"the holiday, as callers hear it"`
}

type days map[hours.Date]hours.Day

func (t *days) read(d *decoder, n *yaml.Node) {
	*t = days{}
	for key, value := range d.entries(n) {
		var one day
		d.under(key.Value, func() { d.decode(value, reflect.ValueOf(&one).Elem(), nil) })
		if date, ok := d.date(key); ok {
			(*t)[date] = hours.Day{Off: one.Off, Name: one.Name}
		}
	}
}

func (d *decoder) date(n *yaml.Node) (hours.Date, bool) {
	date, err := hours.ParseDate(n.Value)
	if err != nil {
		d.wrongAt(n, "%v", err)
	}
	return date, err == nil
}

func (c *calendar) read(d *decoder, n *yaml.Node) {
	type plain calendar
	d.settings(n, reflect.ValueOf((*plain)(c)).Elem(), nil)
	if c.File == "" {
		return
	}
	_, file := entry(n, "file")
	s, ok := d.folder.open(c.File, d.source.position(file))
	if !ok {
		return
	}
	inner := *d
	inner.source = s
	inner.settings(s.root, reflect.ValueOf(&c.filed).Elem(), nil)
}

// calendars returns the calendars of the menu: built in, then of a file, then of the menu itself, each
// replacing entries of the one before.
func (l *loader) calendars() map[string]*hours.Calendar {
	all := collect(l, "calendars", func(p page) map[string]calendar { return p.Calendars })
	made := make(map[string]*hours.Calendar, len(all))
	for name, g := range inOrder(all) {
		made[name] = g.value.calendar(name)
	}
	return made
}

func (c calendar) calendar(name string) *hours.Calendar {
	made := hours.NewCalendar(name, nil, nil)
	if c.Builtin == "china" {
		made = hours.China()
	}
	return made.Override(c.filed.Days, c.filed.Years).Override(c.Days, c.Years)
}

// zone returns a time zone that is named at a path in the menu.
func (l *loader) zone(s source, name string, path ...string) *time.Location {
	if name == "" {
		return time.UTC // reported where it is needed
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		l.report.wrong(s.at(path...), "there is no time zone %q; write one as Asia/Shanghai", name)
		return time.UTC
	}
	return zone
}
