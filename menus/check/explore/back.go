package explore

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// # leads to a menu where the caller has been. A state keeps only the menus that may be last on its
// callers' trails (for a menu, last but one); the trail before those is taken from all callers who have
// been there. Callers who have been served are kept separate: a caller who has not been served can go
// back only to menus they reached unserved.

// trails keeps which ways back each state has, and takes callers back by them.
type trails struct {
	graph    *Graph
	known    *analysis
	places   *places
	steps    *stepper
	states   *states
	menus    contexts
	returned map[returning]int32
	landed   map[landed]bool
}

// way adds a way to a state, and follows it for the callers who have come to the state before.
func (tr *trails) way(s int32, w way) {
	first := !tr.states.has(s, isServed(w))
	if !tr.states.list[s].ways.add(w) {
		return
	}
	if p := tr.graph.Places[tr.states.list[s].place]; p.Menu {
		tr.shareWay(tr.menus.of(p.Node, isServed(w)), w)
	}
	if first || w < 2 {
		tr.states.wake(s)
	}
	for _, b := range tr.states.list[s].backs {
		tr.land(s, b.out, w)
	}
	for i := 0; i < len(tr.states.list[s].followers.list); i++ {
		to, served := unpacked(tr.states.list[s].followers.list[i])
		tr.pass(to, w, served)
	}
}

// packed combines a state with whether callers have been served in one number.
func packed(s int32, served bool) int32 { return wayTo(s, served) }

func unpacked(n int32) (s int32, served bool) { return n >> 1, isServed(n) }

// shareWay adds a way back from a menu to all states that use the menu's ways.
func (tr *trails) shareWay(c *context, w way) {
	if !c.ways.add(w) {
		return
	}
	for i := 0; i < len(c.heirs.list); i++ {
		s, served := unpacked(c.heirs.list[i])
		tr.way(s, wayTo(w>>1, isServed(w) || served))
	}
}

// pass adds a way to a state that callers come to, for callers who have been served by then or may not
// have been. Callers who come to a menu on their trail have gone back to it: the engine cuts the trail
// there.
func (tr *trails) pass(to int32, w way, served bool) {
	served = served || isServed(w)
	target := tr.graph.Places[tr.states.list[to].place]
	if !target.Menu {
		tr.way(to, wayTo(w>>1, served))
		return
	}
	from := tr.menus.at(w)
	if from != nil && from.menu == target.Node {
		tr.inherit(to, from, served)
		return
	}
	if from != nil {
		if before := tr.menus.before(from, target.Node); before != nil {
			from.pending = append(from.pending, arrival{to, served})
			tr.inherit(to, before, served)
			return
		}
	}
	tr.arriveAt(tr.menus.of(target.Node, served), from)
	tr.way(to, wayTo(w>>1, served))
}

// arriveAt records that callers come to a menu from another, or from none. A menu is certain to stand
// before this one only if it does on all their trails.
func (tr *trails) arriveAt(c, from *context) {
	if from != nil {
		from.next.add(c.number)
	}
	shrunk := false
	for i := range c.below {
		word := beforeAll(from, i)
		shrunk = shrunk || c.below[i]&^word != 0
		c.below[i] &= word
	}
	if shrunk {
		tr.shrunk(c)
	}
}

// beforeAll returns a word of the menus certain to stand before callers who come from a menu, that menu
// included.
func beforeAll(from *context, i int) uint64 {
	if from == nil {
		return 0
	}
	word := from.below[i]
	if int(from.number)/64 == i {
		word |= 1 << (from.number % 64)
	}
	return word
}

// shrunk propagates that fewer menus are certain to stand before one.
func (tr *trails) shrunk(c *context) {
	for i := 0; i < len(c.next.list); i++ {
		tr.arriveAt(tr.menus.numbered[c.next.list[i]-1], c)
	}
	pending := c.pending
	c.pending = nil
	for _, a := range pending {
		tr.pass(a.to, wayTo(c.number, c.served), a.served)
	}
}

// followBy makes a state share all ways of another, now and later.
func (tr *trails) followBy(from, to int32, served bool) {
	if from == to || !tr.states.list[from].followers.add(packed(to, served)) {
		return
	}
	for i := 0; i < len(tr.states.list[from].ways.list); i++ {
		tr.pass(to, tr.states.list[from].ways.list[i], served)
	}
}

// inherit gives a state at a menu all that is known of the trails before it.
func (tr *trails) inherit(s int32, c *context, served bool) {
	c.heirs.add(packed(s, served))
	for i := 0; i < len(c.ways.list); i++ {
		w := c.ways.list[i]
		tr.way(s, wayTo(w>>1, isServed(w) || served))
	}
}

