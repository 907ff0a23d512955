package proof

import (
	"slices"
	"strings"
	"time"
)

// policy is a caller who always does the same: what they do decides, at every
// place, where they go, and so how long it takes them to come to a person.
type policy struct {
	*chain
	name  string
	kinds [2]inputKind
	alone bool // nobody answers, wherever they wait
	mute  bool // says nothing to a recorder either: such a line must end, no more
	// Out of hours 0 leads to what can be done instead, and promises no more.
	pressed bool   // 0 was, in this step
	last    bool   // and a line was closed: where they wait next is as far as they are followed
	timed   bool   // follows callers as long as look-ups work, for what it takes them
	costs   []cost // by link
	trail   []pace // since they waited last
}

// pace is an edge on a way.
type pace struct {
	from int32
	edge edge
}

// cost is what it takes from a link to a person, a recorder or a noted request.
type cost struct {
	mark mark
	lost bool // they never come there
	ends bool // where the edge leads
	keys int32
	edge int32 // gone by; over where they have arrived
	time time.Duration
}

// mark says how far a link was followed.
type mark uint8

const (
	unseen mark = iota
	entered
	left
)

// policy is one of those who do inputs of some kinds only.
func (c *chain) policy(name string, kinds ...inputKind) *policy {
	return &policy{chain: c, name: name, kinds: [2]inputKind{kinds[0], kinds[len(kinds)-1]}, costs: make([]cost, len(c.links))}
}

// follow walks depth first: a link that is met again on its own way is a circle
// without end.
func (p *policy) follow(n int32) cost {
	switch c := &p.costs[n]; c.mark {
	case left:
		return *c
	case entered:
		p.circle(n)
		c.lost = true
		return *c
	}
	p.costs[n] = cost{mark: entered, edge: over}
	l := &p.links[n]
	pressed, last, trail := p.pressed, p.last, p.trail
	if !l.place.door {
		p.pressed, p.last, p.trail = false, false, nil
	}
	if !p.arrived(l) {
		for i, e := range p.from(n) {
			if p.does(l.place, int(e.input)) {
				p.step(n, l.edges+int32(i))
			}
		}
	}
	p.pressed, p.last, p.trail = pressed, last, trail
	p.costs[n].mark = left
	return p.costs[n]
}

// arrived tells whether such a caller has come to where they want to be.
func (p *policy) arrived(l *link) bool {
	switch {
	case p.alone && !records(l.place), p.mute && records(l.place):
		return false
	}
	return p.rescued(l.place, l.core)
}

// does tells whether such a caller does this here. Who presses wrong keys does
// not type, and stays silent where no key is wrong.
func (p *policy) does(at *place, i int) bool {
	kind := at.inputs[i].kind
	if p.alone && kind == unanswered {
		return true
	}
	if waitsInQueue(at) { // the line is closed: the queue lets them out
		return at.inputs[i].name == letOut
	}
	if kind == onward || kind == p.kinds[0] || kind == p.kinds[1] {
		return true
	}
	if kind != silent {
		return false
	}
	for _, other := range at.inputs {
		if other.kind == p.kinds[0] || other.kind == p.kinds[1] {
			return false
		}
	}
	return true
}

func (p *policy) step(n, by int32) {
	l, e := &p.links[n], p.edges[by]
	in, o := &l.place.inputs[e.input], e.out
	p.trail = append(p.trail, pace{n, e})
	defer func() { p.trail = p.trail[:len(p.trail)-1] }()
	spent := cost{mark: entered, time: in.takes + o.heard, keys: int32(in.keys), edge: by}
	switch {
	case o.staff, o.back: // no caller; and no silence or wrong key leads back
		return
	case (p.timed || p.alone) && (o.failed || o.agent): // nothing more is promised while look-ups fail
		return
	case e.to == over:
		if spent.ends, spent.lost = true, !p.mute && !p.excusable(l, o); spent.lost {
			p.dropped()
		}
	case o.noted: // that is help, whatever they hear next
		spent.ends = true
	default:
		then := p.onward(e, in)
		spent.time, spent.keys, spent.lost = spent.time+then.time, spent.keys+then.keys, then.lost
	}
	c := &p.costs[n]
	if spent.lost = spent.lost || c.lost; spent.time >= c.time {
		*c = spent
	}
	c.lost = spent.lost
}

