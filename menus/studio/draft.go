package studio

import (
	"fmt"
	"slices"
	"strings"
)

// draft is a node under construction.
type draft struct {
	name   string
	widget widget
	kind   string
	lines  []string // of its settings
	inner  []string // nodes that its settings lead to
	exits  []exit
	looks  string   // the value that a branch tests
	sets   []string // the values that it sets
	aside  bool     // no call reaches it
}

type exit struct{ name, to string }

// draft begins the node of a widget.
func (b *builder) draft(w widget, kind string) *draft {
	d := &draft{name: b.names.of[w.Name], widget: w, kind: kind}
	b.drafts = append(b.drafts, d)
	return d
}

// set adds a setting as a line of YAML.
func (d *draft) set(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

// leads wires an exit.
func (d *draft) leads(name, to string) { d.exits = append(d.exits, exit{name, to}) }

// goes wires the exit of a kind that has one.
func (d *draft) goes(to string) { d.leads("", to) }

// targets returns the nodes that it leads to.
func (d *draft) targets() []string {
	all := slices.Clone(d.inner)
	for _, e := range d.exits {
		all = append(all, e.to)
	}
	return all
}

// unwired are exits that the whole menu wires already: see builder.menu.
var unwired = []exit{{"person", toPerson}, {"no_input", toPerson}, {"no_match", toPerson}}

// yaml returns the node as written in a file.
func (d *draft) yaml() string {
	var y strings.Builder
	fmt.Fprintf(&y, "\n  # %s (%s)\n  %s:\n    %s:\n", comment(d.widget.Name), comment(d.widget.Type), d.name, d.kind)
	for _, line := range d.lines {
		fmt.Fprintf(&y, "      %s\n", line)
	}
	var on []string
	for _, e := range d.exits {
		switch {
		case e.name == "":
			fmt.Fprintf(&y, "    go: %s\n", e.to)
		case !slices.Contains(unwired, e):
			on = append(on, e.name+": "+e.to)
		}
	}
	if len(on) > 0 {
		fmt.Fprintf(&y, "    on: { %s }\n", strings.Join(on, ", "))
	}
	return y.String()
}

// settle sets aside the drafts that no call reaches. A branch on a value that nothing sets before it is
// removed: its callers go where the flow sends the rest.
func (b *builder) settle() {
	for again := true; again; {
		b.setAside()
		again = false
		for _, d := range b.drafts {
			if d.looks != "" && !d.aside && !b.isSet(d.looks) {
				b.lost(d.widget, "give a menu's choice that value with set", "goes by a value that nothing here sets; every caller goes the way of noMatch")
				b.plainly(d)
				again = true
			}
		}
	}
	b.ours = slices.ContainsFunc(b.drafts, func(d *draft) bool { return !d.aside && slices.Contains(d.targets(), hungUp) })
	b.ours = b.ours || b.start == hungUp
}

// plainly turns a branch into a node that goes on.
func (b *builder) plainly(d *draft) {
	rest := d.exits[0].to
	*d = draft{name: d.name, widget: d.widget, kind: "say"}
	d.set("text: %s", b.ourWords(oneMoment))
	d.goes(rest)
}

func (b *builder) isSet(value string) bool {
	return slices.ContainsFunc(b.drafts, func(d *draft) bool { return !d.aside && slices.Contains(d.sets, value) })
}

// setAside marks the drafts that no call reaches.
func (b *builder) setAside() {
	named := make(map[string]*draft, len(b.drafts))
	for _, d := range b.drafts {
		named[d.name], d.aside = d, true
	}
	for next := []string{b.start}; len(next) > 0; next = next[1:] {
		if d := named[next[0]]; d != nil && d.aside {
			d.aside = false
			next = append(next, d.targets()...)
		}
	}
}
