package rehearse

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/menutest"
	"github.com/okpay/hotline/menus/okpay"
	"github.com/okpay/hotline/menus/starter"
)

// monday is a working day.
const monday = "2026-11-30"

// edited returns a small menu with words replaced by others: pairs of both.
func edited(t testing.TB, words ...string) *menus.Menu {
	t.Helper()
	return menutest.Load(t, menutest.Replace(t, menutest.Files(t, starter.FS), words...))
}

// dayOf returns a day of a menu by a seed.
func dayOf(t testing.TB, m *menus.Menu, p Profile, seed uint64) *Day {
	t.Helper()
	require.NoError(t, p.Check(m))
	date, err := time.ParseInLocation(time.DateOnly, monday, m.Tree.Zone)
	require.NoError(t, err)
	return &Day{Menu: m, Profile: p, Date: date, Chance: func(s uint64) Source { return rand.New(rand.NewPCG(seed, s)) }}
}

// played plays a day with its roster.
func played(t testing.TB, d *Day) *Result {
	t.Helper()
	visits, err := d.Visits(0, d.Profile.Calls)
	require.NoError(t, err)
	r, err := d.Play(visits, d.Roster())
	require.NoError(t, err)
	require.Zero(t, r.Failed, "the menu went on for everybody")
	return r
}

// total adds up a queue's day.
func (r *Result) total(queue string) (sum Figures) {
	for _, f := range r.Queues[queue] {
		sum = sum.Plus(f)
	}
	return sum
}

// roster is agents for queues, on duty at some time of the day.
func roster(t testing.TB, agents int, spans string, queues ...string) []Shift {
	t.Helper()
	s := Shift{Agents: agents, Queues: queues}
	require.NoError(t, s.Hours.UnmarshalText([]byte(spans)))
	return []Shift{s}
}

// all are OKPAY's queues.
var all = []string{"account", "fraud", "general", "refunds", "transactions"}

func okpayMenu(t testing.TB) *menus.Menu {
	t.Helper()
	m, err := menus.Load(okpay.FS)
	require.NoError(t, err)
	return m
}

func TestSameSeedGivesSameDay(t *testing.T) {
	t.Parallel()
	p := Usual()
	p.Calls, p.Roster = 600, roster(t, 12, "09:00-18:00", all...)
	m := okpayMenu(t)
	text := func(seed uint64) string { return fmt.Sprint(played(t, dayOf(t, m, p, seed)).Queues["general"]) }
	require.Equal(t, text(1), text(1))
	require.NotEqual(t, text(1), text(2))
}

// A visit is played with any staff, and is not worn by it.
func TestVisitsCanBePlayedAgain(t *testing.T) {
	t.Parallel()
	p := Usual()
	p.Calls = 400
	d := dayOf(t, okpayMenu(t), p, 1)
	visits, err := d.Visits(0, p.Calls)
	require.NoError(t, err)
	d.Profile.Roster = roster(t, 5, "09:00-18:00", all...)
	first, err := d.Play(visits, d.Roster())
	require.NoError(t, err)
	again, err := d.Play(visits, d.Roster())
	require.NoError(t, err)
	require.Equal(t, first.Queues, again.Queues)
}

// Callers taken through the menu in parts are the same as all at once.
func TestVisitsInPartsAreTheSame(t *testing.T) {
	t.Parallel()
	p := Usual()
	p.Calls = 300
	d := dayOf(t, okpayMenu(t), p, 1)
	whole, err := d.Visits(0, 300)
	require.NoError(t, err)
	first, err := d.Visits(0, 120)
	require.NoError(t, err)
	second, err := d.Visits(120, 300)
	require.NoError(t, err)
	require.Len(t, whole, len(first)+len(second))
	require.Equal(t, len(whole), len(Merge([][]Contact{first, second})))
	for i, v := range Merge([][]Contact{first, second}) {
		require.Equal(t, whole[i].index, v.index)
		require.Equal(t, whole[i].hop.at, v.hop.at)
	}
}

