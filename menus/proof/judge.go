package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/engine"
	"github.com/okpay/hotline/ivr/twiml"
	"github.com/okpay/hotline/menus"
)

// links stand in for the URLs of a running hotline.
var links = twiml.Links{
	Step: "https://hotline.test/voice/step", Silence: "https://hotline.test/voice/step", Wait: "https://hotline.test/voice/wait",
	WaitKey: "https://hotline.test/voice/key", Whisper: "https://hotline.test/voice/whisper",
	Refresh: "https://hotline.test/voice/wait", Music: "https://hotline.test/music", StandBy: "https://hotline.test/voice/seat",
}

// judge holds a step against the laws that hold for every one.
func (w *walk) judge(s int32, p *place, in input, o *out) {
	if o.err != nil {
		w.brokenOff(s, in, o)
	}
	if o.leaks != "" {
		w.find(s, in, o, o.final, RulePrivate, "tells a caller who has not proved whose account it is: “%s”", o.leaks)
	}
	if o.hungUp && in.kind != network && in.kind != unanswered && w.goesOn(o.final) {
		w.find(s, in, o, o.final, RuleDropped, "hangs up on the caller, and is no end")
	}
}

// goesOn tells whether a node is no end, and none where the carrier lets callers wait.
func (w *walk) goesOn(name string) bool {
	n := w.menu.Tree.Nodes[name].Node
	_, waits := n.(ivr.Waiter)
	return !waits && len(n.Exits()) > 0
}

// brokenOff tells of a step that could not go on and went to the lifeline.
func (w *walk) brokenOff(s int32, in input, o *out) {
	rule, what := RuleBreaks, o.err.Error()
	if strings.Contains(what, "before the caller is verified") || strings.Contains(what, "which is an account's own") {
		rule = RulePrivate
	}
	w.find(s, in, o, broken(o.err), rule, "the call breaks off: %s", what)
}

// askedFor holds every 0 that is pressed against what it promises: in hours a
// person is called at once; out of hours the caller is at least not hung up on.
func (c *chain) askedFor() {
	p := promise{chain: c, seen: map[promised]bool{}}
	for n := range c.links {
		if l := &c.links[n]; !l.place.door {
			p.asked(int32(n), l)
		}
	}
}

// promise is a 0 that was pressed at a place.
type promise struct {
	*chain
	seen  map[promised]bool
	from  int32
	turns []turn
}

// promised is a door come to, and what the lines said that were asked for before.
type promised struct {
	door   int32
	closed bool // one of them is
	asked  bool
}

func (p *promise) asked(n int32, l *link) {
	for _, e := range p.chain.from(n) {
		if l.place.inputs[e.input].kind == asking {
			p.from, p.turns = n, nil
			p.keep(n, e, promised{})
		}
	}
}

// keep follows an edge through doors to where the caller waits or is hung up on.
// Nothing is promised once an operator has closed a line or a look-up failed.
func (p *promise) keep(n int32, e edge, so promised) {
	l, o := &p.links[n], e.out
	if o.closed || o.failed || o.back || o.err != nil {
		return
	}
	p.turns = append(p.turns, p.turn(n, e))
	defer func() { p.turns = p.turns[:len(p.turns)-1] }()
	so.hear(p.hours[l.core&ofHour], o.lines)
	if e.to == over {
		if p.inHours(l, so) || !o.noted && !p.cased(l.env) {
			p.broken(o)
		}
		return
	}
	to := &p.links[e.to]
	so.door = e.to
	switch {
	case to.place.door && p.seen[so], p.withPerson(to.place, l.core&ofHour):
	case to.place.door:
		p.seen[so] = true
		for _, then := range p.chain.from(e.to) {
			p.keep(e.to, then, so)
		}
	case p.inHours(l, so):
		p.broken(o)
	}
}

func (p *promise) broken(o *out) {
	node := p.links[p.from].place.node
	p.findTold(node, RulePerson, "0 leads to no person but to "+o.final, func() story {
		return p.fitting(p.from, p.turns, o.final)
	})
}

// cased tells whether all callers of an env have a case.
func (w *walk) cased(e int32) bool {
	word := w.known.envs[e][w.known.cases]
	for _, n := range w.known.each(w.known.cases, word) {
		if !w.known.groups[w.known.cases].combos[n].cased {
			return false
		}
	}
	return true
}

// inHours tells whether a person is promised: all lines that were asked for are
// open, or, where none was, some line is, and callers were not told otherwise.
func (w *walk) inHours(l *link, so promised) bool {
	if !so.asked {
		return w.anyOpen(l.core&ofHour) && !w.known.surely(l.env, toldClosed)
	}
	return !so.closed
}

// hear notes lines that were asked for.
func (so *promised) hear(now hour, lines []string) {
	for _, line := range lines {
		so.asked, so.closed = true, so.closed || !now.open[line]
	}
}

func (w *walk) anyOpen(hour core) bool {
	for _, open := range w.hours[hour].open {
		if open {
			return true
		}
	}
	return len(w.hours[hour].open) == 0
}

func waitsInQueue(p *place) bool {
	_, waits := listensFor(p.verbs).(ivr.Enqueue)
	return waits
}

// withPerson tells whether a place is one where a person is called.
func (w *walk) withPerson(p *place, hour core) bool {
	switch listensFor(p.verbs).(type) {
	case ivr.Enqueue:
		return w.hours[hour].open[w.menu.Queues[p.queue].Hours]
	case ivr.Dial, ivr.Meet:
		return true
	}
	return false
}

