package menus

import (
	"fmt"
	"slices"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
	"go.yaml.in/yaml/v4"
)

// shared are the exits that listening kinds have besides their own.
var shared = []string{ivr.ExitPerson, ivr.ExitBack, "no_input", "no_match"}

// places returns every node of the menu by name, except nodes of an unknown kind.
func (l *loader) places() map[string]place {
	all := collect(l, "nodes", func(p page) map[string]place { return p.Nodes })
	if len(all) > maxNodes {
		l.report.wrong(Position{Main, 1, 1}, "the menu has %d nodes; at most %d are allowed", len(all), maxNodes)
	}
	return values(all)
}

// spokenValues returns all values that some node of the menu sets.
func spokenValues(places map[string]place) map[string]node.Value {
	known := map[string]node.Value{}
	for _, p := range inOrder(places) {
		for _, v := range p.kind.Values {
			known[v.Name] = v
		}
	}
	for _, p := range inOrder(places) {
		if s, ok := p.node.(node.Setter); ok {
			for _, v := range s.Sets() {
				v.Private = known[v.Name].Private // a choice that also sets it does not make it less private
				known[v.Name] = v
			}
		}
	}
	return known
}

// testedTexts returns the texts that nodes compare each value with.
func testedTexts(places map[string]place) map[string][]string {
	tested := map[string][]string{}
	for _, p := range inOrder(places) {
		if n, ok := p.node.(node.Testing); ok {
			value, texts := n.Tests()
			tested[value] = append(tested[value], texts...)
		}
	}
	return tested
}

// bind gives each node what it needs from the rest of the menu.
func (l *loader) bind(places map[string]place, env node.Env) {
	for name, p := range inOrder(places) {
		bound, ok := p.node.(node.Bound)
		if !ok || p.broken {
			continue
		}
		for _, problem := range bound.Bind(env) {
			path := []string{"nodes", name, p.kind.Name}
			at := p.source.key(path...)
			if problem.Field != "" {
				at = p.source.at(append(path, strings.Split(problem.Field, "/")...)...)
			}
			l.report.absent(at, "%s", problem.Message)
		}
	}
}

// wires determines where every exit of the menu leads.
type wires struct {
	report *report
	folder *folder
	pages  *pages
	places map[string]place
	names  []string
	global map[string]string
}

func (l *loader) wire(tree *ivr.Tree, places map[string]place) {
	w := wires{l.report, l.folder, l.pages, places, keys(places), l.pages.cover.Always}
	w.doors(tree)
	w.always()
	for _, name := range w.names {
		if p := places[name]; p.node != nil {
			tree.Nodes[name] = ivr.TreeNode{Node: p.node, Kind: p.kind.Name, Menu: p.kind.Menu, Topic: p.Topic, Exits: w.exits(name, p)}
		}
	}
}

// doors checks the nodes at which calls begin.
func (w wires) doors(t *ivr.Tree) {
	w.target(t.Start, w.pages.main.at("start"))
	w.target(t.Fallback, w.pages.main.at("lifeline"))
	w.target(t.TooLong, w.pages.main.at("overlong"))
}

// target reports a node that does not exist. A missing name was reported before.
func (w wires) target(name string, at ...Position) {
	if _, ok := w.places[name]; ok || name == "" {
		return
	}
	mend := Instead(name, w.names)
	if file := w.folder.unread(name); file != "" {
		mend = fmt.Sprintf("it seems to stand in %s: add that to include", file)
	}
	for _, p := range at {
		w.report.absent(p, "there is no node %q; %s", name, mend)
	}
}

// always checks what files say of all their nodes' exits.
func (w wires) always() {
	known := exitNames()
	for _, file := range w.pages.list {
		for exit, to := range inOrder(file.Always) {
			switch {
			case exit == ivr.ExitBack:
				w.report.wrong(file.source.key("always", exit), "back leads one menu back by itself; take it out")
			case !slices.Contains(known, exit):
				w.report.wrong(file.source.key("always", exit), "no kind has an exit %q; %s", exit, Instead(exit, known))
			}
			w.target(to, file.source.at("always", exit))
		}
	}
}

