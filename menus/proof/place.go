package proof

import (
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// place is where a call stops: at a node, with what the node remembers, or at its
// door; and the language.
type place struct {
	id       int32
	node     string
	door     bool // before it: the call has not come in yet
	menu     bool // # leads back to it
	state    ivr.State
	language string
	queue    string // in a queue's node: which
	verbs    []ivr.Verb
	heard    time.Duration // the longest that is heard on coming here
	inputs   []input
	tries    []*tree // by input
	landing  *tree
	known    []core // those of callers who wait here
	states   []int32
}

// with is the state of callers with a core who wait here.
func (p *place) with(c core) (int32, bool) {
	i := slices.Index(p.known, c)
	if i < 0 {
		return 0, false
	}
	return p.states[i], true
}

// place is the one at which a call waits, a new one if none has before.
func (w *walk) place(c ivr.Call, verbs []ivr.Verb, heard time.Duration) *place {
	node, isDoor := behind(c.Node)
	key := placeKey{node: node, door: isDoor, language: c.Language}
	if !isDoor {
		key.state = c.State
		if key.state.Held == newNumber {
			key.state.Held = caseNumber
		}
		if _, waits := w.menu.Tree.Nodes[node].Node.(ivr.Waiter); waits {
			key.queue = c.Queue
		}
	}
	p, known := w.places[key]
	if !known {
		p = &place{id: int32(len(w.all)), node: key.node, door: key.door, state: key.state, language: key.language, queue: key.queue}
		p.menu = !p.door && w.menu.Tree.Nodes[p.node].Menu
		w.places[key] = p
		w.all = append(w.all, p)
	}
	if p.verbs == nil && verbs != nil {
		p.verbs = verbs
		w.views(p, c)
		p.inputs = w.inputs(p)
		p.tries = make([]*tree, len(p.inputs))
		for i := range p.tries {
			p.tries[i] = &tree{}
		}
	}
	p.heard = max(p.heard, heard)
	return p
}

// at is what the tree taken apart calls it.
func (p *place) at() string {
	if p.door {
		return doorTo(p.node)
	}
	return p.node
}

type placeKey struct {
	node     string
	door     bool
	state    ivr.State
	language string
	queue    string
}

// at is where a node of the menu is written.
func (w *walk) at(node string) menus.Position { return w.menu.Where(node) }
