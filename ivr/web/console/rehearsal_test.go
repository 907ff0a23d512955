package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/rehearse"
	"github.com/okpay/hotline/store"
)

// rehearsals stands in for who plays days: it notes what it is asked for.
type rehearsals struct {
	asked  []Rehearsal
	report rehearse.Report
	like   rehearse.Profile // what callers are like
	fails  error
	plays  func(context.Context) // meanwhile
}

func (r *rehearsals) Departments() []string { return []string{"general", "refunds"} }

func (r *rehearsals) Profile(_ context.Context, asked Rehearsal) (rehearse.Profile, error) {
	r.asked = append(r.asked, asked)
	return r.like, r.fails
}

func (r *rehearsals) Rehearse(ctx context.Context, asked Rehearsal) (rehearse.Report, error) {
	r.asked = append(r.asked, asked)
	if r.plays != nil {
		r.plays(ctx)
	}
	return r.report, r.fails
}

func of[T any](v T) *T { return &v }

// aDay is a short day with a queue that kept its promise, and one that did not.
func aDay() rehearse.Report {
	at := func(from string, l rehearse.Line) []rehearse.Line {
		l.From = from
		return []rehearse.Line{l}
	}
	good := rehearse.Line{Offered: 50, Answered: 46, Level: of(0.9), Wait: of(rehearse.Seconds(18.2)), Ninth: of(rehearse.Seconds(101)), Abandoned: 4, GaveUp: of(0.08), Asked: 6, Kept: 5, Occupancy: of(0.61), OnDuty: 4, Needed: 3}
	poor := rehearse.Line{Offered: 10, Answered: 4, Level: of(0.4), Abandoned: 6, GaveUp: of(0.6), OnDuty: 1, Needed: 2}
	return rehearse.Report{
		Menu: "OKPAY", Date: "2026-03-03", Weekday: "Tuesday", Seed: 7, Calls: 120, ToPeople: 60, Rostered: true, Failed: 2, Holidays: []string{"general"},
		Queues: []rehearse.QueueReport{
			{Name: "general", Share: 0.8, Within: 20, Promised: true, Confirmed: true, Day: good, Lines: at("09:00", good)},
			{Name: "refunds", Share: 0.8, Within: 20, Day: poor, Lines: at("09:30", poor)},
		},
		Hours: []rehearse.Total{{From: "08:30"}, {From: "09:00", Offered: 50, OnDuty: 4, Needed: 3}, {From: "09:30", Offered: 10, OnDuty: 1, Needed: 2}},
	}
}

