// Package rules defines what a menu must not do to its callers, a file a rule: what the rule asks, how
// to fix a menu that breaks it, an example of each, and how a breach is found in the graph of all
// calls.
package rules

import (
	"cmp"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/trace"
	"github.com/okpay/hotline/menus/check/worst"
)

// Severity is what a finding means for a release.
type Severity string

// The severities.
const (
	Fail Severity = "fail" // callers suffer: the menu must not go live
	Warn Severity = "warn" // callers will suffer, unless someone acts in time
)

// Rule is a rule that every menu must keep.
type Rule struct {
	Name     string
	Doc      ivr.Text // what it asks, in an operator's words
	Fix      ivr.Text // how to fix a menu that breaks it
	Severity Severity // the usual one of its findings
	Kept     bool     // its breaches cannot be accepted
	Unsound  string   // an example that breaks it, and it alone: see Example
	Sound    string   // the same example, fixed

	// find reports the breaches of a menu; nil for a rule that is checked elsewhere.
	find func(*Proof)
}

// Finding is a breach of a rule.
type Finding struct {
	At       menus.Position // of the node, or of the setting
	Node     string         // "" for a setting
	Rule     string
	Severity Severity
	Text     string // what is wrong, in one line
	Fix      string

	Onward string // what comes after the call that shows it, as a line; "" for nothing more

	// Show searches a call that shows the finding; nil if there can be none.
	Show func() (trace.Call, bool)
}

var all = map[string]Rule{}

// register adds a rule; each rule's file calls it in init.
func register(r Rule) { all[r.Name] = r }

// All returns every rule by name.
func All() []Rule {
	list := make([]Rule, 0, len(all))
	for _, r := range all {
		list = append(list, r)
	}
	slices.SortFunc(list, func(a, b Rule) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Named returns the rule of that name, or one with only the name if there is none.
func Named(name string) Rule {
	if r, ok := all[name]; ok {
		return r
	}
	return Rule{Name: name}
}

// Proof is a menu and the graph of all its calls, for the rules to examine.
type Proof struct {
	Menu      *menus.Menu
	Graph     *explore.Graph
	Worst     worst.Cases
	Documents *explore.Documents
	Now       time.Time

	carrier *carrier
	spent   []Spent
	found   []Finding
	seen    map[string]bool
}

// NewProof prepares a proof; its Watch must be called during the exploration.
func NewProof(m *menus.Menu, now time.Time) *Proof {
	p := &Proof{Menu: m, Now: now, seen: map[string]bool{}}
	p.carrier = &carrier{proof: p}
	return p
}

// Watch validates a part of a document that the exploration found.
func (p *Proof) Watch(node string, verbs []ivr.Verb) { p.carrier.document(node, verbs) }

// Findings returns all breaches of all rules in the order of the files.
func (p *Proof) Findings(g *explore.Graph) []Finding {
	p.Graph, p.Worst, p.Documents = g, worst.Find(g), g.Documents()
	for _, r := range All() {
		if r.find != nil {
			r.find(p)
		}
	}
	Sort(p.found)
	return p.found
}

// Sort sorts findings in the order of the files.
func Sort(list []Finding) {
	slices.SortStableFunc(list, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Text, b.Text))
	})
}

// report adds a finding, once for each rule, position and text.
func (p *Proof) report(f Finding) {
	key := f.Rule + "\x00" + f.Node + "\x00" + f.Text
	if p.seen[key] {
		return
	}
	p.seen[key] = true
	rule := Named(f.Rule)
	f.Severity = cmp.Or(f.Severity, rule.Severity)
	f.Fix = cmp.Or(f.Fix, rule.Fix["en-US"])
	if f.Node != "" && f.At == (menus.Position{}) {
		f.At = p.Menu.Where(f.Node)
	}
	p.found = append(p.found, f)
}

// show returns a function that searches a call that reaches a goal.
func (p *Proof) show(goal trace.Goal) func() (trace.Call, bool) {
	return func() (trace.Call, bool) { return trace.Search(p.Graph, goal) }
}

// anyOpen reports whether some schedule is open for the callers of a link.
func (p *Proof) anyOpen(n int32) bool {
	return p.Graph.Moments[p.Graph.Links[n].Situation.Moment()].AnyOpen()
}

// edges visits every edge of callers, and leaves out agents' own calls.
func (p *Proof) edges(visit func(n int32, e explore.Edge)) {
	for n := range p.Graph.Links {
		for _, e := range p.Graph.From(int32(n)) {
			if !e.Outcome.Staff {
				visit(int32(n), e)
			}
		}
	}
}

func inOrder[T any](m map[string]T) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// hungUp reports whether the hotline hung up in a step.
func hungUp(s trace.Step) bool {
	_, over := explore.Ending(s.Result.Verbs).(ivr.Hangup)
	return over && s.Result.Call.Outcome != ivr.Staff
}

// passed reports whether a step left a node by an exit.
func passed(s trace.Step, node, exit string) bool {
	return slices.ContainsFunc(s.Result.Passed, func(p ivr.Transition) bool { return p.Node == node && p.Exit == exit })
}
