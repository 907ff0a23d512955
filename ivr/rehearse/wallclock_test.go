package rehearse

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/okpay/hotline/ivr/hours"
)

// newYork is a day of a small menu in New York that is open all day: callers come at some hours, at once
// to the queue, and find a shift.
func newYork(t *testing.T, date string, byHour map[int]float64, shift string) *Day {
	t.Helper()
	m := edited(t, "start: welcome", "start: general_queue", "timezone: Asia/Shanghai", "timezone: America/New_York", `mon-fri: "09:00-18:00", calendar: CN, makeup_days: open`, `mon-sun: "00:00-24:00"`)
	d := starterDay(t, m, 30)
	d.Profile.Calls, d.Profile.ByHour, d.Profile.Roster = 120, byHour, roster(t, 30, shift, "general")
	day, err := hours.ParseDate(date)
	require.NoError(t, err)
	d.Date = day.In(m.Tree.Zone)
	return d
}

// The hours of callers, rosters and figures are those that the clock shows, also on days of 23 and of 25
// hours.
func TestHoursAreTheClocks(t *testing.T) {
	t.Parallel()
	for date, lasts := range map[string]time.Duration{"2026-03-08": 23 * time.Hour, "2026-03-09": 24 * time.Hour, "2026-11-01": 25 * time.Hour} {
		t.Run(date, func(t *testing.T) {
			t.Parallel()
			d := newYork(t, date, map[int]float64{10: 1, 23: 1}, "09:00-11:30, 23:00-24:00")
			require.Equal(t, lasts, d.end().Sub(d.Date))
			visits, err := d.Visits(0, d.Profile.Calls)
			require.NoError(t, err)
			for _, v := range visits {
				require.Contains(t, []int{10, 23}, v.hop.at.Add(-v.hop.spoken).Hour())
			}
			r, err := d.Play(visits, d.Roster())
			require.NoError(t, err)
			for slot, f := range r.Queues["general"] {
				if on := slot >= 18 && slot < 23 || slot >= 46; on {
					require.Equal(t, 30*Slot, f.Staffed, "half-hour %d", slot)
				} else {
					require.Zero(t, f.Offered, "half-hour %d", slot)
				}
			}
		})
	}
}

// The hour that is put back lasts two, the hour that is put forward none, and its callers come in the next.
func TestHoursThatTheClockShowsTwiceOrNever(t *testing.T) {
	t.Parallel()
	long := newYork(t, "2026-11-01", map[int]float64{1: 1}, "01:00-02:00")
	require.Len(t, long.slot(2), 2, "half past one comes twice")
	require.Equal(t, time.Hour, long.lasting(2))
	require.Equal(t, []Period{{long.Date.Add(time.Hour), long.Date.Add(3 * time.Hour)}}, long.shows(60, 120))
	r := played(t, long)
	require.Equal(t, 30*time.Hour, r.Queues["general"][2].Staffed)
	report := long.ReportOf(r, nil, 1, 1)
	require.InDelta(t, 30, report.Hours[2].OnDuty, 0)
	require.InDelta(t, 30, report.Hours[3].OnDuty, 0)
	require.InDelta(t, 2.4, report.Queues[0].Day.OnDuty, 0, "thirty agents for two of 25 hours")

	short := newYork(t, "2026-03-08", map[int]float64{2: 1}, "01:30-03:30")
	require.Empty(t, short.slot(4))
	r = played(t, short)
	require.Zero(t, r.Queues["general"][4].Offered)
	require.Equal(t, 120, r.Queues["general"][6].Offered+r.Queues["general"][7].Offered)
	require.Equal(t, 30*Slot, r.Queues["general"][6].Staffed)
	require.Zero(t, r.Queues["general"][5].Staffed)
}

// A night shift is worked in the evening and, as by those who began the evening before, in the morning.
func TestNightShiftsAreWorkedAtBothEndsOfTheDay(t *testing.T) {
	t.Parallel()
	r := played(t, newYork(t, "2026-03-09", map[int]float64{1: 1, 22: 1}, "22:30-02:00"))
	staffed := func(slot int) time.Duration { return r.Queues["general"][slot].Staffed }
	require.Equal(t, []time.Duration{30 * Slot, 30 * Slot, 0, 0, 30 * Slot, 30 * Slot}, []time.Duration{staffed(0), staffed(3), staffed(5), staffed(44), staffed(45), staffed(47)})
}

// Who comes shortly before midnight to a line that does not close is answered after it, and callbacks are
// kept.
func TestCallersOfTheLastMinutesAreAnswered(t *testing.T) {
	t.Parallel()
	d := newYork(t, "2026-03-09", map[int]float64{23: 1}, "00:00-24:00")
	d.Profile.Roster[0].Agents, d.Profile.Agents.Talk = 2, Always(time.Minute)
	d.Profile.Callers.Callback = 0.5
	f := played(t, d).total("general")
	require.Equal(t, 120, f.Offered)
	require.Equal(t, f.Offered, f.Answered+f.Abandoned+f.Left, "nobody is forgotten")
	require.Positive(t, f.Asked)
	require.Equal(t, f.Asked, f.Kept)
	require.Equal(t, 2*24*time.Hour, f.Staffed, "the day's work is counted until midnight")
	require.LessOrEqual(t, f.Busy, f.Staffed)
}
