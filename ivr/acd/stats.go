package acd

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Stats count what became of the callers of a queue, or of the calls of an agent.
// One stay of a caller in a queue is the unit. A call that an agent hands to a
// colleague in the same queue goes on as the same stay.
//
// An offered stay ends in Answered, Abandoned, Left or Unreached; one of these that
// is missing still waits.
type Stats struct {
	// Offered counts stays that began; of an agent, calls that the agent was asked
	// to take.
	Offered int
	// Answered counts stays that an agent answered; of an agent, talks that began,
	// those taken over from a colleague too.
	Answered int
	InTime   int // answered within the time of the queue's service level
	// Counted counts what the service level is a share of: the stays answered, and
	// those abandoned after that time.
	Counted   int
	Abandoned int // the caller hung up before an answer
	Left      int // the caller left unanswered in another way: to be called back, to leave a message, into another queue
	Unreached int // tries of callbacks that came to no talk
	// Handled counts stays whose first talk is over; of an agent, talks that are.
	Handled  int
	Talk     time.Duration // the length of the talks that are over, hold included
	Promised int           // callbacks that callers asked for
	Kept     int           // callbacks that reached the caller
	Senior   int           // of Offered, or of an agent's Answered: callers of 65 and over
	Wait     time.Duration // the sum of the waits of the stays answered
	Waits    Histogram     // the same, one by one
	GaveUp   Histogram     // the waits of those abandoned
}

// Plus returns the sum of both.
func (s Stats) Plus(o Stats) Stats {
	return Stats{
		Offered: s.Offered + o.Offered, Answered: s.Answered + o.Answered, InTime: s.InTime + o.InTime, Counted: s.Counted + o.Counted,
		Abandoned: s.Abandoned + o.Abandoned, Left: s.Left + o.Left, Unreached: s.Unreached + o.Unreached,
		Handled: s.Handled + o.Handled, Talk: s.Talk + o.Talk, Promised: s.Promised + o.Promised, Kept: s.Kept + o.Kept,
		Senior: s.Senior + o.Senior, Wait: s.Wait + o.Wait, Waits: s.Waits.plus(o.Waits), GaveUp: s.GaveUp.plus(o.GaveUp),
	}
}

// Level returns the service level, 0 to 1: the share of callers who were answered
// in time, by what each queue promised when it happened. It returns false when
// there were none. A caller who hung up sooner than that is not counted.
func (s Stats) Level() (float64, bool) { return part(s.InTime, s.Counted) }

// RoundedDown returns a service level, from 0 to 1, in so many parts of the whole, rounded down: one that is below
// its promise never looks as if it kept it.
func RoundedDown(level float64, parts int) int {
	const exact = 1e-9 // 0.29*100 is a little less than 29
	return int(level*float64(parts) + exact)
}

// LevelWithin is [Stats.Level] for one time in all queues.
func (s Stats) LevelWithin(within time.Duration) (float64, bool) {
	soon := s.Waits.UpTo(within)
	return part(soon, s.Answered+s.GaveUp.Count()-s.GaveUp.UpTo(within))
}

func part(some, whole int) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(some) / float64(whole), true
}

// Over counts the stays that are answered or over. Callbacks that came to no talk
// are left out.
func (s Stats) Over() int { return s.Answered + s.Abandoned + s.Left }

// Histogram counts waits by length: the key is the longest wait of its class, in
// seconds. Classes are a second wide up to two minutes, then ten seconds up to
// ten minutes, a minute up to an hour, and a quarter of an hour.
type Histogram map[int]int

// class returns the seconds of the class that a wait belongs to: the wait rounded up.
func class(wait time.Duration) int {
	width := 15 * time.Minute
	switch {
	case wait <= 0:
		return 0
	case wait <= 2*time.Minute:
		width = time.Second
	case wait <= 10*time.Minute:
		width = 10 * time.Second
	case wait <= time.Hour:
		width = time.Minute
	}
	return int(((wait + width - 1) / width * width).Seconds())
}

func (h Histogram) plus(o Histogram) Histogram {
	if len(o) == 0 {
		return h
	}
	return maps.Clone(h).add(o)
}

// add adds to a histogram, which is made when there is none, and returns it.
func (h Histogram) add(o Histogram) Histogram {
	if h == nil && len(o) > 0 {
		h = Histogram{}
	}
	for seconds, count := range o { // in no order: each is added for itself
		h[seconds] += count
	}
	return h
}

// Count returns how many waits there are.
func (h Histogram) Count() (n int) {
	for _, seconds := range slices.Sorted(maps.Keys(h)) {
		n += h[seconds]
	}
	return n
}

// UpTo returns how many waits are in classes no longer than a wait.
func (h Histogram) UpTo(wait time.Duration) (n int) {
	for _, seconds := range slices.Sorted(maps.Keys(h)) {
		if time.Duration(seconds)*time.Second <= wait {
			n += h[seconds]
		}
	}
	return n
}

// Median returns the middle wait, rounded up to its class, and false when there
// is none.
func (h Histogram) Median() (time.Duration, bool) {
	middle := h.Count() / 2
	for _, seconds := range slices.Sorted(maps.Keys(h)) {
		if middle -= h[seconds]; middle < 0 {
			return time.Duration(seconds) * time.Second, true
		}
	}
	return 0, false
}

// DayOf names what figures are of: a day, and a queue or an agent. One of the two
// is "".
type DayOf struct {
	Day   string // 2006-01-02, in the hotline's time zone
	Queue string
	Agent string
}

// Compare orders by day, then agents before queues, then by name.
func (d DayOf) Compare(o DayOf) int {
	return cmp.Or(cmp.Compare(d.Day, o.Day), cmp.Compare(d.Queue, o.Queue), cmp.Compare(d.Agent, o.Agent))
}

// DayStats are the figures of a day in a queue, or of an agent.
type DayStats struct {
	DayOf
	Stats Stats
}

// Days are figures by what they are of.
type Days map[DayOf]Stats

// Add adds to the figures. Histograms grow in place: they are the Days' own.
func (d Days) Add(of DayOf, s Stats) {
	sum := d[of]
	waits, gaveUp := sum.Waits.add(s.Waits), sum.GaveUp.add(s.GaveUp)
	s.Waits, s.GaveUp = nil, nil
	sum = sum.Plus(s)
	sum.Waits, sum.GaveUp = waits, gaveUp
	d[of] = sum
}

// List returns the figures in the order of [DayOf.Compare].
func (d Days) List() []DayStats {
	list := make([]DayStats, 0, len(d))
	for _, of := range slices.SortedFunc(maps.Keys(d), DayOf.Compare) {
		list = append(list, DayStats{of, d[of]})
	}
	return list
}
