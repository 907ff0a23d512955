package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/i18n"
	"github.com/okpay/hotline/menus"
)

// lines compares business hours: the weekly table and the make-up days as rules, every other day that
// differs as a date.
func (c *comparison) lines() {
	for _, name := range keysOf(c.old.Lines, c.new.Lines) {
		was, is := c.old.Lines[name], c.new.Lines[name]
		switch {
		case was == nil:
			c.found.add(New, "", c.new.At("hours", name), say("schedule_new", name))
		case is == nil:
			c.found.add(Gone, "", c.old.At("hours", name), say("schedule_gone", name))
		default:
			s := schedules{c, name, c.new.At("hours", name), was, is}
			s.zones()
			s.calendars()
			s.week()
			s.days()
			s.closures()
		}
	}
}

// schedules are the hours of one schedule in both menus.
type schedules struct {
	comparison *comparison
	name       string
	at         menus.Position
	was, is    *hours.Schedule
}

// addHours records a change of hours on a day or days.
func (s schedules) addHours(when i18n.Both, was, is string) {
	s.comparison.found.add(Hours, "", s.at, say("hours", s.name, when, or(is, "closed"), or(was, "closed")))
}

func (s schedules) zones() {
	if was, is := s.was.Location.String(), s.is.Location.String(); was != is && s.is.Location != s.comparison.new.Tree.Zone {
		s.comparison.found.add(Hours, "", s.at, say("schedule_zone", s.name, is, was))
	}
}

// calendars records that the schedule no longer has holidays, or has them now; the days themselves are
// listed by date.
func (s schedules) calendars() {
	switch {
	case s.was.Calendar != nil && s.is.Calendar == nil:
		s.comparison.found.add(Hours, "", s.at, say("calendar_gone", s.name))
	case s.was.Calendar == nil && s.is.Calendar != nil:
		s.comparison.found.add(Hours, "", s.at, say("calendar_new", s.name))
	}
}

// week compares the weekly tables.
func (s schedules) week() {
	for i := range 7 {
		weekday := time.Weekday((i + 1) % 7) // Monday first
		if was, is := written(s.was.Week[weekday]), written(s.is.Week[weekday]); was != is {
			s.addHours(say(fmt.Sprintf("weekday.%d", weekday)), was, is)
		}
	}
}

// dated is a change that several days share.
type dated struct {
	was, is string
	past    bool
}

// days compares every day that is an exception or, from this year on, in a calendar of either menu.
// Changes of the weekly table are not repeated.
func (s schedules) days() {
	on := map[dated][]hours.Date{}
	var order []dated
	makeup := false
	for _, date := range s.dates() {
		before, why, oldName := s.was.Day(date)
		after, reason, name := s.is.Day(date)
		change := dated{written(before), written(after), date.Before(hours.DateOf(s.comparison.now.In(s.is.Location)))}
		switch {
		case change.was == change.is:
			s.renamed(date, oldName, name)
		case why == reason && reason == hours.Weekly:
		case why == reason && reason == hours.Makeup:
			if !makeup {
				s.addHours(say("makeup_days"), change.was, change.is)
			}
			makeup = true
		default:
			if on[change] == nil {
				order = append(order, change)
			}
			on[change] = append(on[change], date)
		}
	}
	for _, change := range order {
		when := inWords(on[change])
		if change.past {
			when = say("past", when)
		}
		s.addHours(when, change.was, change.is)
	}
}

// dates returns the days that are exceptions, or in a calendar from this year on, in order.
func (s schedules) dates() []hours.Date {
	all := slices.Concat(s.was.Calendar.Dates(), s.is.Calendar.Dates())
	year := s.comparison.now.In(s.is.Location).Year()
	all = slices.DeleteFunc(all, func(d hours.Date) bool { return d.Year < year })
	all = slices.AppendSeq(all, maps.Keys(s.was.Exceptions))
	all = slices.AppendSeq(all, maps.Keys(s.is.Exceptions))
	slices.SortFunc(all, hours.Date.Compare)
	return slices.Compact(all)
}

// renamed compares the reason that callers hear on a closed day.
func (s schedules) renamed(date hours.Date, was, is map[string]string) {
	if len(was) == 0 || len(is) == 0 {
		return
	}
	for _, language := range keysOf(was, is) {
		s.comparison.found.words(s.name+" on "+inEnglish(date), s.at, "reason", language, was[language], is[language])
	}
}

// closures compares how long the schedule is closed from now on.
func (s schedules) closures() {
	was, is := s.closed(s.was), s.closed(s.is)
	switch {
	case was == is:
	case is == "":
		s.comparison.found.add(Hours, "", s.at, say("closure_gone", s.name, was))
	case was == "":
		s.comparison.found.add(Hours, "", s.at, say("closure_new", s.name, is))
	default:
		s.comparison.found.add(Hours, "", s.at, say("closure", s.name, is, was))
	}
}

// closed returns when the last current or future closure ends; "" when there is none.
func (s schedules) closed(schedule *hours.Schedule) string {
	var last time.Time
	for _, closure := range schedule.Closures {
		if closure.Until.After(s.comparison.now) && closure.Until.After(last) {
			last = closure.Until
		}
	}
	if last.IsZero() {
		return ""
	}
	return last.In(schedule.Location).Format("2006-01-02 15:04")
}

// written formats spans as a menu writes them: "09:00-12:00, 13:00-18:00".
func written(spans []hours.Span) string {
	list := make([]string, len(spans))
	for i, span := range spans {
		list[i] = span.String()
	}
	return strings.Join(list, ", ")
}

// shortest is the fewest days in a row that are listed as a range.
const shortest = 3

// inWords lists dates, which are in order.
func inWords(dates []hours.Date) i18n.Both {
	var all i18n.Both
	for len(dates) > 0 {
		n := 1
		for n < len(dates) && dates[n] == dates[0].AddDays(n) {
			n++
		}
		days := dateInWords(dates[0])
		if n < shortest {
			n = 1
		} else {
			days = say("days_to", days, dateInWords(dates[n-1]))
		}
		if all == (i18n.Both{}) {
			all = days
		} else {
			all = say("days_and", all, days)
		}
		dates = dates[n:]
	}
	return all
}

func dateInWords(d hours.Date) i18n.Both {
	return i18n.Both{Mandarin: inChinese(d), English: inEnglish(d)}
}

func inEnglish(d hours.Date) string { return d.In(time.UTC).Format("2 January 2006") }

func inChinese(d hours.Date) string { return d.In(time.UTC).Format("2006年1月2日") }