// onward is what it takes from the end of an edge.
func (p *policy) onward(e edge, in *input) cost {
	pressed, last := p.pressed, p.last
	p.pressed = p.pressed || p.timed && in.kind == asking
	p.last = p.last || p.pressed && e.out.told
	var then cost
	if !p.last || p.links[e.to].place.door {
		then = p.follow(e.to)
	}
	p.pressed, p.last = pressed, last
	return then
}

// excusable tells whether callers may be hung up on: their request is noted, they
// have been offered help, or it was we who had called them.
func (p *policy) excusable(l *link, o *out) bool {
	if p.alone && !o.noted && !o.failed && l.core&calledBack == 0 {
		return p.cased(l.env) || p.known.surely(l.env, heardOut)
	}
	return o.noted || o.failed || l.core&calledBack != 0 || p.cased(l.env) || p.known.surely(l.env, excused)
}

// circle tells of one that callers go round in; one that never listens to them
// breaks the call off, see [moves].
func (p *policy) circle(n int32) {
	if p.links[n].place.door && slices.ContainsFunc(p.trail, func(s pace) bool { return s.from == n }) {
		return
	}
	node := p.links[n].place.node
	p.tellOnce("circle "+node, node, RuleTrapped, func() (string, story, string) {
		round, exits := p.round(n)
		return "goes round for ever for a caller " + p.whom() + "; so it begins: ", round, p.outOf(exits)
	})
}

// dropped tells of a caller who is hung up on without help.
func (p *policy) dropped() {
	begins, last := p.trail[0].from, p.trail[len(p.trail)-1].edge.out
	node := p.links[begins].place.node
	p.tellOnce("lost "+node, node, RuleDropped, func() (string, story, string) {
		var turns []turn
		for _, s := range p.trail {
			turns = append(turns, p.turn(s.from, s.edge))
		}
		return "is the last that a caller hears " + p.whom() + ": no person, no message, no case; so it goes: ",
			p.fitting(begins, turns, last.final), ruleNamed(RuleDropped).Mend
	})
}

// whom says which caller it is.
func (p *policy) whom() string {
	if p.alone {
		return "whom nobody answers"
	}
	return "of whom only " + p.name + " comes"
}

func (p *policy) tellOnce(once, node, rule string, tell func() (text string, s story, mend string)) {
	if p.timed || p.seen(once) {
		return
	}
	text, story, mend := tell()
	p.findings = append(p.findings, Finding{
		Position: p.walk.at(node), Node: node, Rule: rule, Severity: Fail, Mend: mend,
		Text: text + story.way(), Call: story.lines, once: once,
	})
}

// outOf says how a circle is mended, by the exits that are taken in it.
func (p *policy) outOf(exits []string) string {
	to := "a person"
	switch {
	case p.alone:
		to = "a callback or a message"
	case p.mute:
		to = "a callback or the end"
	}
	return "Lead one of these out of the circle, to " + to + ": " + strings.Join(exits, ", ") + "."
}

// round tells a circle: how callers come to it, and once round; and by which exits.
func (p *policy) round(n int32) (told story, exits []string) {
	from, turns := p.origin(n)
	for at := n; len(turns) < 60; {
		e, more := p.onTheWay(at)
		if !more {
			break
		}
		turns = append(turns, p.turn(at, e))
		for _, passed := range e.out.passed {
			node, isDoor := behind(passed.Node)
			if exit := passed.Exit + " of " + node; !isDoor && !slices.Contains(exits, exit) {
				exits = append(exits, exit)
			}
		}
		if at = e.to; at == n {
			break
		}
	}
	told = p.storyTo(from, turns)
	told.lines = append(told.lines, "  and so on: never reaches anyone")
	return told, exits
}

// onTheWay is an edge to a link that is being followed.
func (p *policy) onTheWay(at int32) (edge, bool) {
	for _, e := range p.from(at) {
		if p.does(p.links[at].place, int(e.input)) && e.to != over && !e.out.noted && p.costs[e.to].mark == entered {
			return e, true
		}
	}
	return edge{}, false
}
