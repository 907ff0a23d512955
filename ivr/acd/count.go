package acd

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Promise is a queue's service level as the menu gives it: the share of callers
// who are to be answered within a time. The zero Promise is none.
type Promise struct {
	Share  float64 // 0 to 1
	Within time.Duration
}

// Day returns the day of an instant in the hotline's time zone, as 2006-01-02.
func (r Rules) Day(at time.Time) string { return DayIn(r.Zone, at) }

// DayIn returns the day of an instant in a time zone, as 2006-01-02; nil is UTC.
func DayIn(zone *time.Location, at time.Time) string {
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format(time.DateOnly)
}

// counter adds up what happens to stays. All that is counted of a stay counts on
// the day on which it began.
type counter struct {
	rules Rules
	days  Days
}

func (c counter) queue(v QueueRecord, s Stats) {
	c.days.Add(DayOf{Day: c.rules.Day(v.Entered), Queue: v.Queue}, s)
}

func (c counter) agent(v QueueRecord, name string, s Stats) {
	c.days.Add(DayOf{Day: c.rules.Day(v.Entered), Agent: name}, s)
}

// began counts a stay that begins.
func (c counter) began(v QueueRecord) {
	if !v.Continued {
		c.queue(v, Stats{Offered: 1, Senior: one(v.Senior)})
	}
}

// promised counts a callback that a caller asked for.
func (c counter) promised(v QueueRecord) { c.queue(v, Stats{Promised: 1}) }

// offered counts a call that an agent is asked to take.
func (c counter) offered(v QueueRecord, agent string) { c.agent(v, agent, Stats{Offered: 1}) }

// answered counts an answer; callback is true when the caller was called back.
func (c counter) answered(v QueueRecord, callback bool) {
	s := Stats{Answered: 1, Kept: one(callback)}
	if v.Continued {
		c.agent(v, v.Agent, Stats{Answered: 1, Senior: one(v.Senior)})
		return
	}
	s.Counted, s.InTime = 1, one(v.Waited() <= c.rules.Promises[v.Queue].Within)
	s.Wait, s.Waits = v.Waited(), Histogram{class(v.Waited()): 1}
	c.queue(v, s)
	s.Senior = one(v.Senior)
	c.agent(v, v.Agent, s)
}

// ended counts how a stay ended.
func (c counter) ended(v QueueRecord) {
	switch {
	case v.Result == Unreached || v.Result == Withdrawn:
		c.queue(v, Stats{Unreached: 1})
	case !v.Answered.IsZero():
		talk := v.Ended.Sub(v.Answered)
		c.queue(v, Stats{Handled: one(!v.Continued), Talk: talk})
		c.agent(v, v.Agent, Stats{Handled: 1, Talk: talk})
	case v.Continued: // answered before it was handed over
	case v.Result == Abandoned:
		late := v.Waited() > c.rules.Promises[v.Queue].Within
		c.queue(v, Stats{Abandoned: 1, Counted: one(late), GaveUp: Histogram{class(v.Waited()): 1}})
	default:
		c.queue(v, Stats{Left: 1})
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Recount adds up the figures of stays that were kept before figures were, and of those
// that go on. Some figures cannot be known from stays: the calls that agents were asked
// to take, and, from earlier releases, the callers of 65 and over. They are 0. A case whose
// callback is asked for and kept more than once counts as one callback.
func (f State) Recount(kept []QueueRecord, r Rules) Days {
	c := counter{r, Days{}}
	visits := slices.Clone(kept)
	for k := range f.Interactions.Values() {
		visits = append(visits, k.Record)
	}
	slices.SortStableFunc(visits, func(a, b QueueRecord) int { return cmp.Or(a.Entered.Compare(b.Entered), cmp.Compare(a.ID, b.ID)) })
	handed := handovers(visits)
	called, reached := map[string]bool{}, map[string]bool{}
	for _, v := range visits {
		v.Continued = v.Continued || handed[handover{v.Interaction, v.Queue, v.Entered.UnixNano()}]
		callback := isCallback(v.Interaction)
		if callback && !called[v.Interaction] {
			c.promised(v)
		}
		c.began(v)
		if !v.Answered.IsZero() {
			c.answered(v, callback && !reached[v.Interaction])
			reached[v.Interaction] = true
		}
		if !v.Ended.IsZero() {
			c.ended(v)
		}
		called[v.Interaction] = true
	}
	return c.days
}

func isCallback(ticket string) bool { return strings.HasPrefix(ticket, CallbackID("")) }

// handover identifies a stay by its caller, its queue and the moment of its
// handover: the stay that follows in the same queue begins at that moment.
type handover struct {
	interaction, queue string
	at                 int64
}

func handovers(visits []QueueRecord) map[handover]bool {
	all := map[handover]bool{}
	for _, v := range visits {
		if v.Result == HandedOn && !v.Answered.IsZero() {
			all[handover{v.Interaction, v.Queue, v.Ended.UnixNano()}] = true
		}
	}
	return all
}
