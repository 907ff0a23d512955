package hours

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var nine2six = []Span{{9 * 60, 18 * 60}}

// support returns a schedule open from nine to six on working days, in Shanghai.
func support(t require.TestingT) *Schedule {
	s := &Schedule{Name: "support", Location: zone(t, "Asia/Shanghai"), Calendar: China(), Makeup: true}
	for day := time.Monday; day <= time.Friday; day++ {
		s.Week[day] = nine2six
	}
	return s
}

func instant(t require.TestingT, s *Schedule, written string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", written, s.zone())
	require.NoError(t, err)
	return at
}

// seen is a status as these tests write it.
type seen struct {
	open   bool
	until  string
	reason Reason
	name   string
}

func look(s *Schedule, at time.Time) seen {
	status := s.At(at)
	until := ""
	if !status.Until.IsZero() {
		until = status.Until.In(s.zone()).Format("2006-01-02 15:04")
	}
	return seen{status.Open, until, status.Reason, status.Name["zh-CN"]}
}

func TestYearOfALine(t *testing.T) {
	t.Parallel()
	s := support(t)
	for _, c := range []struct {
		name, at string
		want     seen
	}{
		{"in hours", "2026-11-23 12:00", seen{true, "2026-11-23 18:00", Weekly, ""}},
		{"at the minute it opens", "2026-11-23 09:00", seen{true, "2026-11-23 18:00", Weekly, ""}},
		{"at the minute it closes", "2026-11-23 18:00", seen{false, "2026-11-24 09:00", Weekly, ""}},
		{"at the weekend", "2026-11-28 12:00", seen{false, "2026-11-30 09:00", Weekly, ""}},
		{"a make-up Sunday", "2026-09-20 10:00", seen{true, "2026-09-20 18:00", Makeup, "国庆节"}},
		{"the evening of one, for which no holiday is to blame", "2026-09-20 20:00", seen{false, "2026-09-21 09:00", Weekly, ""}},
		{"a holiday on a Friday", "2026-10-02 10:00", seen{false, "2026-10-08 09:00", Holiday, "国庆节"}},
		{"the evening before", "2026-09-30 19:00", seen{false, "2026-10-08 09:00", Weekly, ""}},
		{"Spring Festival", "2026-02-16 10:00", seen{false, "2026-02-24 09:00", Holiday, "春节"}},
	} {
		require.Equal(t, c.want, look(s, instant(t, s, c.at)), c.name)
	}
}

func TestMakeupDays(t *testing.T) {
	t.Parallel()
	s := support(t)
	sunday := instant(t, s, "2026-09-20 11:00")

	s.MakeupSpans = []Span{{10 * 60, 12 * 60}}
	require.Equal(t, seen{true, "2026-09-20 12:00", Makeup, "国庆节"}, look(s, sunday), "hours of their own")

	s.Makeup = false
	require.Equal(t, seen{false, "2026-09-21 09:00", Weekly, ""}, look(s, sunday), "the week's hours")
}

func TestExceptionsStandAboveTheCalendar(t *testing.T) {
	t.Parallel()
	s := support(t)
	s.Exceptions = map[Date]Exception{
		date(t, "2026-10-02"): {Spans: []Span{{10 * 60, 16 * 60}}, Name: map[string]string{"zh-CN": "节日值班"}},
		date(t, "2026-11-23"): {Name: map[string]string{"zh-CN": "系统升级"}},
	}
	require.Equal(t, seen{true, "2026-10-02 16:00", Exceptional, "节日值班"}, look(s, instant(t, s, "2026-10-02 12:00")))
	require.Equal(t, seen{false, "2026-10-02 10:00", Holiday, "国庆节"}, look(s, instant(t, s, "2026-10-01 12:00")))
	require.Equal(t, seen{false, "2026-11-24 09:00", Exceptional, "系统升级"}, look(s, instant(t, s, "2026-11-23 12:00")))
}

func TestClosedNow(t *testing.T) {
	t.Parallel()
	s := support(t)
	drill := map[string]string{"zh-CN": "消防演习"}
	s.Closures = []Closure{
		{From: instant(t, s, "2026-11-23 11:00"), Until: instant(t, s, "2026-11-23 12:00"), Name: drill},
		{From: instant(t, s, "2026-11-23 11:30"), Until: instant(t, s, "2026-11-23 13:00"), Name: drill},
		{From: instant(t, s, "2026-11-23 13:30"), Until: instant(t, s, "2026-11-23 13:30"), Name: drill}, // empty
		{Until: instant(t, s, "2026-10-12 10:00")},                                                       // no beginning
	}
	for at, want := range map[string]seen{
		"2026-11-23 10:00": {true, "2026-11-23 11:00", Weekly, ""},
		"2026-11-23 11:00": {false, "2026-11-23 13:00", Closed, "消防演习"},
		"2026-11-23 13:00": {true, "2026-11-23 18:00", Weekly, ""},
		"2026-10-02 12:00": {false, "2026-10-12 10:00", Closed, ""},
		"2026-10-12 10:00": {true, "2026-10-12 18:00", Weekly, ""},
	} {
		require.Equal(t, want, look(s, instant(t, s, at)), at)
	}
}