// Where nobody is called back, the figures by half-hour add up to those of the ACD, which the wallboard and
// the report show.
func TestFiguresAreTheACDs(t *testing.T) {
	t.Parallel()
	p := Usual()
	p.Calls, p.Roster = 1500, roster(t, 20, "09:00-17:30", all...)
	p.ByHour = map[int]float64{9: 1, 10: 2, 11: 2, 12: 1, 16: 2, 17: 3}
	p.Callers.Callback, p.Callers.Patience = 0, Exponential(90*time.Second)
	p.Choices = map[string]map[string]float64{"no_one_free": {HangUp: 1}, "after_hours": {HangUp: 1}}
	for _, node := range []string{"refunds", "transactions", "account", "main"} {
		p.Choices[node] = map[string]float64{"person": 1}
	}
	r := played(t, dayOf(t, okpayMenu(t), p, 3))
	seen := 0
	for _, queue := range all {
		f, own := r.total(queue), r.days[acd.DayOf{Day: monday, Queue: queue}]
		require.Equal(t, own.Offered, f.Offered, queue)
		require.Equal(t, own.Answered, f.Answered, queue)
		require.Equal(t, own.InTime, f.InTime, queue)
		require.Equal(t, own.Counted, f.Counted, queue)
		require.Equal(t, own.Abandoned, f.Abandoned, queue)
		require.Equal(t, own.Left, f.Left, queue)
		require.Equal(t, f.Offered, f.Answered+f.Abandoned+f.Left, queue)
		require.Zero(t, f.Asked, queue)
		seen += f.Abandoned
	}
	require.Positive(t, seen, "some gave up, else this shows little")
}

// starterDay is a day of the small menu whose callers all want a person, while agents are on duty.
func starterDay(t testing.TB, m *menus.Menu, agents int) *Day {
	p := Usual()
	p.Calls, p.Roster = 400, roster(t, agents, "09:00-18:00", "general")
	p.Choices = map[string]map[string]float64{"main": {"person": 1}, "no_one_free": {"1": 1}, "after_hours": {"1": 1}, "anything_else": {HangUp: 1}}
	p.Callers = Callers{Known: 1, Patience: Always(time.Hour), Reached: 1}
	return dayOf(t, m, p, 5)
}

func TestClosedLineSendsNobodyToTheQueue(t *testing.T) {
	t.Parallel()
	r := played(t, starterDay(t, edited(t), 60))
	for slot, f := range r.Queues["general"] {
		if open := slot >= 18 && slot < 36; !open {
			require.Zero(t, f.Offered, "half-hour %d", slot)
		} else {
			require.Positive(t, f.Offered, "half-hour %d", slot)
		}
	}
}

// A year whose holidays are not known is named: what would be a holiday is played as a working day.
func TestAYearWithoutHolidaysIsNamed(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t), 1)
	require.Empty(t, d.ReportOf(newResult(d.Date, d.end(), nil), nil, 1, 1).Holidays)
	d.Date = d.Date.AddDate(100, 0, 0)
	require.Equal(t, []string{"general"}, d.ReportOf(played(t, d), nil, 1, 1).Holidays)
}

// Who asks for a callback at night is called when the line opens.
func TestCallbacksOfTheNightAreKeptInTheMorning(t *testing.T) {
	t.Parallel()
	r := played(t, starterDay(t, edited(t), 60))
	before, after := Figures{}, Figures{}
	for slot, f := range r.Queues["general"] {
		if slot < 18 {
			before = before.Plus(f)
		} else if slot >= 36 {
			after = after.Plus(f)
		}
	}
	require.Positive(t, before.Asked)
	require.Equal(t, before.Asked, before.Kept)
	require.Positive(t, after.Asked)
	require.Zero(t, after.Kept, "the line is closed until the next day")
}

