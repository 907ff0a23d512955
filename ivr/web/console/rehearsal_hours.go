package console

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// hourField is how many calls come in an hour of the day.
type hourField struct {
	Hour  int
	Calls string  // as it was typed
	High  float64 // of its bar, up to 100
	Bad   bool    // what was typed is no such number
}

// Clock returns when the hour begins.
func (h hourField) Clock() string { return fmt.Sprintf("%02d:00", h.Hour) }

// Name returns the name of the field.
func (h hourField) Name() string { return "hour." + strconv.Itoa(h.Hour) }

// dayHours are the fields of a day's hours.
type dayHours []hourField

// newHours returns the fields for what was typed in each hour.
func newHours(typed func(hour int) string) dayHours {
	hours := make(dayHours, 24)
	most := 0.0
	for i := range hours {
		calls := typed(i)
		n, ok := callsOf(calls)
		hours[i] = hourField{Hour: i, Calls: calls, High: n, Bad: !ok}
		most = max(most, n)
	}
	for i := range hours {
		hours[i].High = math.Round(highest * hours[i].High / max(1, most))
	}
	return hours
}

// highest is how high the bar of the busiest hour is, of 100: the rest is for dragging it higher.
const highest = 80.0

// callsOf reads a number of calls in an hour; nothing is none.
func callsOf(typed string) (float64, bool) {
	if typed == "" {
		return 0, true
	}
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil || !(n >= 0 && n <= MostRehearsedCalls) {
		return 0, false
	}
	return n, true
}

// Given reports whether any hour has something in it.
func (h dayHours) Given() bool {
	return slices.ContainsFunc(h, func(f hourField) bool { return f.Calls != "" })
}

// Sum returns the calls of all hours.
func (h dayHours) Sum() int {
	sum := 0.0
	for _, f := range h {
		n, _ := callsOf(f.Calls)
		sum += n
	}
	return int(math.Round(sum))
}

// read adds the hours to a rehearsal. Where it says no number of calls, their sum is the day's. What is wrong
// is a key of the words.
func (h dayHours) read(r *Rehearsal) (wrong string) {
	if !h.Given() {
		return ""
	}
	r.ByHour = map[int]float64{}
	for _, f := range h {
		n, ok := callsOf(f.Calls)
		if !ok {
			return "wrong.rehearsal_hour"
		}
		if n > 0 {
			r.ByHour[f.Hour] = n
		}
	}
	if len(r.ByHour) == 0 {
		return "wrong.rehearsal_hours_none"
	}
	if r.Calls == 0 {
		r.Calls = max(1, h.Sum())
	}
	if r.Calls > MostRehearsedCalls {
		return "wrong.rehearsal_hours_many"
	}
	return ""
}

// written returns a number of calls as a field shows it: with a tenth where there are few.
func written(calls float64) string {
	if calls >= 10 {
		return strconv.FormatFloat(math.Round(calls), 'f', -1, 64)
	}
	return strconv.FormatFloat(math.Round(calls*10)/10, 'f', -1, 64)
}
