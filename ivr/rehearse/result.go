package rehearse

import (
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/acd"
)

// Slot is the length of the intervals that a day is reported in; Slots is how many a day has.
const (
	Slot  = 30 * time.Minute
	Slots = int(24 * time.Hour / Slot)
)

// Figures are what became of the callers who came to a queue in some time, and what agents did in it.
// Callers who are called back are counted when they ask, and not among those who wait on the line.
type Figures struct {
	Offered   int // callers who began to wait
	Answered  int
	InTime    int // answered within the time of the service level
	Counted   int // what the service level is a share of: those answered, and those who gave up later than that
	Abandoned int // hung up
	Left      int // by a key, or by the menu's rules
	Asked     int // to be called back
	Kept      int // of those: reached
	Waits     []time.Duration
	Staffed   time.Duration // of agents who serve the queue, on duty and not away
	Busy      time.Duration // of that: ringing, talking, wrapping up
}

// Result is a day played.
type Result struct {
	Queues  map[string]*[Slots]Figures
	Staffed [Slots]time.Duration // of all agents on duty and not away, whatever they serve
	Failed  int                  // calls at which the menu could not go on, and that went to its fallback

	date, end time.Time
	promises  map[string]acd.Promise
	callbacks map[string]*Figures // by interaction: where it was asked for
	days      acd.Days            // the ACD's own figures of queues
}

func newResult(date, end time.Time, promises map[string]acd.Promise) *Result {
	r := &Result{Queues: map[string]*[Slots]Figures{}, date: date, end: end, promises: promises, callbacks: map[string]*Figures{}, days: acd.Days{}}
	for queue := range promises { // in no order: each is put for itself
		r.Queues[queue] = &[Slots]Figures{}
	}
	return r
}

// at is the figures of a queue at an instant; of a department that is no queue, nobody's.
func (r *Result) at(queue string, at time.Time) *Figures {
	slots := r.Queues[queue]
	if slots == nil {
		return &Figures{}
	}
	return &slots[slotOf(r.date, at)]
}

// began is when the half-hour began that the clock shows at an instant.
func (r *Result) began(at time.Time) time.Time {
	local := at.In(r.date.Location())
	into := time.Duration(local.Minute()%slotMinutes)*time.Minute + time.Duration(local.Second())*time.Second + time.Duration(local.Nanosecond())
	return at.Add(-into)
}

// asked counts a callback that is asked for.
func (r *Result) asked(interaction, queue string, at time.Time) {
	f := r.at(queue, at)
	f.Asked++
	r.callbacks[interaction] = f
}

// record counts a stay in a queue that is over. One that is filed was counted before.
func (r *Result) record(v acd.QueueRecord) {
	if v.Disposition != "" {
		return
	}
	if strings.HasPrefix(v.Interaction, acd.CallbackID("")) {
		if f := r.callbacks[v.Interaction]; f != nil && !v.Answered.IsZero() {
			f.Kept++
		}
		return
	}
	f, within := r.at(v.Queue, v.Entered), r.promises[v.Queue].Within
	f.Offered++
	switch {
	case !v.Answered.IsZero():
		f.Answered++
		f.Counted++
		f.Waits = append(f.Waits, v.Waited())
		if v.Waited() <= within {
			f.InTime++
		}
	case v.Result == acd.Abandoned:
		f.Abandoned++
		if v.Waited() > within {
			f.Counted++
		}
	default:
		f.Left++
	}
}

// worked counts what an agent did from one instant to another, as far as that is in the day.
func (r *Result) worked(queues []string, status acd.AgentStatus, from, until time.Time) {
	if status == acd.Away {
		return
	}
	for until = minTime(until, r.end); from.Before(until); {
		slot := slotOf(r.date, from)
		next := minTime(until, from.Add(Slot-from.Sub(r.began(from))))
		r.Staffed[slot] += next.Sub(from)
		for _, queue := range queues {
			f := r.at(queue, from)
			f.Staffed += next.Sub(from)
			if status != acd.Available {
				f.Busy += next.Sub(from)
			}
		}
		from = next
	}
}
