package proof

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/ivr/speech"
)

// ways are the callers who are followed to the end: how long each takes.
type ways struct {
	*chain
	asked, silent, lost *policy
}

// ways follows them from everywhere. What befalls those who are only silent, or
// only press wrong keys, is told as theirs: they are looked at when it befalls
// somebody who does both.
func (c *chain) ways() ways {
	found := len(c.findings)
	if c.everywhere(c.policy("silence or a wrong key", silent, lost)); len(c.findings) > found {
		both := slices.Clone(c.findings[found:])
		c.findings = c.findings[:found]
		for _, f := range both {
			delete(c.told, f.once)
		}
		c.everywhere(c.policy("silence", silent))
		c.everywhere(c.policy("a wrong key", lost))
		c.everywhere(c.policy("silence or a wrong key", silent, lost))
	}
	alone := c.policy("", silent)
	alone.alone = true
	c.everywhere(alone)
	mute := c.policy("silence", silent)
	mute.mute = true
	c.everywhere(mute)
	return ways{chain: c, silent: c.timed(silent), lost: c.timed(silent, lost), asked: c.timed(asking)}
}

func (c *chain) everywhere(p *policy) {
	for n := range c.links {
		if !c.links[n].place.door {
			p.follow(int32(n))
		}
	}
}

func (c *chain) timed(kinds ...inputKind) *policy {
	p := c.policy("", kinds...)
	p.timed = true
	return p
}

// nodes gives the longest way to a person from every node, in whichever language.
func (w ways) nodes() []Way { return w.longest(func(*place) string { return "" }) }

// spoken gives it for each language.
func (w ways) spoken() []Way { return w.longest(func(p *place) string { return p.language }) }

func (w ways) longest(language func(*place) string) []Way {
	longest := map[string]*Way{}
	for n := range w.links {
		p := w.links[n].place
		if p.door {
			continue
		}
		key := p.node + "\x00" + language(p)
		way := longest[key]
		if way == nil {
			way = &Way{Node: p.node, Language: language(p), Position: w.walk.at(p.node)}
			longest[key] = way
		}
		way.Asked.worse(w.asked, int32(n), 0)
		way.Silent.worse(w.silent, int32(n), 0)
		way.Lost.worse(w.lost, int32(n), 0)
	}
	list := make([]Way, 0, len(longest))
	for _, name := range inOrder(longest) {
		list = append(list, *longest[name])
	}
	slices.SortFunc(list, func(a, b Way) int {
		return cmp.Or(cmp.Compare(a.Position.File, b.Position.File), cmp.Compare(a.Position.Line, b.Position.Line), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Language, b.Language))
	})
	return list
}

// worse takes the cost of a state over, after what is heard before it, if it is
// the longer one.
func (c *Cost) worse(p *policy, n int32, heard time.Duration) {
	then := p.follow(n)
	if then.lost || c.Known && heard+then.time <= c.Time {
		return
	}
	*c = Cost{Time: heard + then.time, Keys: int(then.keys), Known: true, from: n, policy: p}
}

// Told is the call that costs so much, one line for each thing heard or done.
func (c Cost) Told() []string {
	if c.policy == nil {
		return nil
	}
	return c.policy.told(c.from)
}

// Who says which caller it is, and when: "zh-CN, Mon 18:00".
func (c Cost) Who() string {
	if c.policy == nil {
		return ""
	}
	l := c.policy.links[c.from]
	at := c.policy.hours[l.core&ofHour].at.In(c.policy.menu.Tree.Zone)
	return l.place.language + ", " + at.Format("Mon 15:04")
}

// told is the call by which a caller of the policy comes to a link, and on to a
// person.
func (p *policy) told(n int32) []string {
	var turns []turn
	final := p.links[n].place.node
	for at, c := n, p.costs[n]; c.edge != over && len(turns) < 200; c = p.costs[at] {
		by := p.edges[c.edge]
		turns, final = append(turns, p.turn(at, by)), by.out.final
		if c.ends {
			break
		}
		at = by.to
	}
	return p.fitting(n, turns, final).lines
}

// budgets holds the menu to what it allows.
func (w ways) budgets() []Spent {
	var list []Spent
	for _, name := range inOrder(w.menu.Budget) {
		spent := Spent{Name: name, Allowed: w.menu.Budget[name]}
		switch name {
		case "person":
			spent.Cost = w.fromTheAnswer(w.asked, true)
		case "silent":
			spent.Cost = w.fromTheAnswer(w.silent, false)
		case "fraud":
			spent.Cost = w.fromFraud()
		}
		list = append(list, spent)
		if spent.Time > spent.Allowed {
			w.findings = append(w.findings, Finding{
				Position: w.menu.At("budget", name), Rule: RuleBudget, Severity: Fail, Mend: ruleNamed(RuleBudget).Mend,
				Text: fmt.Sprintf("the budget %s allows %s, and it may take %s (%s)", name, spent.Allowed, spent.Time.Round(time.Second), spent.Who()),
				Call: spent.Told(),
			})
		}
	}
	return list
}

