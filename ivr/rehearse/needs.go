package rehearse

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr/acd"
	"github.com/okpay/hotline/ivr/rehearse/erlang"
)

// Sample is one random draw of a day: its callers, and where each comes to in the menu. How many
// agents are needed is found over several samples.
type Sample struct {
	Day    *Day
	Visits []Contact
}

// Need is how many agents a queue needs in each part of the day to keep its service level: reckoned by
// Erlang A, then raised and lowered until the days that were played kept it.
type Need struct {
	Queue     string
	Reckoned  Headcount // by Erlang A alone
	Agents    Headcount
	Confirmed bool // every part of the days played kept the service level
	Plays     int  // of all samples, until then
}

// How far the search goes.
const (
	mostPlays = 20
	lowerings = 2 // plays after which agents are taken away
)

// Needs finds how many agents a queue needs. Only its own callers are played, and agents who serve nothing
// else.
func Needs(queue string, samples []Sample) (Need, error) {
	d := samples[0].Day
	level := d.promise(queue)
	own := of(queue, samples)
	models := reckon(d, queue, own)
	within := d.within(queue, level.Within, own)
	n := Need{Queue: queue}
	for slot, m := range models {
		if d.open(queue, slot) {
			n.Reckoned[slot] = erlang.Needed(m, level.Share, within)
		}
	}
	n.Agents = n.Reckoned
	var raised [Slots]bool
	most := slices.Max(n.Reckoned[:])
	for _, s := range own {
		most = max(most, len(s.Visits)) // an agent for everybody
	}
	for n.Plays = 1; ; n.Plays++ {
		played, err := play(queue, own, n.Agents)
		if err != nil {
			return n, err
		}
		lacking := false
		var next Headcount
		for slot := range next {
			next[slot] = n.Agents[slot]
			got, counted := played[slot].Level()
			switch {
			case !counted && played[slot].Left == 0: // nobody came, or nobody who stays for the words before the queue
			case got < level.Share: // or all were led on
				next[slot] = min(n.Agents[slot]+missing(n.Agents[slot], level.Share-got), most)
				raised[slot], lacking = true, true
			case !raised[slot] && n.Plays <= lowerings && spare(models[slot], n.Agents[slot], got-level.Share, within):
				next[slot]--
			}
		}
		n.Confirmed = !lacking
		if next == n.Agents || n.Plays == mostPlays {
			return n, nil
		}
		n.Agents = next
	}
}

// missing is how many agents to add where the service level is short: one, or half of what it is short by.
func missing(agents int, short float64) int {
	return max(1, int(float64(agents)*short/2+0.5))
}

// spare reports whether one agent less would keep the service level, by how much Erlang A loses by it.
func spare(m erlang.Queue, agents int, above float64, within time.Duration) bool {
	if agents < 2 {
		return false
	}
	m.Agents = agents
	with, _ := m.Figures(within)
	m.Agents--
	without, lasts := m.Figures(within)
	return lasts && with.Level-without.Level < above
}

// promise is a queue's service level; a queue without one is measured by the usual.
func (d *Day) promise(queue string) acd.Promise {
	level := d.Menu.Queues[queue].ServiceLevel
	if level.Within == 0 {
		return acd.Promise{Share: 0.8, Within: 20 * time.Second}
	}
	return acd.Promise{Share: level.Share, Within: level.Within}
}

// within is how long a call may wait for an agent to be free, so that it is answered in time: what is said
// before the wait, the ringing and the joining take their part of the time.
func (d *Day) within(queue string, promised time.Duration, samples []Sample) time.Duration {
	heard, calls := time.Duration(0), 0
	for _, s := range samples {
		for _, v := range s.Visits {
			if v.hop.stop == queued {
				heard += v.hop.spoken
				calls++
			}
		}
	}
	return max(time.Second, promised-heard/time.Duration(max(1, calls))-joining-d.Profile.agents(queue).Answer.Mean())
}

// open reports whether a queue is open at some time of a half-hour.
func (d *Day) open(queue string, slot int) bool {
	for _, p := range d.slot(slot) {
		for at := p.From; at.Before(p.Until); at = at.Add(time.Minute) {
			if d.Menu.Open(queue, at, nil) {
				return true
			}
		}
	}
	return false
}

// of is the visits of a queue's own callers.
func of(queue string, samples []Sample) []Sample {
	own := make([]Sample, len(samples))
	for i, s := range samples {
		own[i].Day = s.Day
		for _, v := range s.Visits {
			if v.concerns(queue) {
				own[i].Visits = append(own[i].Visits, v)
			}
		}
	}
	return own
}

func (v Contact) concerns(queue string) bool {
	if waits, _ := v.Queue(); waits != "" {
		return waits == queue
	}
	return v.hop.events[0].queue == queue
}

// reckon is a queue by half-hour, as Erlang A sees it.
func reckon(d *Day, queue string, samples []Sample) [Slots]erlang.Queue {
	var models [Slots]erlang.Queue
	for slot := range models {
		models[slot] = erlang.Queue{Handling: d.Profile.handling(queue), Patience: d.Profile.Callers.Patience.Mean()}
	}
	calls := [Slots]int{}
	for _, s := range samples {
		for _, v := range s.Visits {
			if waits, since := v.Queue(); waits != "" {
				calls[slotOf(d.Date, since)]++
			}
		}
	}
	for slot := range models {
		models[slot].Rate = float64(calls[slot]) / d.lasting(slot).Seconds() / float64(len(samples))
	}
	return models
}

// play plays a queue alone in all samples, and adds the figures up.
func play(queue string, samples []Sample, agents Headcount) (sum [Slots]Figures, err error) {
	for _, s := range samples {
		r, err := s.Day.Play(s.Visits, s.Day.Staff(queue, agents))
		if err != nil {
			return sum, err
		}
		for slot, f := range r.Queues[queue] {
			sum[slot] = sum[slot].Plus(f)
		}
	}
	return sum, nil
}
