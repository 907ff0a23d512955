package explore

import (
	"slices"

	"github.com/okpay/hotline/ivr"
)

// Place is where a call stops: at a node, with what the node remembers, or at the entry before a node;
// and the language. At a queue's node the queue is part of it.
type Place struct {
	ID       int32
	Node     string
	Entry    bool // before the node: the call has not entered it yet
	Menu     bool // # leads back to it
	State    ivr.State
	Language string
	Queue    string
	Verbs    []ivr.Verb // that callers hear on arrival, or the first of several such
	Inputs   []Input

	decisions []*decision // by input
	landing   *decision
	known     []Situation // of callers who stop here
	states    []int32
}

// with returns the state of callers in a situation who stop here.
func (p *Place) with(s Situation) (int32, bool) {
	i := slices.Index(p.known, s)
	if i < 0 {
		return 0, false
	}
	return p.states[i], true
}

// places are all places found so far, with what may happen at each.
type places struct {
	graph  *Graph
	tree   *ivr.Tree
	known  *analysis
	runner *runner
	byKey  map[placeKey]*Place
}

// at returns the place at which a call waits, creating it if it is new.
func (ps *places) at(c ivr.Call, verbs []ivr.Verb) *Place {
	key := ps.keyOf(c)
	p, known := ps.byKey[key]
	if !known {
		p = &Place{ID: int32(len(ps.graph.Places)), Node: key.node, Entry: key.entry, State: key.state, Language: key.language, Queue: key.queue}
		p.Menu = !p.Entry && ps.tree.Nodes[p.Node].Menu
		ps.byKey[key] = p
		ps.graph.Places = append(ps.graph.Places, p)
	}
	if p.Verbs == nil && verbs != nil {
		p.Verbs = verbs
		p.Inputs = ps.inputs(p)
		p.decisions = make([]*decision, len(p.Inputs))
		for i := range p.decisions {
			p.decisions[i] = &decision{}
		}
	}
	return p
}

// keyOf returns the key of the place where a call waits.
func (ps *places) keyOf(c ivr.Call) placeKey {
	node, isEntry := behind(c.Node)
	key := placeKey{node: node, entry: isEntry, language: c.Language}
	if isEntry {
		return key
	}
	key.state = c.State
	if key.state.Held == newNumber {
		key.state.Held = caseNumber
	}
	if _, waits := ps.tree.Nodes[node].Node.(ivr.QueueNode); waits {
		key.queue = c.Queue
	}
	return key
}

// at returns the place's name in the split tree.
func (p *Place) at() string {
	if p.Entry {
		return entryTo(p.Node)
	}
	return p.Node
}

type placeKey struct {
	node     string
	entry    bool
	state    ivr.State
	language string
	queue    string
}