// trail records the menus that callers passed on their way to a state.
func (tr *trails) trail(from int32, p *Place, to int32, values int32) {
	target := tr.graph.Places[tr.states.list[to].place]
	allServed := tr.known.sets[values][tr.known.status]&^everServed == 0
	stays := target.Node == p.Node && !target.Entry && !p.Entry
	for _, served := range []bool{false, true} {
		if stays || !tr.states.has(from, served) {
			continue
		}
		if target.Menu {
			tr.entered(tr.menus.of(target.Node, served || allServed), tr.states.list[to].situation, values)
		}
		if p.Menu {
			tr.pass(to, wayTo(tr.menus.of(p.Node, served).number, served), allServed)
		}
	}
	if stays || !p.Menu {
		tr.followBy(from, to, allServed)
	}
}

// entered records what was set when callers came to a menu, other than by #.
func (tr *trails) entered(c *context, as Situation, values int32) {
	if as&Verified == 0 && !c.anyone {
		c.anyone = true
		tr.states.wakeAll(&c.landed)
	}
	values = tr.known.forget(values, c.menu)
	if c.served {
		values = tr.known.servedOnly(values)
	}
	if c.needs == nil {
		c.needs = make([]guarantees, len(tr.known.groups))
		for g, word := range tr.known.sets[values] {
			c.needs[g] = tr.known.common(g, word)
		}
		return
	}
	for g, word := range tr.known.sets[values] {
		both := c.needs[g] & tr.known.common(g, word)
		if both == c.needs[g] {
			continue
		}
		c.needs[g] = both
		c.version++
		tr.states.wakeAll(&c.landed)
	}
}

// remembered returns values at a menu that callers have returned to: what held whenever they first came
// there still holds. It returns false if nobody can have returned.
func (tr *trails) remembered(values int32, c *context, served bool) (int32, bool) {
	key := returning{values, c.number, c.version, served}
	after, known := tr.returned[key]
	if !known {
		after = tr.recall(values, c, served)
		tr.returned[key] = after
	}
	return after, after >= 0
}

// returning is the key of the callers who return to a menu.
type returning struct {
	values  int32
	context int32
	version int32
	served  bool
}

// recall computes what remembered returns; -1 if nobody can have returned.
func (tr *trails) recall(values int32, c *context, served bool) int32 {
	after := slices.Clone(tr.known.sets[values])
	if served {
		after[tr.known.status] &= everServed
	}
	for g, word := range after {
		if c.needs != nil {
			word = tr.known.having(g, word, c.needs[g])
		}
		if after[g] = word; word == 0 {
			return -1
		}
	}
	return tr.known.intern(after)
}

// back is an input that leads back.
type back struct {
	input int
	out   *Outcome
}

// backwards takes the callers of a state back to the menus on their trails.
func (tr *trails) backwards(s int32, i int, o *Outcome) {
	if b := (back{i, o}); !slices.Contains(tr.states.list[s].backs, b) {
		tr.states.list[s].backs = append(tr.states.list[s].backs, b)
	}
	for j := 0; j < len(tr.states.list[s].ways.list); j++ {
		tr.land(s, o, tr.states.list[s].ways.list[j])
	}
}

// menuPlace returns the place of callers who newly enter a menu.
func (tr *trails) menuPlace(c *context, language string) *Place {
	p, known := c.places[language]
	if !known {
		p = tr.places.at(ivr.Call{Node: c.menu, Language: language}, nil)
		c.places[language] = p
	}
	return p
}

// landed is the key of the callers who were taken back already.
type landed struct {
	place     int32
	situation Situation
	values    int32
	way       way
}

// land takes the callers of a state back to a menu.
func (tr *trails) land(s int32, led *Outcome, w way) {
	c := tr.menus.at(w)
	if c == nil {
		return
	}
	st := tr.states.list[s]
	c.landed.add(s)
	origin := tr.graph.Places[st.place]
	p := tr.menuPlace(c, origin.Language)
	values, possible := tr.remembered(tr.known.after(tr.steps.leaving(st.values, origin, st.situation), led.change), c, isServed(w))
	if !possible || st.situation&Verified == 0 && !c.anyone {
		return
	}
	after := led.After(st.situation)
	key := landed{p.ID, after, values, w}
	if tr.landed[key] {
		return
	}
	tr.landed[key] = true
	tr.steps.landings(p, after, tr.known.sets[values], func(_ int, o *Outcome) {
		if o.Err != nil {
			tr.graph.Landings = append(tr.graph.Landings, Landing{s, o})
		}
		if o.To == Over {
			return
		}
		to := tr.states.add(o.To, o.After(after), tr.known.after(values, o.change))
		tr.inherit(to, c, isServed(w))
	})
}

// restart records that callers who had been at no menu have gone back to the start.
func (tr *trails) restart(from, to int32) {
	for _, served := range []bool{false, true} {
		if none := wayTo(0, served); tr.states.list[from].ways.contains(none) {
			tr.pass(to, none, served)
		}
	}
}