// rescued tells whether callers who wait here have come to a person, or to a
// recorder.
func (w *walk) rescued(p *place, c core) bool {
	return records(p) || w.withPerson(p, c&ofHour)
}

func records(p *place) bool {
	_, records := listensFor(p.verbs).(ivr.Record)
	return records
}

// views validates what is heard beside the call's own documents: the wait in a
// queue, and what someone who is rung hears.
func (w *walk) views(p *place, call ivr.Call) {
	tree := w.menu.Tree
	switch listensFor(p.verbs).(type) {
	case ivr.Enqueue:
		for _, wait := range []ivr.Wait{{Position: 1}, {Position: 3, Waited: time.Minute, Expected: 5 * time.Minute, Staffed: true}} {
			w.valid(p.node, engine.Waiting(tree, call, wait, call.At), twiml.WaitDocument)
		}
	case ivr.Dial:
	default:
		return
	}
	w.valid(p.node, engine.Whispering(tree, call, ivr.Offering{}, call.At), twiml.Whisper)
}

// housed gives a room its name, which is the desk's to give.
func housed(verbs []ivr.Verb) []ivr.Verb {
	verbs = slices.Clone(verbs)
	for i, v := range verbs {
		if _, ok := v.(ivr.Meet); ok {
			verbs[i] = ivr.Meet{Room: "room-1"}
		}
	}
	return verbs
}

// modest is a document's length in bytes that is far below any limit of the
// carrier's: such documents differ in their words only.
const modest = 2000

// valid holds a document against the carrier's grammar; of modest ones that
// differ in their words only, one.
func (w *walk) valid(node string, verbs []ivr.Verb, context twiml.Context) {
	if len(verbs) == 0 || w.seen(shape(verbs, context)) {
		return
	}
	document, err := twiml.Render(housed(verbs), links)
	if err != nil {
		w.tell(node, RuleCarrier, Fail, "what it says cannot be written for the carrier: %v", err)
		return
	}
	for _, problem := range twiml.Validate(document, context) {
		if !w.seen(whose(problem, node) + problem.Message) {
			w.tell(node, RuleCarrier, Fail, "the carrier would refuse what it says: %v", problem)
		}
	}
}

// whose problem it is: a node's, or "" for that of a language, which all nodes that
// speak it share.
func whose(p twiml.Problem, node string) string {
	if p.OfLanguage() {
		return ""
	}
	return node + ": "
}

// shape is a document without its words, unless they are many or strange.
func shape(verbs []ivr.Verb, context twiml.Context) string {
	var b strings.Builder
	length := 0
	var write func([]ivr.Verb)
	write = func(verbs []ivr.Verb) {
		for _, v := range verbs {
			switch v := v.(type) {
			case ivr.Say:
				b.WriteString("say " + v.Voice + v.Language)
				if length += len(v.Text); strings.ContainsFunc(v.Text, func(r rune) bool { return r < ' ' || r == '\ufffd' }) {
					length += modest
				}
			case ivr.Gather:
				inner := v
				inner.Prompt, inner.Hints = nil, nil
				fmt.Fprintf(&b, "%T%v(", v, inner)
				write(v.Prompt)
				b.WriteString(")")
				for _, hint := range v.Hints {
					length += len(hint)
				}
			default:
				fmt.Fprintf(&b, "%T%v", v, v)
			}
		}
	}
	write(verbs)
	if length > modest {
		fmt.Fprint(&b, verbs)
	}
	return fmt.Sprint(context, b.String())
}

// document validates what a turn says; that of one which leads on is only the
// beginning of what is heard.
func (w *walk) document(node string, verbs []ivr.Verb) {
	if _, on := listensFor(verbs).(ivr.Refresh); on {
		verbs = append(verbs[:len(verbs)-1:len(verbs)-1], ivr.Hangup{})
	}
	w.valid(node, verbs, twiml.Voice)
}

// seen is true from the second time on.
func (w *walk) seen(what string) bool {
	if w.told[what] {
		return true
	}
	w.told[what] = true
	return false
}

// tell notes a finding about a node, without a call.
func (w *walk) tell(node, rule string, s Severity, format string, args ...any) {
	w.tellAt(w.at(node), node, rule, s, format, args...)
}

func (w *walk) tellAt(at menus.Position, node, rule string, s Severity, format string, args ...any) {
	w.findings = append(w.findings, Finding{
		Position: at, Node: node, Rule: rule, Severity: s, Text: fmt.Sprintf(format, args...), Mend: ruleNamed(rule).Mend,
	})
}

// find notes what an input has brought about, once for each node and rule.
func (w *walk) find(s int32, in input, o *out, node, rule, format string, args ...any) {
	turns := []turn{{in: in, choices: o.choices, hour: w.states[s].core & ofHour, door: in.kind == onward}}
	w.findTold(node, rule, fmt.Sprintf(format, args...), func() story { return w.storyTo(s, turns) })
}

func (w *walk) findTold(node, rule, text string, tell func() story) {
	if w.seen("find " + node + rule + text) {
		return
	}
	story := tell()
	w.findings = append(w.findings, Finding{
		Position: w.at(node), Node: node, Rule: rule, Severity: Fail,
		Text: text + "; so it goes: " + story.way(), Mend: ruleNamed(rule).Mend, Call: story.lines,
	})
}