// Who asks twice, in two departments, is called back once.
func TestCallbackIsKeptOnce(t *testing.T) {
	t.Parallel()
	p := Usual()
	d := dayOf(t, okpayMenu(t), p, 1)
	visits, err := d.Visits(0, p.Calls)
	require.NoError(t, err)
	var staff []Duty
	for _, queue := range all {
		var count Headcount
		for slot := 18; slot < 36; slot++ {
			count[slot] = 3 + slot%3
		}
		staff = append(staff, d.Staff(queue, count)...)
	}
	r, err := d.Play(visits, staff)
	require.NoError(t, err)
	for _, queue := range all {
		for slot, f := range r.Queues[queue] {
			require.LessOrEqual(t, f.Kept, f.Asked, "%s, half-hour %d", queue, slot)
		}
	}
}

func TestMenusLongestWaitLeadsCallersOn(t *testing.T) {
	t.Parallel()
	patient := played(t, starterDay(t, edited(t, "max_wait: 10m", "max_wait: 4h"), 1)).total("general")
	led := played(t, starterDay(t, edited(t, "max_wait: 10m", "max_wait: 1m"), 1)).total("general")
	require.Greater(t, led.Left, 2*patient.Left)
	_, ninth, _ := led.Wait()
	require.Less(t, ninth, 2*time.Minute)
}

func TestFullQueueLetsNobodyIn(t *testing.T) {
	t.Parallel()
	f := played(t, starterDay(t, edited(t, "max_wait: 10m", "full_at: 0"), 60)).total("general")
	require.Zero(t, f.Answered)
	require.Equal(t, f.Offered, f.Left)
}

func TestOfferedCallbackIsTaken(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t), 4)
	d.Profile.Callers.Callback = 1
	f := played(t, d).total("general")
	require.Greater(t, f.Asked, f.Offered/4)
	require.Positive(t, f.Kept)
}

func TestSeniorsWaitLess(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t, "go: main\n\n  main:", "go: who\n\n  who:\n    caller: {}\n    on: { senior: main, known: main, unknown: main, limited: main }\n\n  main:"), 9)
	d.Profile.Callers.Senior = 0.1
	visits, err := d.Visits(0, d.Profile.Calls)
	require.NoError(t, err)
	seniors := 0
	for _, v := range visits {
		if v.caller.senior() {
			seniors++
		}
	}
	require.Positive(t, seniors)
	with, err := d.Play(visits, d.Roster())
	require.NoError(t, err)
	require.Equal(t, seniors, with.days[acd.DayOf{Day: monday, Queue: "general"}].Senior)
}

// An agent's shift ends with the talk, and occupancy is of those on duty.
func TestAgentsWorkTheirShifts(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t), 6)
	d.Profile.Roster = roster(t, 6, "10:00-12:00, 13:00-15:00", "general")
	r := played(t, d)
	require.Zero(t, r.Queues["general"][19].Staffed)
	require.Equal(t, 6*Slot, r.Queues["general"][20].Staffed)
	require.Equal(t, 6*Slot, r.Queues["general"][27].Staffed)
	require.Less(t, r.Queues["general"][25].Staffed, 3*Slot, "only talks under way")
	busy, ok := r.Queues["general"][21].Occupancy()
	require.True(t, ok)
	require.Greater(t, busy, 0.5)
}

// A queue without a service level of its own is measured by the usual one: with many agents, everyone is
// answered in time.
func TestAQueueWithoutAServiceLevelIsMeasuredByTheUsual(t *testing.T) {
	t.Parallel()
	d := starterDay(t, edited(t), 60)
	require.Zero(t, d.Menu.Queues["general"].ServiceLevel.Within, "the menu promises nothing")
	f := played(t, d).total("general")
	require.Positive(t, f.InTime)
	level, ok := f.Level()
	require.True(t, ok)
	require.Greater(t, level, 0.8, "in 20 s")
	d.Profile.Roster = roster(t, 4, "09:00-18:00", "general")
	level, ok = played(t, d).total("general").Level()
	require.True(t, ok)
	require.Less(t, level, 0.8, "few agents do not keep it")
}
