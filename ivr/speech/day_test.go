package speech

import (
	"testing"
	"time"
	_ "time/tzdata" // time zones on any machine

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// noon returns noon of a day in Shanghai.
func noon(t require.TestingT, date string) time.Time {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	day, err := time.ParseInLocation(time.DateOnly, date, shanghai)
	require.NoError(t, err)
	return day.Add(12 * time.Hour)
}

func TestDate(t *testing.T) {
	t.Parallel()
	wednesday := noon(t, "2026-11-18")
	for _, c := range []struct{ date, zh, en string }{
		{"2026-11-15", "十一月十五日", "on November 15"},
		{"2026-11-16", "前天", "on November 16"},
		{"2026-11-17", "昨天", "yesterday"},
		{"2026-11-18", "今天", "today"},
		{"2026-11-19", "明天", "tomorrow"},
		{"2026-11-20", "后天", "on Friday"},
		{"2026-11-21", "本周六", "on Saturday"},
		{"2026-11-22", "本周日", "on Sunday"},
		{"2026-11-23", "下周一", "next Monday"},
		{"2026-11-29", "下周日", "next Sunday"},
		{"2026-11-30", "十一月三十日", "on November 30"},
		{"2026-12-02", "十二月二日", "on December 2"},
		{"2027-01-04", "二零二七年一月四日", "on January 4, 2027"},
		{"2025-11-18", "二零二五年十一月十八日", "on November 18, 2025"},
	} {
		require.Equal(t, c.zh, Date("zh-CN", noon(t, c.date), wednesday), c.date)
		require.Equal(t, c.en, Date("en-US", noon(t, c.date), wednesday), c.date)
	}
}

func TestDateAtTheEdges(t *testing.T) {
	t.Parallel()
	sunday := noon(t, "2026-11-22")
	require.Equal(t, "本周六", Date("zh-CN", noon(t, "2026-11-28"), noon(t, "2026-11-23")), "weeks begin on Monday")
	require.Equal(t, "下周三", Date("zh-CN", noon(t, "2026-11-25"), sunday))
	require.Equal(t, "next Saturday", Date("en-US", noon(t, "2026-11-28"), sunday))
	require.Equal(t, "明天", Date("zh-CN", noon(t, "2027-01-01"), noon(t, "2026-12-31")), "over the year's end")
	require.Equal(t, "下周二", Date("zh-CN", noon(t, "2027-01-05"), noon(t, "2026-12-31")))
	midnight := noon(t, "2026-11-22").Add(12 * time.Hour)
	require.Equal(t, "tomorrow", Date("en-US", midnight, midnight.Add(-time.Second)))
}

func TestCalendarDate(t *testing.T) {
	t.Parallel()
	now := noon(t, "2026-10-12")
	for _, c := range []struct{ date, zh, en string }{
		{"2026-10-12", "十月十二日星期一", "Monday, October 12"},
		{"2026-10-18", "十月十八日星期日", "Sunday, October 18"},
		{"2027-01-04", "二零二七年一月四日星期一", "Monday, January 4, 2027"},
	} {
		require.Equal(t, c.zh, CalendarDate("zh-CN", noon(t, c.date), now))
		require.Equal(t, c.en, CalendarDate("en-US", noon(t, c.date), now))
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	for clock, said := range map[string][2]string{
		"00:00": {"凌晨零点", "midnight"},
		"00:15": {"凌晨零点十五分", "12:15 a.m."},
		"03:05": {"凌晨三点零五分", "3:05 a.m."},
		"07:00": {"早上七点", "7 a.m."},
		"09:00": {"上午九点", "9 a.m."},
		"11:59": {"上午十一点五十九分", "11:59 a.m."},
		"12:00": {"中午十二点", "noon"},
		"12:30": {"中午十二点半", "12:30 p.m."},
		"14:02": {"下午两点零二分", "2:02 p.m."},
		"18:30": {"下午六点半", "6:30 p.m."},
		"22:00": {"晚上十点", "10 p.m."},
		"23:45": {"晚上十一点四十五分", "11:45 p.m."},
	} {
		at, err := time.Parse("15:04", clock)
		require.NoError(t, err)
		require.Equal(t, said[0], in("zh-CN").time(at), clock)
		require.Equal(t, said[1], in("en-US").time(at), clock)
	}
}

func TestMoment(t *testing.T) {
	t.Parallel()
	now := noon(t, "2026-11-18")
	for _, c := range []struct{ date, zh, en string }{
		{"2026-11-19", "明天上午九点", "tomorrow at 9 a.m."},
		{"2026-11-20", "后天上午九点", "on Friday at 9 a.m."},
		{"2026-11-24", "下周二上午九点", "next Tuesday at 9 a.m."},
		{"2026-12-24", "十二月二十四日上午九点", "on December 24 at 9 a.m."},
	} {
		nine := noon(t, c.date).Add(-3 * time.Hour)
		require.Equal(t, c.zh, Moment("zh-CN", nine, now))
		require.Equal(t, c.en, Moment("en-US", nine, now))
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	for d, said := range map[time.Duration][2]string{
		-time.Minute:                {"不到一分钟", "less than a minute"},
		0:                           {"不到一分钟", "less than a minute"},
		59 * time.Second:            {"不到一分钟", "less than a minute"},
		time.Minute:                 {"一分钟", "1 minute"},
		61 * time.Second:            {"两分钟", "2 minutes"},
		2 * time.Minute:             {"两分钟", "2 minutes"},
		22 * time.Minute:            {"二十二分钟", "22 minutes"},
		59*time.Minute + 1:          {"一小时", "1 hour"},
		90 * time.Minute:            {"一小时三十分钟", "1 hour 30 minutes"},
		2*time.Hour + 2*time.Minute: {"两小时两分钟", "2 hours 2 minutes"},
		48 * time.Hour:              {"四十八小时", "48 hours"},
	} {
		require.Equal(t, said[0], Duration("zh-CN", d), d)
		require.Equal(t, said[1], Duration("en-US", d), d)
	}
	require.NotContains(t, Duration("en-US", 1<<63-1), "minus")
}

// understoodDay returns the one day near now that has this name.
func understoodDay(t require.TestingT, called string, now time.Time, say func(t time.Time) string) int {
	found := -1000
	for days := -400; days <= 400; days++ {
		if say(now.AddDate(0, 0, days)) == called {
			require.Equal(t, -1000, found, "%q is two days", called)
			found = days
		}
	}
	return found
}

func TestDaysAreUnderstood(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := noon(t, "2026-01-01").AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "now"))
		days := rapid.IntRange(-400, 400).Draw(t, "days")
		lang := rapid.SampledFrom([]string{"zh-CN", "en-US"}).Draw(t, "lang")
		for _, say := range []func(string, time.Time, time.Time) string{Date, CalendarDate} {
			called := say(lang, now.AddDate(0, 0, days), now)
			require.Equal(t, days, understoodDay(t, called, now, func(day time.Time) string { return say(lang, day, now) }))
		}
	})
}

func TestTimesAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"zh-CN", "en-US"} {
		heard := map[string]bool{}
		midnight := noon(t, "2026-11-23").Add(-12 * time.Hour)
		for minute := range 24 * 60 {
			said := in(lang).time(midnight.Add(time.Duration(minute) * time.Minute))
			require.False(t, heard[said], said)
			heard[said] = true
		}
	}
}
