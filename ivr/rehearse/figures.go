package rehearse

import (
	"slices"
	"time"
)

// Plus returns the sum of both.
func (f Figures) Plus(o Figures) Figures {
	return Figures{
		Offered: f.Offered + o.Offered, Answered: f.Answered + o.Answered, InTime: f.InTime + o.InTime, Counted: f.Counted + o.Counted,
		Abandoned: f.Abandoned + o.Abandoned, Left: f.Left + o.Left, Asked: f.Asked + o.Asked, Kept: f.Kept + o.Kept,
		Waits: slices.Concat(f.Waits, o.Waits), Staffed: f.Staffed + o.Staffed, Busy: f.Busy + o.Busy,
	}
}

// Level returns the service level, from 0 to 1, as [acd.Stats.Level] does; false when there were no callers.
func (f Figures) Level() (float64, bool) { return share(f.InTime, f.Counted) }

// GaveUp returns the share of callers who hung up, and false when there were none.
func (f Figures) GaveUp() (float64, bool) { return share(f.Abandoned, f.Offered) }

// Occupancy returns the share of the agents' time that was taken, and false when there were none.
func (f Figures) Occupancy() (float64, bool) { return share(f.Busy, f.Staffed) }

func share[N int | time.Duration](part, whole N) (float64, bool) {
	if whole == 0 {
		return 0, false
	}
	return float64(part) / float64(whole), true
}

// Wait returns the mean wait of those answered, and the wait that nine of ten of them did not exceed;
// false when there were none.
func (f Figures) Wait() (mean, ninth time.Duration, ok bool) {
	if len(f.Waits) == 0 {
		return 0, 0, false
	}
	waits, sum := slices.Sorted(slices.Values(f.Waits)), time.Duration(0)
	for _, w := range waits {
		sum += w
	}
	return sum / time.Duration(len(waits)), waits[(9*len(waits)+9)/10-1], true
}
