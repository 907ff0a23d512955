// Package worst finds the longest time that callers need to reach a person: the longest path of callers
// who always do the same, over every moment, language and kind of caller. Look-ups succeed for them;
// waiting in a queue is not counted, ringing beyond the usual time is.
package worst

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus/check/explore"
)

// Strategy is a caller who gives inputs of some kinds only. At every place these decide where they go,
// and so how long they need to reach a person.
type Strategy struct {
	Graph *explore.Graph

	kinds   [2]explore.InputKind
	person  bool   // only a person counts, and paths that lead to none are ignored
	costs   []cost // by link
	pressed bool   // 0 was pressed in this step
	last    bool   // and a schedule was closed: they are followed to their next stop only
}

// cost is the cost from a link to a person, a recorder or something noted.
type cost struct {
	mark mark
	lost bool // they never arrive
	ends bool // the end of the path
	meet bool // some path leads to a person, not to what is offered instead
	keys int32
	edge int32 // the edge followed; explore.Over on arrival
	time time.Duration
	near time.Duration // of the longest path that leads to a person
}

// mark is how far a link was followed.
type mark uint8

const (
	unseen mark = iota
	entered
	left
)

// Asking returns callers who press 0 after each prompt.
func Asking(g *explore.Graph) *Strategy { return strategy(g, explore.Asking, explore.Asking) }

// Silent returns callers who never press anything.
func Silent(g *explore.Graph) *Strategy { return strategy(g, explore.Silent, explore.Silent) }

// Lost returns callers who stay silent or press wrong keys, whichever takes longer.
func Lost(g *explore.Graph) *Strategy { return strategy(g, explore.Silent, explore.Lost) }

func strategy(g *explore.Graph, one, other explore.InputKind) *Strategy {
	return &Strategy{Graph: g, kinds: [2]explore.InputKind{one, other}, costs: make([]cost, len(g.Links))}
}

// follow searches depth first. A link met again on its own path is an endless loop.
func (s *Strategy) follow(n int32) cost {
	switch c := &s.costs[n]; c.mark {
	case left:
		return *c
	case entered:
		c.lost = true
		return *c
	}
	s.costs[n] = cost{mark: entered, edge: explore.Over}
	l := &s.Graph.Links[n]
	pressed, last := s.pressed, s.last
	if !l.Place.Entry {
		s.pressed, s.last = false, false
	}
	switch {
	case s.person && explore.Records(l.Place):
		s.costs[n].lost = true
	case s.arrived(l):
		s.costs[n].time = overRinging(l.Place)
		s.costs[n].meet = s.Graph.WithPerson(l.Place, l.Situation)
		s.costs[n].near = s.costs[n].time
	default:
		s.steps(n, l)
		s.costs[n].lost = s.costs[n].lost || s.person && s.costs[n].edge == explore.Over
	}
	s.pressed, s.last = pressed, last
	s.costs[n].mark = left
	return s.costs[n]
}

func (s *Strategy) steps(n int32, l *explore.Link) {
	for i, e := range s.Graph.From(n) {
		if s.Does(l.Place, int(e.Input)) {
			s.step(n, int32(i), e)
		}
	}
}

// usualRing is how long a telephone rings that is answered in good time. It is part of reaching a
// person; longer ringing counts as waiting.
const usualRing = 20 * time.Second

// overRinging returns how much longer than usual a place rings.
func overRinging(p *explore.Place) time.Duration {
	d, ok := explore.Ending(p.Verbs).(ivr.Dial)
	if !ok {
		return 0
	}
	return max(0, explore.Ringing(d)-usualRing)
}

// arrived reports whether such a caller has found help.
func (s *Strategy) arrived(l *explore.Link) bool {
	return explore.Records(l.Place) || s.Graph.WithPerson(l.Place, l.Situation)
}

// Does reports whether such a caller gives an input here. One who presses wrong keys stays silent where
// no key is wrong.
func (s *Strategy) Does(at *explore.Place, input int) bool {
	kind := at.Inputs[input].Kind
	if explore.Waits(at) { // the schedule is closed: the queue lets them out
		return at.Inputs[input].Name == explore.LetOut
	}
	if kind == explore.Through || s.wants(kind) {
		return true
	}
	if kind != explore.Silent {
		return false
	}
	for _, other := range at.Inputs {
		if s.wants(other.Kind) {
			return false
		}
	}
	return true
}

func (s *Strategy) wants(k explore.InputKind) bool { return k == s.kinds[0] || k == s.kinds[1] }

func (s *Strategy) step(n, by int32, e explore.Edge) {
	in, o := &s.Graph.Links[n].Place.Inputs[e.Input], e.Outcome
	if o.Staff || o.Back || o.Broken || o.Agent { // not a caller, or nothing is promised
		return
	}
	spent := cost{mark: entered, time: in.Takes + o.Heard.Time, keys: int32(in.Keys), edge: by}
	switch {
	case e.To == explore.Over, o.Noted && !s.person: // something noted is help, whatever they hear next
		spent.ends = true
		spent.lost = e.To == explore.Over && !s.served(n, e)
	default:
		then := s.onward(e, in)
		if s.person && then.lost {
			return
		}
		spent.time, spent.keys, spent.lost = spent.time+then.time, spent.keys+then.keys, then.lost
		spent.meet, spent.near = then.meet, in.Takes+o.Heard.Time+then.near
	}
	s.costs[n].add(spent)
}

// add takes another path into account: the longest counts.
func (c *cost) add(way cost) {
	near, meet, lost := c.near, c.meet || way.meet, c.lost || way.lost
	if way.meet {
		near = max(near, way.near)
	}
	if way.time >= c.time {
		*c = way
	}
	c.near, c.meet, c.lost = near, meet, lost
}

func (s *Strategy) served(n int32, e explore.Edge) bool {
	open := s.Graph.Moments[s.Graph.Links[n].Situation.Moment()].AnyOpen()
	return !s.Graph.StatusesAfter(n, e).Any(func(st explore.Status) bool { return !st.MayEnd(open) })
}

// onward returns the cost from the end of an edge. Out of hours 0 leads to what can be done instead,
// and promises no more.
func (s *Strategy) onward(e explore.Edge, in *explore.Input) cost {
	pressed, last := s.pressed, s.last
	s.pressed = s.pressed || in.Kind == explore.Asking
	s.last = s.last || s.pressed && e.Outcome.Told && !s.person
	var then cost
	if !s.last || s.Graph.Links[e.To].Place.Entry {
		then = s.follow(e.To)
	}
	s.pressed, s.last = pressed, last
	return then
}

// Path returns the links and edges by which such a caller comes from a link to a person, or as far as
// they are followed.
func (s *Strategy) Path(n int32) []Hop {
	var path []Hop
	pressed, last := false, false
	for at, c := n, s.costs[n]; c.edge != explore.Over && len(path) < maxHops; c = s.costs[at] {
		e := s.Graph.From(at)[c.edge]
		path = append(path, Hop{at, e})
		if c.ends || e.To == explore.Over {
			break
		}
		pressed = pressed || s.Graph.Links[at].Place.Inputs[e.Input].Kind == explore.Asking
		last = last || pressed && e.Outcome.Told && !s.person
		if at = e.To; !s.Graph.Links[at].Place.Entry {
			if last {
				break
			}
			pressed = false
		}
	}
	return path
}

// maxHops bounds the paths that are shown.
const maxHops = 500

// Hop is one edge of a path.
type Hop struct {
	From int32
	Edge explore.Edge
}