// text is a page without its marks, with single spaces.
func text(page string) string {
	var b strings.Builder
	for i, part := range strings.Split(page, "<") {
		if _, after, is := strings.Cut(part, ">"); is && i > 0 {
			b.WriteString(after + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestADayIsRehearsed(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.days.report = aDay()
	require.NotContains(t, h.Read("/console/rehearsal"), "<svg xmlns", "nothing was played yet")
	answer := h.Post("/console/rehearsal", url.Values{
		"callers": {"usual"}, "calls": {"120"}, "date": {"2026-03-03"}, "seed": {"7"}, "agents.general": {"4"}, "agents.refunds": {""},
	})
	require.Equal(t, http.StatusOK, answer.Code)
	require.Equal(t, []Rehearsal{{
		Calls: 120, Date: time.Date(2026, 3, 3, 0, 0, 0, 0, h.menu.Tree.Zone), Agents: map[string]int{"general": 4}, Seed: 7,
	}}, h.days.asked)
	page := answer.Body.String()
	require.Contains(t, page, `name="agents.general" type="number" min="0" max="500" value="4"`, "the form stays as it was")
	told := text(page)
	for _, want := range []string{
		"2026-03-03, Tuesday", "120 Calls", "60 Came to a queue", "17% Gave up", "5/6 Callbacks kept", "2.5 Hours of work needed",
		"General 80% in 0:20 50 90% 0:18 1:41 8% 0 5/6 61%", "Refunds (80% in 0:20) 10 40% below the promise", "2 calls could not go on", "does not know the holidays of this year",
		"Refunds: the agents needed are not confirmed", "09:00 50 4/3", "09:30 10 1/2 too few",
		"General 09:00: 50 callers, in time 90%", // in the picture
	} {
		require.Contains(t, told, want)
	}
	require.NotContains(t, told, "08:30", "nothing happened then")
	require.Contains(t, page, "var(--picture-ground)", "the picture is in the page's colours")
	chinese := h.Post("/console/rehearsal?language=zh-CN", url.Values{}).Body.String()
	require.Contains(t, chinese, "综合 09:00：50 通来电，及时接听 90%")
}

// The calls by hour are the day's, with their sum where no other number is given.
func TestCallsByHourAreRehearsed(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.days.report = aDay()
	form := url.Values{"hour.9": {"30"}, "hour.10": {"60.5"}, "hour.11": {"0"}, "hour.0": {" "}}
	answer := h.Post("/console/rehearsal", form)
	require.Equal(t, http.StatusOK, answer.Code)
	form.Set("calls", "500")
	h.Post("/console/rehearsal", form)
	hours := map[int]float64{9: 30, 10: 60.5}
	require.Equal(t, []Rehearsal{{Calls: 91, ByHour: hours, Seed: 1}, {Calls: 500, ByHour: hours, Seed: 1}}, h.days.asked)
	page := answer.Body.String()
	require.Contains(t, page, `<details class="group" id="by-hour" open>`)
	require.Contains(t, page, `step="any" inputmode="decimal" value="60.5">`, "the form stays as it was")
	require.Contains(t, page, `<rect width="100" height="40"/>`, "half as high as the busiest hour")
	require.Contains(t, text(page), "91 calls in all")
	require.Contains(t, h.Read("/console/rehearsal"), `<details class="group" id="by-hour">`, "nothing is given")
}

func TestAWrongHourIsMarked(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	for _, wrong := range []string{"many", "-1", "20001", "NaN", "Inf", "1e9"} {
		answer := h.Post("/console/rehearsal", url.Values{"hour.9": {"30"}, "hour.10": {wrong}})
		require.Equal(t, http.StatusUnprocessableEntity, answer.Code, wrong)
		require.Contains(t, answer.Body.String(), "from 0 to 20000. The hours that are not are marked", wrong)
		require.Contains(t, answer.Body.String(), `value="`+wrong+`" aria-invalid="true">`)
		require.Equal(t, 1, strings.Count(answer.Body.String(), "aria-invalid"))
	}
	require.Empty(t, h.days.asked)
}

// The hours begin with those of a usual day, or of recorded calls, spread over as many calls as are asked for.
func TestHoursStartFromTheCallersChosen(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.days.like = rehearse.Profile{Calls: 100, ByHour: map[int]float64{9: 120, 10: 78, 22: 2}}
	answer := h.Post("/console/rehearsal", url.Values{
		"fill": {"callers"}, "callers": {"recorded"}, "from": {"2026-02-01"}, "to": {"2026-02-28"}, "calls": {"100"}, "seed": {"3"}, "hour.4": {"wrong"}, "agents.general": {"4"},
	})
	require.Equal(t, http.StatusOK, answer.Code)
	zone := h.menu.Tree.Zone
	require.Equal(t, []Rehearsal{{
		Since: time.Date(2026, 2, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 3, 1, 0, 0, 0, 0, zone), Calls: 100, Agents: map[string]int{"general": 4}, Seed: 3,
	}}, h.days.asked)
	page := answer.Body.String()
	for hour, want := range map[int]string{4: "0", 9: "60", 10: "39", 22: "1"} {
		require.Contains(t, page, fmt.Sprintf(`name="hour.%d" type="number" min="0" max="20000" step="any" inputmode="decimal" value=%q>`, hour, want))
	}
	require.Contains(t, text(page), "100 calls in all")
	require.NotContains(t, page, "<svg xmlns", "nothing was played")
	h.days.fails = rehearse.ErrNoCalls
	require.Contains(t, h.Post("/console/rehearsal", url.Values{"fill": {"callers"}}).Body.String(), "No calls were recorded")
}

func TestARehearsalLearnsFromDays(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	h.Post("/console/rehearsal", url.Values{"callers": {"recorded"}, "from": {"2026-02-01"}, "to": {"2026-02-28"}})
	zone := h.menu.Tree.Zone
	require.Equal(t, []Rehearsal{{Since: time.Date(2026, 2, 1, 0, 0, 0, 0, zone), Until: time.Date(2026, 3, 1, 0, 0, 0, 0, zone), Seed: 1}}, h.days.asked)
}

func TestWhatCannotBeRehearsedIsTold(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	for _, test := range []struct {
		form url.Values
		want string
	}{
		{url.Values{"calls": {"20001"}}, "from 1 to 20000"},
		{url.Values{"calls": {"0"}}, "from 1 to 20000"},
		{url.Values{"seed": {"-1"}}, "0 or more"},
		{url.Values{"hour.9": {"0"}}, "No hour has calls"},
		{url.Values{"hour.9": {"12000"}, "hour.10": {"8001"}}, "more than 20000. Give fewer"},
		{url.Values{"date": {"3 March"}}, "not a date"},
		{url.Values{"agents.general": {"501"}}, "from 0 to 500"},
		{url.Values{"callers": {"recorded"}, "from": {"soon"}, "to": {"2026-02-01"}}, "not a date"},
		{url.Values{"callers": {"recorded"}, "from": {"2026-02-02"}, "to": {"2026-02-01"}}, "must not be after"},
		{url.Values{"callers": {"recorded"}, "from": {"2025-01-01"}, "to": {"2026-02-01"}}, "At most 92 days"},
	} {
		answer := h.Post("/console/rehearsal", test.form)
		require.Equal(t, http.StatusUnprocessableEntity, answer.Code, test.form)
		require.Contains(t, answer.Body.String(), test.want, test.form)
	}
	require.Empty(t, h.days.asked)
	for _, test := range []struct {
		fails error
		code  int
		want  string
	}{
		{fmt.Errorf("learning: %w", rehearse.ErrNoCalls), http.StatusUnprocessableEntity, "No calls were recorded"},
		{ErrTooManyCalls, http.StatusUnprocessableEntity, "More than 20000"},
		{context.DeadlineExceeded, http.StatusServiceUnavailable, "within a minute"},
		{context.Canceled, http.StatusServiceUnavailable, "stopped before its end"},
		{errors.New("the disk is gone"), http.StatusInternalServerError, ""},
	} {
		h.days.fails = test.fails
		answer := h.Post("/console/rehearsal", url.Values{})
		require.Equal(t, test.code, answer.Code, test.fails)
		require.Contains(t, answer.Body.String(), test.want, test.fails)
	}
}

// One day is played at a time, within a minute, and for as long as somebody waits for it.
func TestARehearsalIsBounded(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleOperator)
	second := 0
	h.days.plays = func(ctx context.Context) {
		ends, bounded := ctx.Deadline()
		require.True(t, bounded)
		require.LessOrEqual(t, time.Until(ends), time.Minute)
		second = h.Post("/console/rehearsal", url.Values{}).Code
	}
	h.Post("/console/rehearsal", url.Values{})
	require.Equal(t, http.StatusConflict, second)
	require.Len(t, h.days.asked, 1)
	h.days.plays = nil
	require.Equal(t, http.StatusOK, h.Post("/console/rehearsal", url.Values{}).Code, "the first is over")
}

func TestAgentsAndStrangersDoNotRehearse(t *testing.T) {
	t.Parallel()
	h := open(t, store.RoleAgent)
	require.Equal(t, http.StatusForbidden, h.Get("/console/rehearsal").Code)
	require.Equal(t, http.StatusForbidden, h.Post("/console/rehearsal", url.Values{}).Code)
	operator := open(t, store.RoleOperator)
	require.Equal(t, http.StatusForbidden, operator.Send(http.MethodPost, "/console/rehearsal", url.Values{"_csrf": {"forged"}}).Code)
	require.Empty(t, append(h.days.asked, operator.days.asked...))
}
