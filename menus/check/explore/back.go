package explore

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// # leads to a menu where the caller has been. A state keeps only the menus that may be last on its
// callers' trails (for a menu, last but one); the trail before those is taken from all callers who have
// been there. Callers who have been served are kept separate: a caller who has not been served can go
// back only to menus they reached unserved.

// way is a menu that # may lead back to, as the number of its context (0 for none), combined with
// whether the callers who go back by it have been served.
type way = int32

func wayTo(context int32, served bool) way {
	if served {
		return context<<1 | 1
	}
	return context << 1
}

func isServed(w way) bool { return w&1 != 0 }

// context is what is known of a menu that # may lead back to, for callers who had been served when they
// came there, or for those who had not.
type context struct {
	menu    string
	served  bool
	number  int32             // from 1
	ways    numbers           // back from the menu itself
	heirs   numbers           // states that know these ways, by state and whether callers have been served
	needs   []guarantees      // by group: what held whenever callers came here
	anyone  bool              // some callers were unverified
	version int32             // incremented when the fields above change
	landed  numbers           // states from which # leads here
	places  map[string]*Place // by language

	below   []uint64 // contexts that stand before it on every trail, a bit each
	next    numbers  // contexts that callers come to from here
	pending []arrival
}

// arrival is a menu's callers who come to a state.
type arrival struct {
	to     int32
	served bool
}

// contexts holds those of all menus.
type contexts struct {
	known    map[contextKey]*context
	numbered []*context // from 1
	most     int        // how many there may be
}

type contextKey struct {
	menu   string
	served bool
}

func newContexts(tree *ivr.Tree) contexts {
	c := contexts{known: map[contextKey]*context{}, most: 1}
	for _, name := range inOrder(tree.Nodes) {
		if tree.Nodes[name].Menu {
			c.most += 2
		}
	}
	return c
}

// of returns the context of a menu, creating it if it is new.
func (c *contexts) of(menu string, served bool) *context {
	key := contextKey{menu, served}
	one, known := c.known[key]
	if !known {
		one = &context{menu: menu, served: served, number: int32(len(c.numbered) + 1), below: make([]uint64, (c.most+63)/64), places: map[string]*Place{}}
		for i := range one.below {
			one.below[i] = ^uint64(0) // nobody has come here yet
		}
		c.known[key] = one
		c.numbered = append(c.numbered, one)
	}
	return one
}

// at returns the context that a way leads to; nil for none.
func (c *contexts) at(w way) *context {
	if w < 2 {
		return nil
	}
	return c.numbered[w>>1-1]
}

// before returns the context in which a menu stands before another on every trail; nil if some trail
// may lack it.
func (c *contexts) before(from *context, menu string) *context {
	for _, served := range []bool{false, true} {
		one, known := c.known[contextKey{menu, served}]
		if known && from.below[one.number/64]&(1<<(one.number%64)) != 0 {
			return one
		}
	}
	return nil
}

// way adds a way to a state, and follows it for the callers who have come to the state before.
func (x *explorer) way(s int32, w way) {
	first := !x.has(s, isServed(w))
	if !x.states[s].ways.add(w) {
		return
	}
	if p := x.graph.Places[x.states[s].place]; p.Menu {
		x.shareWay(x.menus.of(p.Node, isServed(w)), w)
	}
	if first || w < 2 {
		x.wake(s)
	}
	for _, b := range x.states[s].backs {
		x.land(s, b.out, w)
	}
	for i := 0; i < len(x.states[s].followers.list); i++ {
		to, served := unpacked(x.states[s].followers.list[i])
		x.pass(to, w, served)
	}
}

// packed combines a state with whether callers have been served in one number.
func packed(s int32, served bool) int32 { return wayTo(s, served) }

func unpacked(n int32) (s int32, served bool) { return n >> 1, isServed(n) }

// has reports whether a state has ways of callers who have, or have not, been served.
func (x *explorer) has(s int32, served bool) bool {
	return slices.ContainsFunc(x.states[s].ways.list, func(w way) bool { return isServed(w) == served })
}

// shareWay adds a way back from a menu to all states that use the menu's ways.
func (x *explorer) shareWay(c *context, w way) {
	if !c.ways.add(w) {
		return
	}
	for i := 0; i < len(c.heirs.list); i++ {
		s, served := unpacked(c.heirs.list[i])
		x.way(s, wayTo(w>>1, isServed(w) || served))
	}
}

// pass adds a way to a state that callers come to, for callers who have been served by then or may not
// have been. Callers who come to a menu on their trail have gone back to it: the engine cuts the trail
// there.
func (x *explorer) pass(to int32, w way, served bool) {
	served = served || isServed(w)
	target := x.graph.Places[x.states[to].place]
	if !target.Menu {
		x.way(to, wayTo(w>>1, served))
		return
	}
	from := x.menus.at(w)
	if from != nil && from.menu == target.Node {
		x.inherit(to, from, served)
		return
	}
	if from != nil {
		if before := x.menus.before(from, target.Node); before != nil {
			from.pending = append(from.pending, arrival{to, served})
			x.inherit(to, before, served)
			return
		}
	}
	x.arriveAt(x.menus.of(target.Node, served), from)
	x.way(to, wayTo(w>>1, served))
}

