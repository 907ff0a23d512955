package seeds

import (
	"math/rand/v2"
	"time"
)

// chance is a source of choices. Everyone in a course has one of their own, so that what one does more
// does not change what the others draw.
type chance struct{ *rand.Rand }

func drawn(seed, who uint64) chance { return chance{rand.New(rand.NewPCG(seed, who))} }

// of is true in a share of all cases, 0 to 1.
func (c chance) of(share float64) bool { return c.Float64() < share }

// between draws a time from a to b, in milliseconds.
func (c chance) between(a, b time.Duration) time.Duration {
	return a + time.Duration(c.Int64N(int64((b-a)/time.Millisecond)+1))*time.Millisecond
}

func pick[T any](c chance, from ...T) T { return from[c.IntN(len(from))] }

var zone = time.FixedZone("CST", 8*60*60)

// beginnings are when a course may begin: in hours, as the lines open or close, at midnight, at night,
// on a weekend, and where a year ends.
var beginnings = []time.Time{
	time.Date(2026, 3, 2, 10, 0, 0, 0, zone),
	time.Date(2026, 3, 3, 14, 30, 0, 0, zone),
	time.Date(2026, 3, 4, 9, 30, 0, 0, zone),
	time.Date(2026, 3, 2, 8, 57, 0, 0, zone),
	time.Date(2026, 3, 5, 17, 55, 0, 0, zone),
	time.Date(2026, 3, 2, 23, 57, 0, 0, zone),
	time.Date(2026, 3, 6, 20, 0, 0, 0, zone),
	time.Date(2026, 3, 7, 11, 0, 0, 0, zone),
	time.Date(2026, 12, 31, 17, 57, 0, 0, zone),
}

// plan is what a seed decides before anything happens.
type plan struct {
	at      time.Time
	callers int
	agents  int
	faults  faults
	reload  time.Duration // when another menu is taken up; 0 is never
	closing time.Duration // when an operator closes the line for ten minutes; 0 is never
	dialsIn bool          // an agent without a page dials in by PIN
}

// faults are the shares, 0 to 1, of all occasions on which something goes wrong.
type faults struct {
	webhooks float64 // a request of the carrier comes twice, late, never, or its answer is lost
	rest     float64 // the carrier's API refuses, or does what it is asked and says that it failed
	store    float64 // an operation of the store fails
	kill     float64 // the process is killed at an operation of the store
	at       string  // the operation at which the store fails or the process is killed; "" is any
}

// operations are the store's operations at which faults are aimed: a kill means something else at each.
var operations = []string{"commit", "commit acd", "take", "finish", "finish", "inbox", "call"}

// aimed are the faults at one operation of the store, which are more often there than at any: the more
// so at the one after something has left, which is rare.
func (f faults) aimed(c chance) faults {
	f.at, f.store, f.kill = pick(c, operations...), 10*f.store, 20*f.kill
	if f.at == "finish" {
		f.kill = 5 * f.kill
	}
	return f
}

// none reports whether nothing goes wrong.
func (f faults) none() bool { return f == faults{} }

// weathers are the faults of a course: none, each kind alone, all together.
var weathers = []faults{
	{},
	{},
	{webhooks: 0.08},
	{rest: 0.25},
	{store: 0.01},
	{kill: 0.004},
	{webhooks: 0.05, rest: 0.1, store: 0.003, kill: 0.002},
}

func planned(seed uint64) plan {
	c := drawn(seed, 0)
	p := plan{
		at: pick(c, beginnings...), callers: 1 + c.IntN(4), agents: c.IntN(4), faults: pick(c, weathers...),
	}
	if c.of(0.3) {
		p.reload = c.between(10*time.Second, 3*time.Minute)
	}
	if c.of(0.15) {
		p.closing = c.between(10*time.Second, 3*time.Minute)
	}
	p.dialsIn = c.of(0.3)
	if c.of(0.5) && (p.faults.store > 0 || p.faults.kill > 0) {
		p.faults = p.faults.aimed(c)
	}
	return p
}
