package studio

import (
	"cmp"
	"strings"
)

// split converts a split: to the hours of a schedule, or to a branch.
func (b *builder) split(w widget) {
	switch b.flow.reads(w) {
	case byTime:
		b.hours(w)
	case byDigits:
		gather, _ := b.flow.typedIn(w)
		b.branch(w, typedBy(b.names.of[gather.Name]), gather)
	case byVariable:
		b.branch(w, variableName(variable.FindStringSubmatch(w.looksAt())[1]), widget{})
	default:
		b.notes.lost(w, "put in its place what the code found out; then take in the nodes of behind.yaml", "goes by what a widget finds that is not carried over")
		b.routes.unmatched(w)
		b.standIn(w)
	}
}

func typedBy(node string) string        { return "typed." + node }
func variableName(source string) string { return "flow." + nodeName(source) }

func (b *builder) hours(w widget) {
	b.needs.timed = true
	open, closed := byTheClock(w)
	rest := w.next("noMatch")
	if rest == "" && (open == "" || closed == "") {
		b.notes.trap(w, "lead noMatch to a message", "goes by the time, and what it does not know leads nowhere: the caller is hung up on")
	}
	b.notes.lost(w, "set the hours of the line support in menu.yaml", "goes by the time of day, which the flow keeps in code or conditions")
	d := b.draft(w, "hours")
	d.set("line: support")
	d.leads("open", b.routes.orHungUp(w, cmp.Or(open, rest)))
	d.leads("closed", b.routes.orHungUp(w, cmp.Or(closed, rest)))
}

// branch branches on a value that the menu knows. What was typed is not asked for again, so a
// transition back to where it was typed leads to a person.
func (b *builder) branch(w widget, value string, typed widget) {
	d := &draft{name: b.names.of[w.Name], widget: w, kind: "branch", looks: value}
	lead := func(next, what string) string {
		switch {
		case next == "":
			b.notes.trap(w, "lead it to a person", "%s: nothing is wired, so the caller is hung up on", what)
			return hungUp
		case typed.Name != "" && b.flow.comesBack(typed, next):
			b.notes.lost(w, "", "%s: asks again; here such a caller goes to a person", what)
			return toPerson
		}
		return b.routes.node(w, next)
	}
	var cases []string
	for _, c := range b.flow.cases(w) {
		to := lead(c.next, quoted(c.text))
		cases = append(cases, quoted(c.text)+": "+to)
		d.inner = append(d.inner, to)
	}
	d.set("value: %s", value)
	d.set("cases: { %s }", strings.Join(cases, ", "))
	d.leads("else", lead(w.next("noMatch"), "what no condition knows"))
	b.inexact(w)
	b.nodes.add(d)
}

// inexact notes conditions that a branch cannot express.
func (b *builder) inexact(w widget) {
	for _, t := range w.Transitions {
		for _, c := range t.Conditions {
			if !c.exact() || len(t.Conditions) > 1 {
				b.notes.lost(w, "", "a branch goes by whole values, not by %s %s; such callers go the way of noMatch", comment(c.Type), quoted(comment(string(c.Value))))
				b.routes.cut(t.Next)
			}
		}
	}
}
