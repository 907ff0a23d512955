package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/menus"
)

// lines compares business hours: the weekly table and the make-up days as rules, every other day that
// differs as a date.
func (c *comparison) lines() {
	for _, name := range keysOf(c.old.Lines, c.new.Lines) {
		was, is := c.old.Lines[name], c.new.Lines[name]
		switch {
		case was == nil:
			c.found.add(New, "", c.new.At("hours", name), "a line "+name, "新增营业线路 "+name)
		case is == nil:
			c.found.add(Gone, "", c.old.At("hours", name), "the line "+name+" is gone", "营业线路 "+name+" 取消")
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

// addHours records a change of hours. when is a day or days, in English and in Chinese.
func (s schedules) addHours(when, chinese, was, is string) {
	s.comparison.found.add(Hours, "", s.at, fmt.Sprintf("%s on %s: %s instead of %s", s.name, when, orClosed(is, "closed"), orClosed(was, "closed")),
		fmt.Sprintf("%s 在%s：%s，原来是 %s", s.name, chinese, orClosed(is, "不上班"), orClosed(was, "不上班")))
}

func (s schedules) zones() {
	if was, is := s.was.Location.String(), s.is.Location.String(); was != is && s.is.Location != s.comparison.new.Tree.Zone {
		s.comparison.found.add(Hours, "", s.at, fmt.Sprintf("%s keeps the time of %s instead of %s", s.name, is, was), fmt.Sprintf("%s 的时区改为 %s，原来是 %s", s.name, is, was))
	}
}

// calendars records that the schedule no longer has holidays, or has them now; the days themselves are
// listed by date.
func (s schedules) calendars() {
	switch {
	case s.was.Calendar != nil && s.is.Calendar == nil:
		s.comparison.found.add(Hours, "", s.at, s.name+" keeps no calendar of holidays any more", s.name+" 不再按节假日历休息")
	case s.was.Calendar == nil && s.is.Calendar != nil:
		s.comparison.found.add(Hours, "", s.at, s.name+" keeps a calendar of holidays now", s.name+" 现在按节假日历休息")
	}
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

// week compares the weekly tables.
func (s schedules) week() {
	for i := range weekdays {
		weekday := time.Weekday((i + 1) % len(weekdays))
		if was, is := written(s.was.Week[weekday]), written(s.is.Week[weekday]); was != is {
			s.addHours(weekday.String()+"s", weekdays[weekday], was, is)
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
				s.addHours("make-up days", "补班日", change.was, change.is)
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
		when, chinese := inWords(on[change])
		if change.past {
			when, chinese = when+" (past)", chinese+"（已过）"
		}
		s.addHours(when, chinese, change.was, change.is)
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
	when, _ := inWords([]hours.Date{date})
	for _, language := range keysOf(was, is) {
		s.comparison.found.words(s.name+" on "+when, s.at, "reason", language, was[language], is[language])
	}
}

// closures compares how long the schedule is closed from now on.
func (s schedules) closures() {
	was, is := s.closed(s.was), s.closed(s.is)
	switch {
	case was == is:
	case is == "":
		s.comparison.found.add(Hours, "", s.at, fmt.Sprintf("%s is no longer closed until %s", s.name, was), fmt.Sprintf("%s 不再暂停服务到 %s", s.name, was))
	case was == "":
		s.comparison.found.add(Hours, "", s.at, fmt.Sprintf("%s is closed now, until %s", s.name, is), fmt.Sprintf("%s 现在暂停服务，到 %s", s.name, is))
	default:
		s.comparison.found.add(Hours, "", s.at, fmt.Sprintf("%s is closed until %s instead of %s", s.name, is, was), fmt.Sprintf("%s 暂停服务到 %s，原来到 %s", s.name, is, was))
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

// inWords lists dates, which are in order, in English and in Chinese.
func inWords(dates []hours.Date) (english, chinese string) {
	var in, zh []string
	for len(dates) > 0 {
		n := 1
		for n < len(dates) && dates[n] == dates[0].AddDays(n) {
			n++
		}
		if n < shortest {
			n = 1
			in, zh = append(in, inEnglish(dates[0])), append(zh, inChinese(dates[0]))
		} else {
			in = append(in, inEnglish(dates[0])+" to "+inEnglish(dates[n-1]))
			zh = append(zh, inChinese(dates[0])+"至"+inChinese(dates[n-1]))
		}
		dates = dates[n:]
	}
	return strings.Join(in, ", "), strings.Join(zh, "、")
}

func inEnglish(d hours.Date) string { return d.In(time.UTC).Format("2 January 2006") }

func inChinese(d hours.Date) string { return d.In(time.UTC).Format("2006年1月2日") }

func orClosed(spans, closed string) string {
	if spans == "" {
		return closed
	}
	return spans
}
