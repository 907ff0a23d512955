// Package erlang holds the formulas of call-centre planning: Erlang B (callers who find all agents busy
// are lost), Erlang C (they wait for ever) and Erlang A (they wait as long as their patience lasts). Calls
// come at random, one independent of the other; how long calls and patience last is exponential.
package erlang

import (
	"math"
	"time"
)

// Blocking returns the share of callers that Erlang B loses, from 0 to 1, with n agents and an offered
// load in erlangs: the calls that come while one is handled, on average.
func Blocking(n int, load float64) float64 {
	lost := 1.0
	for i := 1; i <= n; i++ {
		lost = load * lost / (float64(i) + load*lost)
	}
	return lost
}

// Waiting returns the share of callers who wait in Erlang C, from 0 to 1. It is 1 when the load is not
// less than the agents: then the queue grows for ever.
func Waiting(n int, load float64) float64 {
	agents := float64(n)
	if load >= agents {
		return 1
	}
	lost := Blocking(n, load)
	return agents * lost / (agents - load*(1-lost))
}

// Queue is a queue as the formulas see it.
type Queue struct {
	Agents   int
	Rate     float64       // calls a second
	Handling time.Duration // mean, from an agent being taken to their being free again
	Patience time.Duration // mean; 0 is without end, as in Erlang C
}

// Load returns the offered load in erlangs.
func (q Queue) Load() float64 { return q.Rate * q.Handling.Seconds() }

// Figures are what a queue comes to in the long run.
type Figures struct {
	Waits     float64       // the share of callers who wait at all
	Wait      time.Duration // the mean wait of all callers, of those too who give up
	Abandoned float64       // the share who give up
	Occupancy float64       // the share of the agents' time that is taken
	Level     float64       // the share answered in time; those who give up sooner do not count
}

// Figures returns what the queue comes to, with a service level of calls answered within a time. It
// returns false when the queue grows for ever, or has no agents.
func (q Queue) Figures(within time.Duration) (Figures, bool) {
	switch {
	case q.Agents <= 0:
		return Figures{}, false
	case q.Rate <= 0:
		return Figures{Level: 1}, true
	case q.Patience > 0:
		return q.impatient(within), true
	case q.Load() >= float64(q.Agents):
		return Figures{}, false
	}
	return q.patient(within), true
}

// patient is Erlang C.
func (q Queue) patient(within time.Duration) Figures {
	load, agents, handling := q.Load(), float64(q.Agents), q.Handling.Seconds()
	waits := Waiting(q.Agents, load)
	return Figures{
		Waits:     waits,
		Wait:      seconds(waits * handling / (agents - load)),
		Occupancy: load / agents,
		Level:     1 - waits*math.Exp(-(agents-load)*within.Seconds()/handling),
	}
}

// impatient is Erlang A, by the density of the wait that a caller with endless patience would have.
func (q Queue) impatient(within time.Duration) Figures {
	w := q.offeredWait()
	gives := func(t float64) float64 { return -math.Expm1(-t * w.leaving) } // up before t
	limit := within.Seconds()
	abandoned := w.integral(0, w.end, gives)
	answered := 1 - abandoned
	soon := w.none + w.integral(0, min(limit, w.end), func(t float64) float64 { return 1 - gives(t) })
	late := w.integral(min(limit, w.end), w.end, func(t float64) float64 { return gives(t) - gives(limit) })
	return Figures{
		Waits:     1 - w.none,
		Wait:      seconds(abandoned / w.leaving),
		Abandoned: abandoned,
		Occupancy: q.Load() * answered / float64(q.Agents),
		Level:     soon / (answered + late),
	}
}

// offeredWait is the wait that a caller with endless patience would have. Its density at t is
//
//	scale × exp(rate/leaving × (1 − e^(−leaving·t)) − agents·t/handling − peak)
//
// where peak, the greatest exponent, keeps the numbers small.
type offeredWait struct {
	rate, service, leaving float64 // a second: calls that come, that all agents end, and that one caller gives up
	none                   float64 // the probability of no wait
	scale, peak, end       float64
}

// negligible is the exponent below which the density is taken to be nothing.
const negligible = -40

func (q Queue) offeredWait() offeredWait {
	w := offeredWait{rate: q.Rate, service: float64(q.Agents) / q.Handling.Seconds(), leaving: 1 / q.Patience.Seconds(), scale: 1}
	summit := 0.0
	if w.rate > w.service {
		summit = math.Log(w.rate/w.service) / w.leaving
	}
	w.peak = w.exponent(summit)
	for w.end = summit + 1/w.service; w.exponent(w.end)-w.peak > negligible; w.end = summit + 2*(w.end-summit) {
	}
	idle := math.Exp(-w.peak) / Blocking(q.Agents-1, q.Load())
	busy := w.rate * w.integral(0, w.end, func(float64) float64 { return 1 })
	w.scale, w.none = w.rate/(idle+busy), idle/(idle+busy)
	return w
}

func (w offeredWait) exponent(t float64) float64 {
	return -math.Expm1(-w.leaving*t)*w.rate/w.leaving - w.service*t
}

// integral returns the integral of f weighted by the density. What callers do changes fast while their
// patience runs out, and hardly after that: the two parts are taken apart.
func (w offeredWait) integral(from, to float64, f func(float64) float64) float64 {
	patient := max(from, min(to, 10/w.leaving))
	weighted := func(t float64) float64 { return w.scale * math.Exp(w.exponent(t)-w.peak) * f(t) }
	return integral(from, patient, weighted) + integral(patient, to, weighted)
}

// slices is how finely integrals are taken; even.
const slices = 2000

// integral returns the integral of f by Simpson's rule.
func integral(from, to float64, f func(float64) float64) float64 {
	if to <= from {
		return 0
	}
	step, sum := (to-from)/slices, f(from)+f(to)
	for i := 1; i < slices; i++ {
		sum += float64(2+2*(i%2)) * f(from+float64(i)*step)
	}
	return sum * step / 3
}

// Needed returns how many agents keep a service level: the share of callers, from 0 to 1, answered
// within a time: one more agent never makes it worse. The queue's own number of agents does not count.
func Needed(q Queue, share float64, within time.Duration) int {
	if q.Rate <= 0 {
		return 0
	}
	keeps := func(agents int) bool {
		q.Agents = agents
		f, lasts := q.Figures(within)
		return lasts && f.Level >= share
	}
	few, enough := 0, 1
	for !keeps(enough) {
		few, enough = enough, 2*enough
	}
	for enough-few > 1 {
		if middle := (few + enough) / 2; keeps(middle) {
			enough = middle
		} else {
			few = middle
		}
	}
	return enough
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
