package console

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/okpay/hotline/ivr/hours"
	"github.com/okpay/hotline/ivr/report"
)

// rehearsalForm is what the form of a rehearsal holds, as it was typed.
type rehearsalForm struct {
	Callers  string // usual or recorded
	From, To string // the days of recorded callers, both included
	Calls    string
	Date     string
	Seed     string
	Hours    dayHours
	Duty     []dutyField // by department
}

// dutyField is how many agents a department has; "" of all departments: as many as they need.
type dutyField struct{ Department, Agents string }

// The callers of a rehearsed day.
const (
	usualCallers    = "usual"
	recordedCallers = "recorded"
)

// form is the form that a request brings, or the first that is shown.
func (s rehearsalSection) form(c echo.Context) rehearsalForm {
	field := func(name, unasked string) string {
		if value := strings.TrimSpace(c.FormValue(name)); value != "" {
			return value
		}
		return unasked
	}
	today := s.console.now()
	f := rehearsalForm{
		Callers: field("callers", usualCallers), Calls: field("calls", ""), Date: field("date", ""), Seed: field("seed", "1"),
		From: field("from", today.AddDate(0, 0, -30).Format(time.DateOnly)), To: field("to", today.AddDate(0, 0, -1).Format(time.DateOnly)),
	}
	f.Hours = newHours(func(hour int) string { return field(hourField{Hour: hour}.Name(), "") })
	for _, department := range s.console.Rehearser.Departments() {
		f.Duty = append(f.Duty, dutyField{department, field("agents."+department, "")})
	}
	return f
}

// read is the rehearsal that the form asks for; wrong is a key of the words when it asks for none.
func (f rehearsalForm) read(zone *time.Location) (r Rehearsal, wrong string) {
	var err error
	if f.Calls != "" {
		if r.Calls, err = strconv.Atoi(f.Calls); err != nil || r.Calls < 1 || r.Calls > MostRehearsedCalls {
			return r, "wrong.rehearsal_calls"
		}
	}
	if wrong = f.Hours.read(&r); wrong != "" {
		return r, wrong
	}
	if r.Seed, err = strconv.ParseUint(f.Seed, 10, 32); err != nil {
		return r, "wrong.rehearsal_seed"
	}
	if f.Date != "" {
		day, err := hours.ParseDate(f.Date)
		if err != nil {
			return r, "wrong.rehearsal_date"
		}
		r.Date = day.In(zone)
	}
	for _, d := range f.Duty {
		if d.Agents == "" {
			continue
		}
		n, err := strconv.Atoi(d.Agents)
		if err != nil || n < 0 || n > mostAgents {
			return r, "wrong.rehearsal_agents"
		}
		if r.Agents == nil {
			r.Agents = map[string]int{}
		}
		r.Agents[d.Department] = n
	}
	if f.Callers == recordedCallers {
		return f.recorded(r, zone)
	}
	return r, ""
}

// recorded adds the days whose callers are to come again.
func (f rehearsalForm) recorded(r Rehearsal, zone *time.Location) (_ Rehearsal, wrong string) {
	q, err := report.Read(f.From, f.To, "", f.To)
	if bad := (*report.Wrong)(nil); errors.As(err, &bad) {
		return r, "wrong.report_" + bad.Key
	}
	if err != nil {
		return r, "wrong.report_day"
	}
	if r.Since, err = time.ParseInLocation(time.DateOnly, q.From, zone); err != nil {
		return r, "wrong.report_day"
	}
	last, err := time.ParseInLocation(time.DateOnly, q.To, zone)
	if err != nil {
		return r, "wrong.report_day"
	}
	if r.Until = last.AddDate(0, 0, 1); r.Until.After(r.Since.AddDate(0, 0, mostDaysLearnt)) {
		return r, "wrong.rehearsal_days"
	}
	return r, ""
}