func TestNightBelongsToTheDayItStarts(t *testing.T) {
	t.Parallel()
	s := support(t)
	for day := range s.Week {
		s.Week[day] = []Span{{22 * 60, 30 * 60}}
	}
	for at, want := range map[string]seen{
		"2026-10-01 02:00": {true, "2026-10-01 06:00", Weekly, ""},      // the night before the holiday is not cut
		"2026-10-01 23:00": {false, "2026-10-08 22:00", Holiday, "国庆节"}, // a holiday has none
		"2026-10-08 02:00": {false, "2026-10-08 22:00", Weekly, ""},     // nor the night after it
		"2026-10-11 02:00": {true, "2026-10-11 06:00", Makeup, "国庆节"},
	} {
		require.Equal(t, want, look(s, instant(t, s, at)), at)
	}
}

func TestSpansThatTouchAreOne(t *testing.T) {
	t.Parallel()
	s := &Schedule{} // in UTC
	for day := range s.Week {
		s.Week[day] = []Span{{0, 12 * 60}, {12 * 60, day*60 + 12*60}}
	}
	s.Week[time.Saturday] = []Span{{0, 24 * 60}}
	s.Week[time.Sunday] = []Span{{0, 25 * 60}} // overlaps Monday's own
	require.Equal(t, seen{true, "2026-11-30 13:00", Weekly, ""}, look(s, instant(t, s, "2026-11-28 00:00")))
}

func TestYearThatIsNotKnown(t *testing.T) {
	t.Parallel()
	s := support(t)
	s.Calendar = NewCalendar("CN", map[Date]Day{date(t, "2027-01-01"): {Off: true}}, []int{2026})
	last := s.At(instant(t, s, "2026-12-31 12:00"))
	require.False(t, last.CalendarMissing)

	evening := s.At(instant(t, s, "2026-12-31 19:00"))
	require.True(t, evening.CalendarMissing, "its next opening may be a holiday")
	require.Equal(t, "2027-01-04 09:00", evening.Until.Format("2006-01-02 15:04"), "what is known counts")

	unknown := s.At(instant(t, s, "2027-02-08 12:00"))
	require.True(t, unknown.Open && unknown.CalendarMissing, "the line goes on by its week")

	s.Calendar = nil
	require.False(t, s.At(instant(t, s, "2027-02-08 12:00")).CalendarMissing)
}

func TestWhatNeverChanges(t *testing.T) {
	t.Parallel()
	never, always := support(t), support(t)
	never.Week, never.Makeup, always.Calendar = Week{}, false, nil
	for day := range always.Week {
		always.Week[day] = []Span{{0, 24 * 60}}
	}
	at := instant(t, never, "2026-11-23 12:00")
	require.Equal(t, seen{false, "", Weekly, ""}, look(never, at))
	require.Equal(t, seen{true, "", Weekly, ""}, look(always, at))

	_, opens := never.NextOpening(at)
	require.False(t, opens)
	open, opens := always.NextOpening(at)
	require.True(t, opens)
	require.Equal(t, at, open)
}

func TestDaysOnWhichClocksChange(t *testing.T) {
	t.Parallel()
	s := &Schedule{Location: zone(t, "America/New_York")}
	for day := range s.Week {
		s.Week[day] = []Span{{150, 240}} // 02:30-04:00
	}
	spring := s.At(instant(t, s, "2026-03-08 00:00"))
	require.Equal(t, "2026-03-08T03:00:00-04:00", spring.Until.Format(time.RFC3339), "02:30 is skipped")

	for day := range s.Week {
		s.Week[day] = []Span{{60, 120}} // 01:00-02:00, twice in autumn
	}
	opens, ok := s.NextOpening(instant(t, s, "2026-11-01 00:00"))
	require.True(t, ok)
	require.Equal(t, 2*time.Hour, s.At(opens).Until.Sub(opens))
}

// Whether a schedule is open is asked by every caller who waits, again and again.
func TestOpenAllocatesNothing(t *testing.T) {
	s := support(t)
	for _, now := range []string{"2026-09-30 19:00", "2026-10-01 10:00", "2026-11-24 10:00"} {
		at := instant(t, s, now)
		require.Zero(t, testing.AllocsPerRun(100, func() { s.Open(at) }), now)
	}
}

func BenchmarkOpen(b *testing.B) {
	s := support(b)
	at := instant(b, s, "2026-09-30 19:00")
	for b.Loop() {
		s.Open(at)
	}
}

func BenchmarkAt(b *testing.B) {
	s := support(b)
	at := instant(b, s, "2026-09-30 19:00")
	for b.Loop() {
		s.At(at)
	}
}