// arriveAt records that callers come to a menu from another, or from none. A menu is certain to stand
// before this one only if it does on all their trails.
func (x *explorer) arriveAt(c, from *context) {
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
		x.shrunk(c)
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
func (x *explorer) shrunk(c *context) {
	for i := 0; i < len(c.next.list); i++ {
		x.arriveAt(x.menus.numbered[c.next.list[i]-1], c)
	}
	pending := c.pending
	c.pending = nil
	for _, a := range pending {
		x.pass(a.to, wayTo(c.number, c.served), a.served)
	}
}

// followBy makes a state share all ways of another, now and later.
func (x *explorer) followBy(from, to int32, served bool) {
	if from == to || !x.states[from].followers.add(packed(to, served)) {
		return
	}
	for i := 0; i < len(x.states[from].ways.list); i++ {
		x.pass(to, x.states[from].ways.list[i], served)
	}
}

// inherit gives a state at a menu all that is known of the trails before it.
func (x *explorer) inherit(s int32, c *context, served bool) {
	c.heirs.add(packed(s, served))
	for i := 0; i < len(c.ways.list); i++ {
		w := c.ways.list[i]
		x.way(s, wayTo(w>>1, isServed(w) || served))
	}
}

// trail records the menus that callers passed on their way to a state.
func (x *explorer) trail(from int32, p *Place, to int32, values int32) {
	target := x.graph.Places[x.states[to].place]
	allServed := x.known.sets[values][x.known.status]&^everServed == 0
	stays := target.Node == p.Node && !target.Entry && !p.Entry
	for _, served := range []bool{false, true} {
		if stays || !x.has(from, served) {
			continue
		}
		if target.Menu {
			x.entered(x.menus.of(target.Node, served || allServed), x.states[to].situation, values)
		}
		if p.Menu {
			x.pass(to, wayTo(x.menus.of(p.Node, served).number, served), allServed)
		}
	}
	if stays || !p.Menu {
		x.followBy(from, to, allServed)
	}
}

// entered records what was set when callers came to a menu, other than by #.
func (x *explorer) entered(c *context, as Situation, values int32) {
	if as&Verified == 0 && !c.anyone {
		c.anyone = true
		x.wakeAll(&c.landed)
	}
	values = x.known.forget(values, c.menu)
	if c.served {
		values = x.known.servedOnly(values)
	}
	if c.needs == nil {
		c.needs = make([]guarantees, len(x.known.groups))
		for g, word := range x.known.sets[values] {
			c.needs[g] = x.known.common(g, word)
		}
		return
	}
	for g, word := range x.known.sets[values] {
		both := c.needs[g] & x.known.common(g, word)
		if both == c.needs[g] {
			continue
		}
		c.needs[g] = both
		c.version++
		x.wakeAll(&c.landed)
	}
}

func (x *explorer) wakeAll(states *numbers) {
	for _, s := range states.list {
		x.wake(s)
	}
}

// remembered returns values at a menu that callers have returned to: what held whenever they first came
// there still holds. It returns false if nobody can have returned.
func (x *explorer) remembered(values int32, c *context, served bool) (int32, bool) {
	key := returning{values, c.number, c.version, served}
	after, known := x.returned[key]
	if !known {
		after = x.recall(values, c, served)
		x.returned[key] = after
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
func (x *explorer) recall(values int32, c *context, served bool) int32 {
	after := slices.Clone(x.known.sets[values])
	if served {
		after[x.known.status] &= everServed
	}
	for g, word := range after {
		if c.needs != nil {
			word = x.known.having(g, word, c.needs[g])
		}
		if after[g] = word; word == 0 {
			return -1
		}
	}
	return x.known.intern(after)
}

// back is an input that leads back.
type back struct {
	input int
	out   *Outcome
}

// backwards takes the callers of a state back to the menus on their trails.
func (x *explorer) backwards(s int32, i int, o *Outcome) {
	if b := (back{i, o}); !slices.Contains(x.states[s].backs, b) {
		x.states[s].backs = append(x.states[s].backs, b)
	}
	for j := 0; j < len(x.states[s].ways.list); j++ {
		x.land(s, o, x.states[s].ways.list[j])
	}
}

// menuPlace returns the place of callers who newly enter a menu.
func (x *explorer) menuPlace(c *context, language string) *Place {
	p, known := c.places[language]
	if !known {
		p = x.place(ivr.Call{Node: c.menu, Language: language}, nil)
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
func (x *explorer) land(s int32, led *Outcome, w way) {
	c := x.menus.at(w)
	if c == nil {
		return
	}
	st := x.states[s]
	c.landed.add(s)
	origin := x.graph.Places[st.place]
	p := x.menuPlace(c, origin.Language)
	values, possible := x.remembered(x.known.after(x.leaving(st.values, origin, st.situation), led.change), c, isServed(w))
	if !possible || st.situation&Verified == 0 && !c.anyone {
		return
	}
	after := led.After(st.situation)
	key := landed{p.ID, after, values, w}
	if x.landed[key] {
		return
	}
	x.landed[key] = true
	x.landings(p, after, x.known.sets[values], func(_ int, o *Outcome) {
		if o.Err != nil {
			x.graph.Landings = append(x.graph.Landings, Landing{s, o})
		}
		if o.To == Over {
			return
		}
		to := x.state(o.To, o.After(after), x.known.after(values, o.change))
		x.inherit(to, c, isServed(w))
	})
}
