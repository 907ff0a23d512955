package proof

import (
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// Exit is a way out of a node.
type Exit struct{ Node, Name string }

// Taken gives every exit that some caller may take who calls from now on. By the
// others nobody can come, whatever they press and whatever the look-ups find, but
// for those from the lifeline on: they are for the call that a menu breaks, and
// of a menu that is sound none does.
func Taken(m *menus.Menu, now time.Time) map[Exit]bool {
	w := newWalk(m, now)
	w.sound = true
	w.everyone()
	t := taken{}
	for _, s := range w.starts {
		for i := range s.outs {
			t.note(&s.outs[i])
		}
	}
	for s := range w.states {
		st := &w.states[s]
		p := w.all[st.place]
		w.outsOf(p, st.core, w.known.envs[st.env], func(_ int, o *out) { t.note(o) })
	}
	return t
}

type taken map[Exit]bool

// note takes the exits that a step has passed, the doors left out.
func (t taken) note(o *out) {
	for _, p := range o.passed {
		if _, isDoor := behind(p.Node); !isDoor && p.Exit != ivr.ExitBack {
			t[Exit{p.Node, p.Exit}] = true
		}
	}
}
