package hours

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestOpeningTimes(t *testing.T) {
	t.Parallel()
	for written, spans := range map[string][]Span{
		"09:00-18:00":              {{540, 1080}},
		"09:00-12:00, 13:30-18:00": {{540, 720}, {810, 1080}},
		"13:30-18:00,09:00-12:00":  {{540, 720}, {810, 1080}},
		"09:00-12:00, 12:00-18:00": {{540, 720}, {720, 1080}},
		"22:00-06:00":              {{1320, 1800}},
		"18:00-00:00":              {{1080, 1440}},
		"00:00-24:00":              {{0, 1440}},
		" 09:00 - 18:00 ":          {{540, 1080}},
		"closed":                   nil,
	} {
		got, err := ParseSpans(written)
		require.NoError(t, err, written)
		require.Equal(t, spans, got, written)
	}
}

func TestErrorsOfOpeningTimesSayHowToFixThem(t *testing.T) {
	t.Parallel()
	for written, mend := range map[string]string{
		"":                         "write them as 09:00-18:00, or closed",
		"9-18":                     "write them as 09:00-18:00",
		"9:00-18:00":               "write them as 09:00-18:00",
		"09:00":                    "write them as 09:00-18:00",
		"09:00-25:00":              "write them as 09:00-18:00",
		"24:00-06:00":              "write them as 09:00-18:00",
		"09:00-18:00,":             "write them as 09:00-18:00",
		"09:00-09:00":              "write 00:00-24:00 for the whole day, or closed",
		"09:00-13:00, 12:00-18:00": "09:00-13:00 and 12:00-18:00 overlap; make them one",
		"22:00-06:00, 23:00-23:30": "22:00-06:00 and 23:00-23:30 overlap",
	} {
		_, err := ParseSpans(written)
		require.ErrorContains(t, err, mend, written)
	}
}

func TestOpeningTimesReadBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		spans := anySpans(t, "spans")
		if len(spans) == 0 {
			return
		}
		var written []string
		for _, s := range spans {
			written = append(written, s.String())
		}
		got, err := ParseSpans(strings.Join(written, ", "))
		require.NoError(t, err)
		require.Equal(t, spans, got)
	})
}

func FuzzParseSpans(f *testing.F) {
	for _, seed := range []string{"09:00-12:00, 13:30-18:00", "22:00-06:00", "closed", "-", ",", "00:00-24:00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		spans, err := ParseSpans(s)
		end := 0
		for _, span := range spans {
			require.NoError(t, err)
			require.True(t, end <= span.Start && span.Start < span.End && span.Start < day && span.End < 2*day, "%q: %v", s, spans)
			end = span.End
		}
	})
}

func TestDaysOfTheWeek(t *testing.T) {
	t.Parallel()
	for written, days := range map[string][]time.Weekday{
		"mon":         {1},
		"mon-fri":     {1, 2, 3, 4, 5},
		"sat-sun":     {6, 0},
		"fri-mon":     {5, 6, 0, 1},
		"mon,wed,fri": {1, 3, 5},
		"mon-tue, sat": {
			1, 2, 6,
		},
		"sun-sat": {0, 1, 2, 3, 4, 5, 6},
	} {
		got, err := ParseDays(written)
		require.NoError(t, err, written)
		require.Equal(t, days, got, written)
	}
	for written, mend := range map[string]string{
		"":            "write them as mon, mon-fri",
		"monday":      "write them as mon, mon-fri",
		"mon-":        "write them as mon, mon-fri",
		"mon-fri,wed": "names wed twice; name it once",
	} {
		_, err := ParseDays(written)
		require.ErrorContains(t, err, mend, written)
	}
}
