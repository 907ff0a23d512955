package studio

import "slices"

// nodes are the drafts of the menu's nodes, and what all of them together decide.
type nodes struct {
	list    []*draft
	start   string // the node that calls reach first
	hangsUp bool   // whether some node leads to hungUp
	notes   *notes
	words   wording
}

// add begins a node.
func (n *nodes) add(d *draft) *draft {
	n.list = append(n.list, d)
	return d
}

// settle sets aside the drafts that no call reaches. A branch on a value that nothing sets before it is
// removed: its callers go where the flow sends the rest.
func (n *nodes) settle() {
	for again := true; again; {
		n.setAside()
		again = false
		for _, d := range n.list {
			if d.looks != "" && !d.aside && !n.isSet(d.looks) {
				n.notes.lost(d.widget, "give a menu's choice that value with set", "goes by a value that nothing here sets; every caller goes the way of noMatch")
				n.plainly(d)
				again = true
			}
		}
	}
	n.hangsUp = slices.ContainsFunc(n.list, func(d *draft) bool { return !d.aside && slices.Contains(d.targets(), hungUp) })
	n.hangsUp = n.hangsUp || n.start == hungUp
}

// plainly turns a branch into a node that goes on.
func (n *nodes) plainly(d *draft) {
	rest := d.exits[0].to
	*d = draft{name: d.name, widget: d.widget, kind: "say"}
	d.set("text: %s", n.words.ours(oneMoment))
	d.goes(rest)
}

func (n *nodes) isSet(value string) bool {
	return slices.ContainsFunc(n.list, func(d *draft) bool { return !d.aside && slices.Contains(d.sets, value) })
}

// setAside marks the drafts that no call reaches.
func (n *nodes) setAside() {
	named := make(map[string]*draft, len(n.list))
	for _, d := range n.list {
		named[d.name], d.aside = d, true
	}
	for next := []string{n.start}; len(next) > 0; next = next[1:] {
		if d := named[next[0]]; d != nil && d.aside {
			d.aside = false
			next = append(next, d.targets()...)
		}
	}
}
