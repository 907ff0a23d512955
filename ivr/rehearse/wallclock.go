package rehearse

import (
	"iter"
	"time"

	"github.com/okpay/hotline/ivr/hours"
)

const (
	slotMinutes = int(Slot / time.Minute)
	dayMinutes  = Slots * slotMinutes
)

// end is the first instant after the day.
func (d *Day) end() time.Time { return hours.DateOf(d.Date).AddDays(1).In(d.Date.Location()) }

// offsets gives the parts of the day between changes of the clock, mostly one, each with the minute of
// the day that the clock shows at its beginning.
func (d *Day) offsets() iter.Seq2[Period, int] {
	return func(yield func(Period, int) bool) {
		end := d.end()
		for from := d.Date; from.Before(end); {
			_, until := from.ZoneBounds()
			if until.IsZero() || until.After(end) {
				until = end
			}
			if !yield(Period{from, until}, from.Hour()*60+from.Minute()) {
				return
			}
			from = until
		}
	}
}

// shows returns when the clock shows a time of the day, from a minute up to another: mostly once, never
// if the clock is put forward over it, and longer or twice if it is put back.
func (d *Day) shows(from, until int) []Period {
	var periods []Period
	for part, start := range d.offsets() {
		p := Period{
			maxTime(part.From, part.From.Add(time.Duration(from-start)*time.Minute)),
			minTime(part.Until, part.From.Add(time.Duration(until-start)*time.Minute)),
		}
		last := len(periods) - 1
		switch {
		case !p.From.Before(p.Until):
		case last >= 0 && periods[last].Until.Equal(p.From):
			periods[last].Until = p.Until
		default:
			periods = append(periods, p)
		}
	}
	return periods
}

// slot returns when the clock shows a half-hour of the day.
func (d *Day) slot(i int) []Period { return d.shows(i*slotMinutes, (i+1)*slotMinutes) }

// lasting returns how long a half-hour of the day lasts: an hour if the clock shows it twice. Of one that it
// does not show, in which nothing happens, it is the usual time.
func (d *Day) lasting(slot int) time.Duration {
	if lasts := length(d.slot(slot)); lasts > 0 {
		return lasts
	}
	return Slot
}

// length is how long periods last together.
func length(periods []Period) (sum time.Duration) {
	for _, p := range periods {
		sum += p.Until.Sub(p.From)
	}
	return sum
}

// slotOf returns the half-hour of a day that the clock shows at an instant; what is before the day counts
// as its first, and what is after it as its last.
func slotOf(date, at time.Time) int {
	local := at.In(date.Location())
	switch day := hours.DateOf(date); hours.DateOf(local).Compare(day) {
	case -1:
		return 0
	case 1:
		return Slots - 1
	}
	return (local.Hour()*60 + local.Minute()) / slotMinutes
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
