package proof

import "time"

// policy is a caller who always does the same: what they do decides, at every
// place, where they go, and so how long it takes them to come to a person.
type policy struct {
	*chain
	name  string
	kinds [2]inputKind
	alone bool // nobody answers, wherever they wait
	// Out of hours 0 leads to what can be done instead, and promises no more.
	pressed bool   // 0 was, in this step
	last    bool   // and a line was closed: where they wait next is as far as they are followed
	timed   bool   // follows callers as long as look-ups work, for what it takes them
	costs   []cost // by link
}

// cost is what it takes from a link to a person, a recorder or a noted request.
type cost struct {
	mark    mark
	lost    bool // they never come there
	time    time.Duration
	keys    int
	next    int32 // the link gone to; over at the end
	input   int16
	choices []int
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
	return &policy{chain: c, name: name, kinds: [2]inputKind{kinds[0], kinds[len(kinds)-1]}}
}

// cost is what is known of a link.
func (p *policy) cost(n int32) *cost {
	for int(n) >= len(p.costs) {
		p.costs = append(p.costs, cost{next: over, input: -1})
	}
	return &p.costs[n]
}

// follow walks depth first: a link that is met again on its own way is a circle
// without end.
func (p *policy) follow(n int32) cost {
	switch c := p.cost(n); c.mark {
	case left:
		return *c
	case entered:
		p.circle(n)
		c.lost = true
		return *c
	}
	p.cost(n).mark = entered
	l := p.links[n]
	pressed, last := p.pressed, p.last
	if !l.place.door {
		p.pressed, p.last = false, false
	}
	if !p.arrived(l) {
		for i := range l.place.inputs {
			if p.does(l.place, i) {
				p.each(l, i, func(o *out) { p.step(n, i, o) })
			}
		}
	}
	p.pressed, p.last = pressed, last
	p.cost(n).mark = left
	return *p.cost(n)
}

// arrived tells whether such a caller has come to where they want to be.
func (p *policy) arrived(l link) bool {
	if p.alone && !records(l.place) {
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

func (p *policy) step(n int32, i int, o *out) {
	l := p.links[n]
	in := l.place.inputs[i]
	spent := cost{mark: entered, time: in.takes + o.heard, keys: in.keys, next: over, input: int16(i), choices: o.choices}
	switch {
	case o.staff, o.back: // no caller; and no silence or wrong key leads back
		return
	case (p.timed || p.alone) && (o.failed || o.agent): // nothing more is promised while look-ups fail
		return
	case o.to == over:
		if spent.lost = !p.excusable(l, o); spent.lost {
			p.dropped(n, i, o)
		}
	case o.noted: // that is help, whatever they hear next
	default:
		spent.next = p.next(n, i, o)
		pressed, last := p.pressed, p.last
		p.pressed = p.pressed || p.timed && in.kind == asking
		p.last = p.last || p.pressed && o.told
		var then cost
		if !p.last || p.links[spent.next].place.door {
			then = p.follow(spent.next)
		}
		p.pressed, p.last = pressed, last
		spent.time, spent.keys, spent.lost = spent.time+then.time, spent.keys+then.keys, then.lost
	}
	c := p.cost(n)
	if spent.lost = spent.lost || c.lost; spent.time >= c.time {
		*c = spent
	}
	c.lost = spent.lost
}

// excusable tells whether callers may be hung up on: their request is noted, they
// have been offered help, or it was we who had called them.
func (p *policy) excusable(l link, o *out) bool {
	if p.alone && !o.noted && !o.failed && l.core&calledBack == 0 {
		return p.cased(l.env) || p.known.surely(l.env, heardOut)
	}
	return o.noted || o.failed || l.core&calledBack != 0 || p.cased(l.env) || p.known.surely(l.env, excused)
}

func (p *policy) circle(n int32) {
	node := p.links[n].place.node
	p.tellOnce("circle "+node, node, RuleTrapped, func() (string, story) {
		return "goes round for ever for a caller " + p.whom() + "; so it begins: ", p.round(n)
	})
}

// dropped tells of a caller who is hung up on without help.
func (p *policy) dropped(n int32, i int, o *out) {
	node := p.listener(n).node
	p.tellOnce("lost "+node, node, RuleDropped, func() (string, story) {
		l := p.links[n]
		from, turns := p.origin(n)
		return "is the last that a caller hears " + p.whom() + ": no person, no message, no case; so it goes: ",
			p.storyTo(from, append(turns, p.turn(l.place, l.core, int16(i), o.choices)))
	})
}

// whom says which caller it is.
func (p *policy) whom() string {
	if p.alone {
		return "whom nobody answers"
	}
	return "of whom only " + p.name + " comes"
}

func (p *policy) tellOnce(once, node, rule string, tell func() (string, story)) {
	if p.timed || p.seen(once) {
		return
	}
	text, story := tell()
	p.findings = append(p.findings, Finding{
		Position: p.walk.at(node), Node: node, Rule: rule, Severity: Fail, Mend: ruleNamed(rule).Mend,
		Text: text + story.way(), Call: story.lines, once: once,
	})
}

// round tells a circle: how callers come to it, and once round.
func (p *policy) round(n int32) story {
	from, before := p.origin(n)
	turns := before
	for at, more := n, true; more && len(turns) < 60; more = at != n {
		if at, more = p.onTheWay(at, &turns); !more {
			break
		}
	}
	story := p.storyTo(from, turns)
	story.lines = append(story.lines, "  and so on: never reaches anyone")
	return story
}

// onTheWay goes one step on, along links that are being followed.
func (p *policy) onTheWay(at int32, turns *[]turn) (next int32, moved bool) {
	l := p.links[at]
	for i := range l.place.inputs {
		if !p.does(l.place, i) {
			continue
		}
		p.each(l, i, func(o *out) {
			if moved || o.to == over || o.back || o.noted {
				return
			}
			if to := p.next(at, i, o); p.cost(to).mark == entered {
				next, moved = to, true
				*turns = append(*turns, p.turn(l.place, l.core, int16(i), o.choices))
			}
		})
	}
	return next, moved
}