// fromTheAnswer is the longest time from the answer to a person; for those who
// choose another language, from the key that does.
func (w ways) fromTheAnswer(p *policy, languages bool) Cost {
	var worst Cost
	for i, s := range w.starts {
		for j, n := range w.begins[i] {
			if s.event.Callback == "" && n != over {
				worst.worse(p, n, s.outs[j].heard)
			}
		}
	}
	if languages {
		w.edgesFrom(func(p *place) bool { return p.door && p.changes(w.walk) }, func(from *link, e edge) {
			if w.links[e.to].place.language != from.place.language {
				worst.worse(p, e.to, e.out.heard)
			}
		})
	}
	return worst
}

// changes tells whether another language is spoken behind a door.
func (p *place) changes(w *walk) bool {
	found := false
	p.tries[0].leaves(func(o *out) { found = found || o.to != over && w.all[o.to].language != p.language })
	return found
}

// fromFraud is the longest time from the key that reports a fraud.
func (w ways) fromFraud() Cost {
	var worst Cost
	ahead := w.fraudAhead()
	w.edgesFrom(func(p *place) bool { return !p.door }, func(from *link, e edge) {
		to := w.links[e.to].place
		if from.place.inputs[e.input].kind == anybody && to.door && ahead[to.node] {
			worst.worse(w.silent, e.to, e.out.heard)
		}
	})
	return worst
}

// fraudAhead are the nodes that report a fraud, and those that lead there without
// listening to the caller.
func (w ways) fraudAhead() map[string]bool {
	ahead, listens := map[string]bool{}, map[string]bool{}
	for _, p := range w.all {
		listens[p.node] = listens[p.node] || !p.door
	}
	for grown := true; grown; {
		grown = false
		for _, name := range inOrder(w.menu.Tree.Nodes) {
			if !ahead[name] && !listens[name] && w.reportsFraud(name, ahead) {
				ahead[name], grown = true, true
			}
		}
	}
	return ahead
}

func (w ways) reportsFraud(name string, ahead map[string]bool) bool {
	p := w.menu.Tree.Nodes[name]
	if r, ok := p.Node.(*node.Request); ok && r.Case == ivr.CaseFraud {
		return true
	}
	for _, exit := range inOrder(p.Exits) {
		if ahead[p.Exits[exit]] {
			return true
		}
	}
	return false
}

// edgesFrom gives every edge that leads on from some places.
func (w ways) edgesFrom(from func(*place) bool, visit func(*link, edge)) {
	wanted := make([]bool, len(w.all))
	for _, p := range w.all {
		wanted[p.id] = from(p)
	}
	for n := range w.links {
		l := &w.links[n]
		if !wanted[l.place.id] {
			continue
		}
		for _, e := range w.from(int32(n)) {
			if e.to != over && !e.out.staff {
				visit(l, e)
			}
		}
	}
}

// neverOpen tells of lines without any hours within a year.
func (w *walk) neverOpen() {
	for _, name := range inOrder(w.menu.Lines) {
		if !slices.ContainsFunc(w.hours, func(h hour) bool { return h.open[name] }) {
			w.tellAt(w.menu.At("hours", name), "", RuleNeverOpen, Fail, "the line %s is not open at any time within a year", name)
		}
	}
}

// neverAnswered tells of queues whose line is closed whenever callers come.
func (w *walk) neverAnswered() {
	come, open := map[string]string{}, map[string]bool{}
	for _, st := range w.states {
		p := w.all[st.place]
		if _, waits := listensFor(p.verbs).(ivr.Enqueue); waits {
			come[p.queue] = p.node
			open[p.queue] = open[p.queue] || w.withPerson(p, st.core&ofHour)
		}
	}
	for _, queue := range inOrder(come) {
		if !open[queue] {
			w.tellAt(w.menu.At("queues", queue), come[queue], RuleNeverOpen, Fail,
				"the queue %s is never open when callers come to it: its line %s is closed at all those times", queue, w.menu.Queues[queue].Hours)
		}
	}
}

// length is how long a document takes to be heard.
func (w *walk) length(verbs []ivr.Verb) time.Duration {
	var total time.Duration
	for _, v := range verbs {
		switch v := v.(type) {
		case ivr.Say:
			total += w.spokenLength(v)
		case ivr.Pause:
			total += v.Length
		case ivr.Gather:
			total += w.length(v.Prompt)
		}
	}
	return total
}

func (w *walk) spokenLength(s ivr.Say) time.Duration {
	length, known := w.pace[s]
	if !known {
		length = speech.Pace(s.Language, s.Voice, s.Text)
		w.pace[s] = length
	}
	return length
}

func inOrder[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
