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

// settings returns the values that a choice sets, the last of each name.
func (d *draft) settings(sets []setting) string {
	last := map[string]int{}
	for i, s := range sets {
		last[variableName(s.name)] = i
	}
	var parts []string
	for i, s := range sets {
		if name := variableName(s.name); last[name] == i {
			d.sets = append(d.sets, name)
			parts = append(parts, name+": "+quoted(s.text))
		}
	}
	return strings.Join(parts, ", ")
}
