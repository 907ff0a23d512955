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
	if !w.states[s].ways.add(menu) {
		return
	}
	if p := w.all[w.states[s].place]; p.menu {
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
	for i := 0; i < len(w.states[s].followers.list); i++ {
		w.pass(w.states[s].followers.list[i], menu)
	}
}

// shareWay gives a way back from a menu to all who come to it not knowing theirs.
func (w *walk) shareWay(c *context, menu int32) {
	if !c.ways.add(menu) {
		return
	}
	for i := 0; i < len(c.heirs.list); i++ {
		w.way(c.heirs.list[i], menu)
	}
}

// pass gives a way to a state come to; one that leads to the menu come to is
// replaced by those from there.
func (w *walk) pass(to, menu int32) {
	target := w.all[w.states[to].place]
	if target.menu && menu == w.context(target.node).number {
		w.inherit(to, target.node)
		return
	}
	w.way(to, menu)
}

// followBy has a state know all ways that another knows, and will know.
func (w *walk) followBy(from, to int32) {
	if from == to || !w.states[from].followers.add(to) {
		return
	}
	for i := 0; i < len(w.states[from].ways.list); i++ {
		w.pass(to, w.states[from].ways.list[i])
	}
}

// inherit gives a state at a menu all that is known of the way before it.
func (w *walk) inherit(s int32, menu string) {
	c := w.context(menu)
	c.heirs.add(s)
	for i := 0; i < len(c.ways.list); i++ {
		w.way(s, c.ways.list[i])
	}
}

// trail tells the state come to what lies behind its callers.
func (w *walk) trail(from int32, p *place, to int32, e int32) {
	target := w.all[w.states[to].place]
	stays := target.node == p.node && !target.door && !p.door
	if !stays && target.menu {
		w.entered(target.id, w.states[to].core, e)
	}
	if !stays && p.menu {
		w.pass(to, w.context(p.node).number)
		return
	}
	w.followBy(from, to)
}

// entered notes what was set when callers came to a menu, not by way of #.
func (w *walk) entered(p int32, as core, e int32) {
	if !w.all[p].menu {
		return
	}
	c := w.context(w.all[p].node)
	if as&verified == 0 && !c.anyone {
		c.anyone = true
		w.wakeAll(&c.landed)
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
		w.wakeAll(&c.landed)
	}
}

func (w *walk) wakeAll(states *numbers) {
	for _, s := range states.list {
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
	for j := 0; j < len(w.states[s].ways.list); j++ {
		if menu := w.states[s].ways.list[j]; menu != 0 {
			w.land(s, i, o, w.numbered[menu-1])
		}
	}
}

// land brings the callers of a state back to a menu.
func (w *walk) land(s int32, i int, led *out, menu string) {
	st := w.states[s]
	c := w.context(menu)
	c.landed.add(s)
	origin := w.all[st.place]
	p := w.place(ivr.Call{Node: menu, Language: origin.language}, nil, 0)
	e, possible := w.remembered(w.helped(st.env, origin, st.core), menu)
	if !possible || st.core&verified == 0 && !c.anyone {
		return
	}
	after := led.coreAfter(st.core)
	w.landings(p, after, w.known.envs[e], func(_ int, o *out) {
		if o.to == over {
			return
		}
		to := w.state(o.to, o.coreAfter(after), w.known.after(e, o.change), state{parent: s, input: int16(i), choice: led.choices})
		w.inherit(to, menu)
	})
}
