package worst

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/explore"
)

// Case is the worst case from one node: the longest path to a person. If no person answers, a recorder
// or something noted counts; for a caller who presses 0 out of hours, what is offered instead. It is
// counted from the step that passes the node.
type Case struct {
	Node     string
	Language string // "" for all languages together
	Position menus.Position
	Asked    Cost // a caller who presses 0 after each prompt
	Silent   Cost // a caller who never presses anything
	Lost     Cost // a caller who is silent or presses wrong keys, whichever takes longer
}

// Cost is what a path costs a caller.
type Cost struct {
	Time  time.Duration // of listening and of silence
	Keys  int           // pressed on the way
	Known bool          // false: nobody comes here, or nobody is reached

	From     int32 // the link from which it is counted
	Strategy *Strategy
}

// Who describes the caller and the time: "zh-CN, Mon 18:00".
func (c Cost) Who() string {
	if c.Strategy == nil {
		return ""
	}
	g := c.Strategy.Graph
	l := g.Links[c.From]
	at := g.Moments[l.Situation.Moment()].At.In(g.Menu.Tree.Zone)
	return l.Place.Language + ", " + at.Format("Mon 15:04")
}

// worse replaces the cost by that of a link, plus what is heard before it, if that is longer.
func (c *Cost) worse(s *Strategy, n int32, heard time.Duration) {
	then := s.follow(n)
	if then.lost || c.Known && heard+then.time <= c.Time {
		return
	}
	*c = Cost{Time: heard + then.time, Keys: int(then.keys), Known: true, From: n, Strategy: s}
}

// farther replaces the time by that of the longest path that leads to a person, if it is longer.
func (c *Cost) farther(s *Strategy, n int32) {
	if then := s.follow(n); then.meet && (!c.Known || then.near > c.Time) {
		*c = Cost{Time: then.near, Known: true, From: n}
	}
}

// Cases are the worst cases of a menu.
type Cases struct {
	graph               *explore.Graph
	asked, silent, lost *Strategy
	robbed              *Strategy // a caller who reports a fraud
}

// Find computes the worst cases of a menu.
func Find(g *explore.Graph) Cases {
	robbed := Asking(g)
	robbed.person = true
	return Cases{g, Asking(g), Silent(g), Lost(g), robbed}
}

// Nodes returns the worst case of every reachable node, over all languages, in the order of the files.
func (w Cases) Nodes() []Case {
	return w.longest(func(*explore.Place) string { return "" }, func(c *Cost, s *Strategy, n int32) { c.worse(s, n, 0) })
}

// Spoken returns the worst cases for each language by itself, of callers who reach a person: a message
// or a callback does not count.
func (w Cases) Spoken() []Case {
	return w.longest(func(p *explore.Place) string { return p.Language }, (*Cost).farther)
}

func (w Cases) longest(language func(*explore.Place) string, count func(*Cost, *Strategy, int32)) []Case {
	type key struct{ node, language string }
	longest := map[key]*Case{}
	var list []*Case
	for n := range w.graph.Links {
		p := w.graph.Links[n].Place
		if p.Entry {
			continue
		}
		at := key{p.Node, language(p)}
		c := longest[at]
		if c == nil {
			c = &Case{Node: at.node, Language: at.language, Position: w.graph.Menu.Where(p.Node)}
			longest[at] = c
			list = append(list, c)
		}
		count(&c.Asked, w.asked, int32(n))
		count(&c.Silent, w.silent, int32(n))
		count(&c.Lost, w.lost, int32(n))
	}
	sorted := make([]Case, len(list))
	for i, c := range list {
		sorted[i] = *c
	}
	slices.SortFunc(sorted, func(a, b Case) int {
		return cmp.Or(cmp.Compare(a.Position.File, b.Position.File), cmp.Compare(a.Position.Line, b.Position.Line), cmp.Compare(a.Node, b.Node), cmp.Compare(a.Language, b.Language))
	})
	return sorted
}

