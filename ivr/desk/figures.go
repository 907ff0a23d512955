package desk

import (
	"maps"
	"slices"
	"time"
)

// Figures count callers' stays in queues. A call that an agent passes to another
// within one queue is one stay, answered by the first of them.
type Figures struct {
	Waited    int             // stays that are answered or over, callbacks that were not reached left out
	Answered  int             // stays that an agent answered
	Abandoned int             // stays that ended because the caller hung up
	Waits     []time.Duration // of the answered stays
	soon      int             // answered within the time
	counted   int             // stays that the service level is a share of
}

// handover identifies a stay by its caller, its queue and the moment of its
// handover: the stay that follows in the same queue begins at that moment.
type handover struct {
	ticket, queue string
	at            int64
}

// Count sums visits up. within is the longest wait of a caller who was answered
// in time.
func Count(visits []Visit, within time.Duration) Figures {
	handovers := map[handover]bool{}
	for _, v := range visits {
		if v.Result == HandedOn && !v.Answered.IsZero() {
			handovers[handover{v.Ticket, v.Queue, v.Ended.UnixNano()}] = true
		}
	}
	var f Figures
	for _, v := range visits {
		if !handovers[handover{v.Ticket, v.Queue, v.Entered.UnixNano()}] {
			f.add(v, within)
		}
	}
	return f
}

func (f *Figures) add(v Visit, within time.Duration) {
	if v.Result == Unreached {
		return
	}
	f.Waited++
	switch {
	case !v.Answered.IsZero():
		f.Answered++
		f.counted++
		f.Waits = append(f.Waits, v.Waited())
		if v.Waited() <= within {
			f.soon++
		}
	case v.Result == Abandoned:
		f.Abandoned++
		if v.Waited() > within {
			f.counted++
		}
	}
}

// Level returns the share of callers who were answered in time, 0 to 1, and false
// when there were none. A caller who hung up sooner than that is not counted.
func (f Figures) Level() (float64, bool) {
	if f.counted == 0 {
		return 0, false
	}
	return float64(f.soon) / float64(f.counted), true
}

// WithTalks adds the talks that go on to the visits that are kept, where they
// began from since on and before until; the zero until does not bound. Read the
// floor before the visits, so that a talk that ends in between is not missed.
func (f Floor) WithTalks(visits []Visit, since, until time.Time) []Visit {
	kept := map[string]bool{}
	for _, v := range visits {
		kept[v.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(f.Tickets)) {
		v := f.Tickets[id].Visit
		if !v.Answered.IsZero() && !kept[v.ID] && !v.Entered.Before(since) && (until.IsZero() || v.Entered.Before(until)) {
			visits = append(visits, v)
		}
	}
	return visits
}
