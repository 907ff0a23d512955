package hours

import (
	"slices"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// timeline is the slow oracle: for each minute of a few days, what the clock shows and whether the
// schedule is open.
type timeline struct {
	minutes []time.Time
	clock   []time.Time // as if it were UTC, and never set back
	open    []bool
}

const daysAround = 2 // before and after the tested days

// draw returns the timeline of s from a day on.
func draw(s *Schedule, first Date, days int) timeline {
	var l timeline
	from, to := first.AddDays(-daysAround), first.AddDays(days+daysAround)
	for t := from.utc().Add(-14 * time.Hour); t.Before(to.utc()); t = t.Add(time.Minute) {
		local := t.In(s.Location)
		shown := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), 0, 0, time.UTC)
		if n := len(l.clock); n > 0 && shown.Before(l.clock[n-1]) {
			shown = l.clock[n-1]
		}
		l.minutes, l.clock = append(l.minutes, local), append(l.clock, shown)
	}
	l.open = make([]bool, len(l.minutes))
	for d := from.AddDays(-2); !to.Before(d); d = d.AddDays(1) { // a zone may be a day ahead or behind
		for _, span := range spansOf(s, d) {
			for i := l.shows(d, span.Start); i < l.shows(d, span.End); i++ {
				l.open[i] = true
			}
		}
	}
	for i, t := range l.minutes {
		for _, c := range s.Closures {
			l.open[i] = l.open[i] && (t.Before(c.From) || !t.Before(c.Until))
		}
	}
	return l
}

// shows returns the first minute at which the clock shows that minute of a day, or later.
func (l timeline) shows(d Date, minute int) int {
	wanted := d.utc().Add(time.Duration(minute) * time.Minute)
	return sort.Search(len(l.clock), func(i int) bool { return !l.clock[i].Before(wanted) })
}

// spansOf returns the spans of a day, by the rules in their plainest form.
func spansOf(s *Schedule, d Date) []Span {
	if e, ok := s.Exceptions[d]; ok {
		return e.Spans
	}
	special, ok := s.Calendar.Day(d)
	if ok && special.Off {
		return nil
	}
	if ok && s.Makeup {
		if len(s.MakeupSpans) == 0 {
			return s.Week[time.Monday]
		}
		return s.MakeupSpans
	}
	return s.Week[d.Weekday()]
}

// change returns the first minute after i at which open differs, or the end.
func (l timeline) change(i int) int {
	for j := i; j < len(l.open); j++ {
		if l.open[j] != l.open[i] {
			return j
		}
	}
	return len(l.open)
}

func TestAtAgreesWithTheOracleEveryMinute(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := anyEdge(t)
		s := anySchedule(t, first)
		l := draw(s, first, 1)
		end := l.minutes[len(l.minutes)-1]
		for i := l.shows(first, 0); i < l.shows(first.AddDays(1), 0); i++ {
			at := l.minutes[i]
			status := s.At(at)
			require.Equal(t, l.open[i], status.Open, "at %v", at)
			require.Equal(t, l.open[i], s.Open(at), "at %v", at)
			if next := l.change(i); next < len(l.open) {
				require.True(t, l.minutes[next].Equal(status.Until), "at %v: until %v, not %v", at, l.minutes[next], status.Until)
			} else {
				require.True(t, status.Until.IsZero() || status.Until.After(end), "at %v: until %v", at, status.Until)
			}
		}
	})
}

func TestNextOpeningIsOpen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := anyEdge(t)
		s := anySchedule(t, first)
		at := first.In(s.Location).Add(time.Duration(rapid.Int64Range(0, int64(48*time.Hour)).Draw(t, "since")))
		opens, ok := s.NextOpening(at)
		status := s.At(at)
		switch {
		case status.Open:
			require.True(t, ok && opens.Equal(at))
		case ok:
			require.True(t, opens.After(at) && opens.Equal(status.Until))
			require.True(t, s.At(opens).Open)
			require.False(t, s.At(opens.Add(-time.Nanosecond)).Open)
		default:
			require.True(t, status.Until.IsZero())
		}
	})
}

func TestStatesFollowOneAnother(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := anyEdge(t)
		s := anySchedule(t, first)
		at := first.In(s.Location)
		for range 20 {
			status := s.At(at)
			if status.Until.IsZero() {
				return
			}
			require.True(t, status.Until.After(at), "no state is empty")
			require.NotEqual(t, status.Open, s.At(status.Until).Open, "no two alike touch")
			at = status.Until
		}
	})
}

// anyEdge draws a day near a clock change, a year's end or a holiday.
func anyEdge(t *rapid.T) Date {
	edge := rapid.SampledFrom([]Date{
		{2026, time.March, 8}, {2026, time.November, 1}, // New York
		{2026, time.March, 29}, {2026, time.October, 25}, // Berlin
		{2025, time.December, 31}, {2026, time.December, 31}, {2028, time.February, 29},
		{2026, time.February, 14}, {2026, time.September, 20}, {2026, time.October, 1},
	}).Draw(t, "edge")
	return edge.AddDays(rapid.IntRange(-2, 1).Draw(t, "before"))
}

func anySchedule(t *rapid.T, around Date) *Schedule {
	zones := []string{"Asia/Shanghai", "America/New_York", "Europe/Berlin"}
	s := &Schedule{
		Location:    zone(t, rapid.SampledFrom(zones).Draw(t, "zone")),
		Calendar:    rapid.SampledFrom([]*Calendar{nil, China()}).Draw(t, "calendar"),
		Makeup:      rapid.Bool().Draw(t, "makeup"),
		MakeupSpans: anySpans(t, "makeup spans"),
		Exceptions:  map[Date]Exception{},
	}
	for day := range s.Week {
		s.Week[day] = anySpans(t, "day")
	}
	for range rapid.IntRange(0, 2).Draw(t, "exceptions") {
		d := around.AddDays(rapid.IntRange(-1, 2).Draw(t, "on"))
		s.Exceptions[d] = Exception{Spans: anySpans(t, "exception")}
	}
	for range rapid.IntRange(0, 2).Draw(t, "closures") {
		s.Closures = append(s.Closures, anyClosure(t, around))
	}
	return s
}

func anyClosure(t *rapid.T, around Date) Closure {
	minutes := rapid.IntRange(-2*day, 3*day)
	from := around.utc().Add(time.Duration(minutes.Draw(t, "from")) * time.Minute)
	until := around.utc().Add(time.Duration(minutes.Draw(t, "until")) * time.Minute)
	if rapid.Bool().Draw(t, "since ever") {
		from = time.Time{}
	}
	return Closure{From: from, Until: until}
}

// anySpans draws spans of a day in order, without overlap.
func anySpans(t *rapid.T, label string) []Span {
	edges := rapid.SliceOfNDistinct(rapid.IntRange(0, day-1), 0, 6, rapid.ID[int]).Draw(t, label)
	slices.Sort(edges)
	var spans []Span
	for i := 0; i+1 < len(edges); i += 2 {
		spans = append(spans, Span{edges[i], edges[i+1]})
	}
	if len(edges)%2 == 1 { // the odd one begins a span over midnight
		start := edges[len(edges)-1]
		end := day + rapid.IntRange(0, max(start-1, 0)).Draw(t, label+" ends")
		spans = append(spans, Span{start, end})
	}
	return spans
}