// Budget returns the worst case for a budget of the menu: person, silent or fraud.
func (w Cases) Budget(name string) Cost {
	switch name {
	case "person":
		return w.fromTheAnswer(w.asked, true)
	case "silent":
		return w.fromTheAnswer(w.silent, false)
	case "fraud":
		return w.fromFraud()
	}
	return Cost{}
}

// fromTheAnswer returns the longest time from the answer to a person; for callers who choose another
// language, from the key that does.
func (w Cases) fromTheAnswer(s *Strategy, languages bool) Cost {
	var worst Cost
	for i := range w.graph.Begins {
		b := &w.graph.Begins[i]
		for j, n := range b.Links {
			if b.Event.Callback == "" && n != explore.Over {
				worst.worse(s, n, b.Outcomes[j].Heard.Time)
			}
		}
	}
	if !languages {
		return worst
	}
	w.edges(func(from *explore.Link, e explore.Edge) {
		if from.Place.Entry && w.graph.Links[e.To].Place.Language != from.Place.Language {
			worst.worse(s, e.To, e.Outcome.Heard.Time)
		}
	})
	return worst
}

// fromFraud returns the longest time from the choice that reports a fraud: one whose text says so, or
// any that leads to where a fraud is reported. From there the caller hears what is said and presses 0
// wherever the hotline listens.
func (w Cases) fromFraud() Cost {
	var worst Cost
	ahead, speaks := w.fraudAhead(), w.fraudChoices()
	w.edges(func(from *explore.Link, e explore.Edge) {
		if from.Place.Entry || from.Place.Inputs[e.Input].Kind != explore.Active {
			return
		}
		to := w.graph.Links[e.To].Place
		if to.Entry && ahead[to.Node] || speaks.any(e.Outcome.Passed) {
			worst.worse(w.robbed, e.To, e.Outcome.Heard.Time)
		}
	})
	return worst
}

// choices are exits of nodes that offer choices.
type choices map[[2]string]bool

// any reports whether one of them was taken.
func (c choices) any(passed []ivr.Transition) bool {
	return slices.ContainsFunc(passed, func(p ivr.Transition) bool { return c[[2]string{p.Node, p.Exit}] })
}

// fraudChoices returns the choices that report a fraud.
func (w Cases) fraudChoices() choices {
	found := choices{}
	for _, name := range w.names() {
		n, ok := w.graph.Menu.Tree.Nodes[name].Node.(node.Chooser)
		if !ok {
			continue
		}
		for _, c := range n.Offered() {
			if menus.NamesFraud(c.For) {
				found[[2]string{name, c.Key}] = true
			}
		}
	}
	return found
}

// names returns the menu's nodes, in order.
func (w Cases) names() []string { return slices.Sorted(maps.Keys(w.graph.Menu.Tree.Nodes)) }

// fraudAhead returns the nodes that report a fraud, and those that lead there without listening to the
// caller.
func (w Cases) fraudAhead() map[string]bool {
	ahead, listens := map[string]bool{}, map[string]bool{}
	for _, p := range w.graph.Places {
		listens[p.Node] = listens[p.Node] || !p.Entry
	}
	for grown := true; grown; {
		grown = false
		for _, name := range w.names() {
			if !ahead[name] && !listens[name] && w.reportsFraud(name, ahead) {
				ahead[name], grown = true, true
			}
		}
	}
	return ahead
}

func (w Cases) reportsFraud(name string, ahead map[string]bool) bool {
	p := w.graph.Menu.Tree.Nodes[name]
	if r, ok := p.Node.(node.Reporting); ok && r.Reports() == ivr.CaseFraud {
		return true
	}
	return slices.ContainsFunc(slices.Sorted(maps.Keys(p.Exits)), func(exit string) bool { return ahead[p.Exits[exit]] })
}

// edges visits every edge that a caller may follow.
func (w Cases) edges(visit func(*explore.Link, explore.Edge)) {
	for n := range w.graph.Links {
		for _, e := range w.graph.From(int32(n)) {
			if e.To != explore.Over && !e.Outcome.Staff {
				visit(&w.graph.Links[n], e)
			}
		}
	}
}
