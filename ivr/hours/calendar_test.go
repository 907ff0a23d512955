package hours

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The days follow the State Council's notice of 2025-11-04.
func TestChina2026(t *testing.T) {
	t.Parallel()
	var off int
	var makeup []string
	for d := date(t, "2026-01-01"); d.Year == 2026; d = d.AddDays(1) {
		switch day, ok := China().Day(d); {
		case ok && day.Off:
			off++
		case ok:
			makeup = append(makeup, d.String())
		}
	}
	require.Equal(t, 33, off)
	require.Equal(t, []string{"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}, makeup)
	require.True(t, China().Knows(2026))
	require.Equal(t, "CN", China().Name())
}

func TestChinaNamesEveryHoliday(t *testing.T) {
	t.Parallel()
	day, ok := China().Day(date(t, "2026-10-01"))
	require.True(t, ok)
	require.Equal(t, map[string]string{"zh-CN": "国庆节", "en-US": "National Day"}, day.Name)
	for d, day := range China().days {
		require.NotEqual(t, "a public holiday", day.Name["en-US"], d)
		require.NotEmpty(t, day.Name["zh-CN"], d)
	}
	require.Equal(t, "a public holiday", chineseHoliday("新的节日")["en-US"], "one that is new has words too")
}

func TestChinaHasNoGaps(t *testing.T) {
	t.Parallel()
	years := China().Years()
	require.Equal(t, 2002, years[0])
	for i, year := range years {
		require.Equal(t, 2002+i, year)
	}
	require.False(t, China().Knows(2001), "of 2001 the table has two days only")
}

func TestOverrideLeavesTheCalendarAlone(t *testing.T) {
	t.Parallel()
	newYear := date(t, "2027-01-01")
	days := map[Date]Day{newYear: {Off: true, Name: map[string]string{"zh-CN": "元旦"}}}
	base := NewCalendar("CN", map[Date]Day{date(t, "2026-10-10"): {}}, []int{2026, 2025})
	ours := base.Override(days, []int{2027, 2026})
	delete(days, newYear)

	_, ok := base.Day(newYear)
	require.False(t, ok)
	day, ok := ours.Day(newYear)
	require.True(t, ok && day.Off)
	require.Equal(t, "CN", ours.Name())
	require.Equal(t, []int{2025, 2026}, base.Years())
	require.Equal(t, []int{2025, 2026, 2027}, ours.Years())
	require.True(t, ours.WorkingDay(date(t, "2026-10-10")), "what is not overridden stays")

	ours.Years()[0] = 1
	require.True(t, ours.Knows(2025), "a caller's copy of the years is its own")
}

func TestNoCalendar(t *testing.T) {
	t.Parallel()
	var none *Calendar
	require.Empty(t, none.Name())
	require.Empty(t, none.Years())
	require.True(t, none.Knows(2026), "there is nothing it lacks")
	require.True(t, none.WorkingDay(date(t, "2026-10-01")))
	require.False(t, none.WorkingDay(date(t, "2026-10-10")))
	require.True(t, none.Override(nil, []int{2026}).Knows(2026))
}

func TestWorkingDaysOfARefund(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, from string
		n          int
		last       string
	}{
		{"within a week", "2026-11-23", 3, "2026-11-26"},
		{"over a weekend", "2026-11-26", 5, "2026-12-03"},
		{"none", "2026-11-28", 0, "2026-11-28"},
		{"over National Day, with the make-up Saturday", "2026-09-30", 3, "2026-10-10"},
		{"a make-up Sunday counts", "2026-09-18", 1, "2026-09-20"},
		{"asked for on a holiday", "2026-10-03", 1, "2026-10-08"},
		{"over Spring Festival", "2026-02-13", 2, "2026-02-24"},
	} {
		require.Equal(t, date(t, c.last), China().AddWorkingDays(date(t, c.from), c.n), c.name)
	}
}

func TestAddWorkingDaysCountsEveryOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		calendar := rapid.SampledFrom([]*Calendar{nil, China()}).Draw(t, "calendar")
		from, n := anyDate(t), rapid.IntRange(1, 40).Draw(t, "n")
		last := calendar.AddWorkingDays(from, n)
		worked := 0
		for d := from.AddDays(1); !last.Before(d); d = d.AddDays(1) {
			if calendar.WorkingDay(d) {
				worked++
			}
		}
		require.Equal(t, n, worked)
		require.True(t, calendar.WorkingDay(last))
	})
}

func TestEndlessHolidayEnds(t *testing.T) {
	t.Parallel()
	first := date(t, "2026-01-01")
	days := map[Date]Day{}
	for i := range 2 * longestBreak {
		days[first.AddDays(i)] = Day{Off: true}
	}
	endless := NewCalendar("endless", days, nil)
	require.Equal(t, first.AddDays(longestBreak), endless.AddWorkingDays(first, 1))
}