func exitNames() []string {
	var list []string
	for _, k := range node.Kinds() {
		for _, e := range k.Exits {
			list = append(list, e.Name)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// exits returns where each exit of a node leads.
func (w wires) exits(name string, p place) map[string]string {
	led := map[string]string{}
	own := map[string]string{}
	if wired, ok := p.node.(node.Wired); ok {
		own = wired.Wires()
	}
	exits := p.node.Exits()
	goes := w.goes(name, p)
	for _, exit := range slices.Compact(slices.Sorted(slices.Values(exits))) {
		if exit == ivr.ExitBack {
			continue
		}
		to, at := w.leads(name, p, exit, own, goes)
		switch {
		case to != "":
			led[exit] = to
			w.target(to, at...)
		case own[exit] == "" && !p.broken:
			w.report.wrong(p.source.key("nodes", name), "exit %q%s leads nowhere; add it to the node's `on`, or to `always`", exit, meaning(p.kind, exit))
		}
	}
	w.checkOn(name, p, exits, own, goes)
	return led
}

// leads returns the target of one exit and where it is written; no position for what `always` says,
// which is checked separately.
func (w wires) leads(name string, p place, exit string, own map[string]string, goes string) (to string, at []Position) {
	if to := own[exit]; to != "" {
		_, settings := p.source.find([]string{"nodes", name, p.kind.Name})
		return to, p.source.scalars(settings, to)
	}
	if to := p.On[exit]; to != "" {
		return to, []Position{p.source.at("nodes", name, "on", exit)}
	}
	if exit == goes {
		return p.Go, []Position{p.source.at("nodes", name, "go")}
	}
	if to := w.fileAlways(p.source)[exit]; to != "" {
		return to, nil
	}
	to = w.global[exit]
	if other := p.kind.Otherwise[exit]; to == "" && other != "" {
		return w.leads(name, p, other, own, goes)
	}
	return to, nil
}

func (w wires) fileAlways(s source) map[string]string {
	i := slices.IndexFunc(w.pages.list, func(f written) bool { return f.source.name == s.name })
	return w.pages.list[i].Always
}

// goes returns the exit that `go` wires: the kind's only one.
func (w wires) goes(name string, p place) string {
	if p.Go == "" {
		return ""
	}
	var own []string
	for _, e := range p.kind.Exits {
		if _, optional := p.kind.Otherwise[e.Name]; !optional && !slices.Contains(shared, e.Name) {
			own = append(own, e.Name)
		}
	}
	if len(own) == 1 {
		return own[0]
	}
	w.report.wrong(p.source.key("nodes", name, "go"), "a %s has %d ways out of its own, so go is not clear; use on", p.kind.Name, len(own))
	return ""
}

// checkOn reports useless entries of `on`.
func (w wires) checkOn(name string, p place, exits []string, own map[string]string, goes string) {
	for exit := range inOrder(p.On) {
		at := p.source.key("nodes", name, "on", exit)
		switch {
		case exit == ivr.ExitBack:
			w.report.wrong(at, "back leads one menu back by itself; take it out")
		case !slices.Contains(exits, exit):
			w.report.wrong(at, "this %s has no exit %q; %s", p.kind.Name, exit, Instead(exit, exits))
		case own[exit] != "":
			w.report.wrong(at, "the %s itself says that %q leads to %s; take it out", p.kind.Name, exit, own[exit])
		case exit == goes:
			w.report.wrong(at, "go says already where %q leads; take one out", exit)
		}
	}
}

// meaning returns what an exit is for, in brackets.
func meaning(k node.Kind, exit string) string {
	for _, e := range k.Exits {
		if e.Name == exit {
			return " (" + e.Doc + ")"
		}
	}
	return ""
}

// scalars returns the positions under n where a text is written.
func (s source) scalars(n *yaml.Node, text string) []Position {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode && n.Value == text {
		return []Position{s.position(n)}
	}
	var all []Position
	for i, inner := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		all = append(all, s.scalars(inner, text)...)
	}
	return all
}
