package proof

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Where # leads is where the caller has been. Of that, a state knows the menus
// that may stand last on its callers' ways (for a menu, last but one): what lies
// before those is taken from all who have been there.

// context of a menu that callers may come back to.
func (w *walk) context(menu string) *context {
	c, known := w.menus[menu]
	if !known {
		c = &context{number: int32(len(w.menus) + 1)}
		w.menus[menu] = c
		w.numbered = append(w.numbered, menu)
	}
	return c
}

// way adds a menu that # may lead the callers of a state back to, and goes there
// with those who have come to the state before.
func (w *walk) way(s, menu int32) {
	if slices.Contains(w.states[s].ways, menu) {
		return
	}
	w.states[s].ways = append(w.states[s].ways, menu)
	if p := w.all[w.states[s].place]; w.isMenu(p) {
		w.shareWay(w.context(p.node), menu)
	}
	if menu == 0 {
		w.wake(s)
	}
	for _, b := range w.states[s].backs {
		if menu != 0 {
			w.land(s, b.input, b.out, w.numbered[menu-1])
		}
	}
	for _, to := range slices.Clone(w.states[s].followers) {
		w.pass(to, menu)
	}
}

// shareWay gives a way back from a menu to all who come to it not knowing theirs.
func (w *walk) shareWay(c *context, menu int32) {
	if slices.Contains(c.ways, menu) {
		return
	}
	c.ways = append(c.ways, menu)
	for _, heir := range slices.Clone(c.heirs) {
		w.way(heir, menu)
	}
}

// pass gives a way to a state come to; one that leads to the menu come to is
// replaced by those from there.
func (w *walk) pass(to, menu int32) {
	target := w.all[w.states[to].place]
	if w.isMenu(target) && menu == w.context(target.node).number {
		w.inherit(to, target.node)
		return
	}
	w.way(to, menu)
}

// followBy has a state know all ways that another knows, and will know.
func (w *walk) followBy(from, to int32) {
	if from == to || slices.Contains(w.states[from].followers, to) {
		return
	}
	w.states[from].followers = append(w.states[from].followers, to)
	for _, menu := range slices.Clone(w.states[from].ways) {
		w.pass(to, menu)
	}
}

// inherit gives a state at a menu all that is known of the way before it.
func (w *walk) inherit(s int32, menu string) {
	c := w.context(menu)
	if !slices.Contains(c.heirs, s) {
		c.heirs = append(c.heirs, s)
	}
	for _, way := range c.ways {
		w.way(s, way)
	}
}

// trail tells the state come to what lies behind its callers.
func (w *walk) trail(from int32, p *place, to int32, e int32) {
	target := w.all[w.states[to].place]
	stays := target.node == p.node && !target.door && !p.door
	if !stays && w.isMenu(target) {
		w.entered(target.id, w.states[to].core, e)
	}
	if !stays && w.isMenu(p) {
		w.pass(to, w.context(p.node).number)
		return
	}
	w.followBy(from, to)
}

// entered notes what was set when callers came to a menu, not by way of #.
func (w *walk) entered(p int32, as core, e int32) {
	if !w.isMenu(w.all[p]) {
		return
	}
	c := w.context(w.all[p].node)
	if as&verified == 0 && !c.anyone {
		c.anyone = true
		w.wakeAll(c.landed)
	}
	if c.needs == nil {
		c.needs = make([]features, len(w.known.groups))
		for g, word := range w.known.envs[e] {
			c.needs[g] = w.known.common(g, word)
		}
		return
	}
	for g, word := range w.known.envs[e] {
		both := c.needs[g] & w.known.common(g, word)
		if both == c.needs[g] {
			continue
		}
		c.needs[g] = both
		w.wakeAll(c.landed)
	}
}

func (w *walk) wakeAll(states []int32) {
	for _, s := range states {
		w.wake(s)
	}
}

// remembered is an env at a menu that callers have come back to: what held
// whenever they first came there still holds. It is false when nobody can have.
func (w *walk) remembered(e int32, menu string) (int32, bool) {
	needs := w.context(menu).needs
	if needs == nil {
		return e, true
	}
	after := slices.Clone(w.known.envs[e])
	for g, word := range after {
		after[g] = w.known.having(g, word, needs[g])
		if after[g] == 0 {
			return e, false
		}
	}
	return w.known.intern(after), true
}

// back is an input that leads back.
type back struct {
	input int
	out   *out
}

// backwards takes the callers of a state back to the menus on their ways.
func (w *walk) backwards(s int32, i int, o *out) {
	if b := (back{i, o}); !slices.Contains(w.states[s].backs, b) {
		w.states[s].backs = append(w.states[s].backs, b)
	}
	for _, menu := range slices.Clone(w.states[s].ways) {
		if menu != 0 {
			w.land(s, i, o, w.numbered[menu-1])
		}
	}
}

// land brings the callers of a state back to a menu.
func (w *walk) land(s int32, i int, led *out, menu string) {
	st := w.states[s]
	c := w.context(menu)
	if !slices.Contains(c.landed, s) {
		c.landed = append(c.landed, s)
	}
	origin := w.all[st.place]
	p := w.place(ivr.Call{Node: menu, Language: origin.language}, nil, 0)
	e, possible := w.remembered(w.helped(st.env, origin, st.core), menu)
	if !possible || st.core&verified == 0 && !c.anyone {
		return
	}
	after := coreAfter(st, led)
	w.landings(p, after, w.known.envs[e], func(o *out) {
		if o.to == over {
			return
		}
		to := w.state(o.to, after&^o.parts|o.core&o.parts, w.known.after(e, o.change), state{parent: s, input: int16(i), choice: led.choices})
		w.inherit(to, menu)
	})
}
