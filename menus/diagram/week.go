package diagram

import (
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr/hours"
)

// opening is a line's week in words: Mon–Fri 09:00–18:00, and what public
// holidays change.
func (t languages) opening(line *hours.Schedule) Words {
	open := t.words(func(language string) string { return weekText(line.Week, language) })
	if open == nil {
		open = t.word("never")
	}
	parts := []Words{open}
	if line.Calendar != nil {
		parts = append(parts, t.word("holidays"))
	}
	if line.Calendar != nil && line.Makeup {
		parts = append(parts, t.word("makeup"))
	}
	if line.Location != nil {
		parts = append(parts, t.plain(line.Location.String()))
	}
	return t.joined(" · ", parts...)
}

// weekText tells a week in one language, days of the same hours together; "" of
// one that has none.
func weekText(week hours.Week, language string) string {
	days := strings.Fields(vocabulary()["days"][language])
	if len(days) != len(week) {
		return ""
	}
	var parts []string
	for day := 1; day <= 7; {
		first, spans := day, week[day%7]
		for day++; day <= 7 && slices.Equal(week[day%7], spans); day++ {
		}
		if len(spans) > 0 {
			parts = append(parts, daysText(days, first, day-1, language)+" "+spansText(spans))
		}
	}
	return strings.Join(parts, ", ")
}

// daysText names the days from first to last, where Sunday is the seventh.
func daysText(days []string, first, last int, language string) string {
	switch {
	case first == 1 && last == 7:
		return vocabulary()["daily"][language]
	case first == last:
		return days[first%7]
	}
	return days[first] + "–" + days[last%7]
}

func spansText(spans []hours.Span) string {
	list := make([]string, len(spans))
	for i, s := range spans {
		list[i] = strings.ReplaceAll(s.String(), "-", "–")
	}
	return strings.Join(list, " ")
}
