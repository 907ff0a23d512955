package console

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/web/page"
)

// hoursSection shows when each line is open, and closes lines for now.
type hoursSection struct{ console *Console }

func (s hoursSection) mount(g *echo.Group) {
	g.GET("/hours", s.show)
	g.POST("/hours/:line/close", s.close)
	g.POST("/hours/:line/open", s.open)
}

// hoursPage is the page of the lines' hours.
type hoursPage struct {
	frame
	Lines []lineRow
}

// lineRow is a line and its hours.
type lineRow struct {
	Name     string
	Zone     string
	Status   hours.Status
	Why      string // the holiday's name, in the reader's language
	Closure  *ivr.Closure
	Days     []weekday
	Holidays []holiday
	Hear     []line // what callers hear while it is closed for now
	Soonest  string // the earliest end of a closure, as a form writes it
	Suggest  string // the end that a form begins with
}

// weekday is a day of the week with its hours.
type weekday struct {
	Key   string   // of the words
	Spans []string // none when closed
	Today bool
}

// holiday is a day that differs from its week.
type holiday struct {
	Date hours.Date
	Name string
	Off  bool
	Past bool
}

// formTime is how forms write an instant of the line's own clock.
const formTime = "2006-01-02T15:04"

func (s hoursSection) show(c echo.Context) error {
	menu, now := s.console.Menu(), s.console.Clock()
	closures, err := s.console.Store.Closures(c.Request().Context())
	if err != nil {
		return fmt.Errorf("reading the closed lines: %w", err)
	}
	p := hoursPage{frame: s.console.frame(c, "hours")}
	for _, name := range slices.Sorted(maps.Keys(menu.Lines)) {
		row := lineRowOf(name, menu.Lines[name], closures[name], now, page.Language(c))
		row.Hear = closedNow(menu.Tree)
		p.Lines = append(p.Lines, row)
	}
	return s.console.render(c, http.StatusOK, "hours", "hours", p)
}

// closedNow is what callers hear first of a line that is closed for now.
func closedNow(tree *ivr.Tree) []line {
	var said []line
	for _, l := range tree.Languages {
		said = append(said, line{Value: tree.Phrases["closed_now"][l.Name], Lang: l.Name})
	}
	return said
}

func lineRowOf(name string, schedule *hours.Schedule, closure ivr.Closure, now time.Time, language string) lineRow {
	zone := schedule.Location
	if zone == nil {
		zone = time.UTC
	}
	now = now.In(zone)
	effective := schedule.ClosedUntil(closure.Until)
	row := lineRow{
		Name: name, Zone: zone.String(), Status: effective.At(now), Days: weekOf(schedule.Week, now.Weekday()),
		Holidays: holidaysOf(schedule, now, language), Soonest: now.Format(formTime), Suggest: now.Add(time.Hour).Format(formTime),
	}
	row.Why = row.Status.Name[language]
	if closure.Until.After(now) {
		closure.Until = closure.Until.In(zone)
		row.Closure = &closure
	}
	return row
}

func weekOf(week hours.Week, today time.Weekday) []weekday {
	var days []weekday
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // the week begins on Monday
		var spans []string
		for _, span := range week[day] {
			spans = append(spans, span.String())
		}
		days = append(days, weekday{Key: "day." + strings.ToLower(day.String()[:3]), Spans: spans, Today: day == today})
	}
	return days
}

// holidaysOf are the days of this year that differ: by the calendar, and by the
// line's own exceptions.
func holidaysOf(s *hours.Schedule, now time.Time, language string) []holiday {
	var list []holiday
	today := hours.DateOf(now)
	for d := (hours.Date{Year: today.Year, Month: time.January, Day: 1}); d.Year == today.Year; d = d.AddDays(1) {
		if e, ok := s.Exceptions[d]; ok {
			list = append(list, holiday{d, e.Name[language], len(e.Spans) == 0, d.Before(today)})
		} else if listed, ok := s.Calendar.Day(d); ok && (listed.Off || s.Makeup) {
			list = append(list, holiday{d, listed.Name[language], listed.Off, d.Before(today)})
		}
	}
	return list
}

// hoursPath is the page's address, with a notice to show.
func hoursPath(notice string) string {
	kind, _, _ := strings.Cut(notice, ".")
	return "/console/hours?" + url.Values{kind: {notice}}.Encode()
}

func (s hoursSection) close(c echo.Context) error {
	name := c.Param("line")
	line, ok := s.console.Menu().Lines[name]
	if !ok {
		return echo.ErrNotFound
	}
	zone, reason := line.Location, strings.TrimSpace(c.FormValue("reason"))
	if zone == nil {
		zone = time.UTC
	}
	until, err := time.ParseInLocation(formTime, c.FormValue("until"), zone)
	switch {
	case err != nil || !until.After(s.console.Clock()):
		return c.Redirect(http.StatusSeeOther, hoursPath("wrong.until"))
	case until.After(s.console.Clock().Add(hours.LongestClosure)):
		return c.Redirect(http.StatusSeeOther, hoursPath("wrong.until_year"))
	case reason == "":
		return c.Redirect(http.StatusSeeOther, hoursPath("wrong.reason"))
	}
	return s.change(c, name, until, "line.close", until.Format(time.RFC3339)+": "+ivr.HideNumbers(reason), "done.line_closed")
}

func (s hoursSection) open(c echo.Context) error {
	name := c.Param("line")
	if _, ok := s.console.Menu().Lines[name]; !ok {
		return echo.ErrNotFound
	}
	return s.change(c, name, time.Time{}, "line.open", "", "done.line_opened")
}

func (s hoursSection) change(c echo.Context, name string, until time.Time, action, detail, done string) error {
	if err := s.setClosure(c.Request().Context(), name, until); err != nil {
		return err
	}
	if err := s.console.Gate.Audit(c, action, name, detail); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, hoursPath(done))
}

func (s hoursSection) setClosure(ctx context.Context, name string, until time.Time) error {
	if err := s.console.Store.SetClosure(ctx, name, until); err != nil {
		return fmt.Errorf("switching line %s: %w", name, err)
	}
	return nil
}
