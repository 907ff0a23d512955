// Package check proves menus: it follows every possible call through a menu, and finds callers who
// would be trapped, hung up on, kept waiting or given private data. A verdict is sound: a menu without
// findings has no such caller. If that cannot be decided within bounds, the verdict is "not proved".
package check

import (
	"fmt"
	"strings"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/explore"
	"github.com/okpay/hotline/menus/check/rules"
	"github.com/okpay/hotline/menus/check/trace"
	"github.com/okpay/hotline/menus/check/worst"
)

// Severity is what a finding means for a release.
type Severity = rules.Severity

// The severities.
const (
	Fail = rules.Fail // callers suffer: the menu must not go live
	Warn = rules.Warn // callers will suffer, unless someone acts in time
)

// Finding is a fault of a menu.
type Finding struct {
	menus.Position // of the node, or of the setting
	Node           string
	Rule           string // the name of the broken rule: see [rules.All]
	Severity       Severity
	Text           string // what is wrong, in one line
	Fix            string // how to fix it

	Call    []string   // how it happens, a line for each thing heard or done; nil if no call shows it
	Command string     // the command that makes such a call, "" for none
	Trace   trace.Call `json:"-"` // the same call as data
}

// String returns "file:line:col: severity: text".
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s", f.Position, f.Severity, f.Text)
}

// Accepted is a finding that an operator has accepted, with the reason.
type Accepted struct {
	Finding
	Reason string
}

// Report is the result of a proof.
type Report struct {
	Findings  []Finding // in the order of the files
	Accepted  []Accepted
	NotProved bool        // the menu could not be proved within bounds: a finding says why
	Nodes     []WorstCase // the worst case from every reachable node, in the order of the files
	Spoken    []WorstCase // the same for each language by itself, until a person is reached
	Budgets   []Spent     // limit and worst case of each budget of the menu, by name
	States    int         // number of different callers followed
	Steps     int         // number of engine runs
}

// Failed reports whether a finding forbids going live.
func Failed(list []Finding) bool {
	for _, f := range list {
		if f.Severity == Fail {
			return true
		}
	}
	return false
}

// Options limit a proof and select its results.
type Options struct {
	States     int           // the most different callers to follow; DefaultStates when 0
	Stop       func() string // called now and then: why the proof must end, or ""
	WorstCases bool          // compute the worst case from every node
	Bare       bool          // leave out the calls that show findings
}

// DefaultStates is the default limit of different callers: more than any menu needs in which callers
// can find their way.
const DefaultStates = 2_000_000

// Prove follows all calls that may come in from now on.
func Prove(m *menus.Menu, now time.Time, o Options) Report {
	if o.States == 0 {
		o.States = DefaultStates
	}
	p := rules.NewProof(m, now)
	g, unfinished := explore.Explore(m, now, explore.Options{States: o.States, Stop: o.Stop, Document: p.Watch})
	if unfinished != nil {
		return Report{NotProved: true, Findings: []Finding{notProved(unfinished)}}
	}
	r := Report{States: g.States(), Steps: g.Steps}
	r.Findings, r.Accepted = accept(m, described(p, p.Findings(g), o))
	r.Budgets = p.Spent()
	if o.WorstCases {
		r.Nodes, r.Spoken = p.Worst.Nodes(), p.Worst.Spoken()
	}
	return r
}

// Check returns the findings of a proof with default options.
func Check(m *menus.Menu, now time.Time) []Finding { return Prove(m, now, Options{}).Findings }

func notProved(u *explore.Unfinished) Finding {
	at := menus.Position{File: menus.Main, Line: 1, Column: 1}
	text := "not proved: " + u.Why
	if len(u.Nodes) > 0 {
		text += "; the most different callers are at " + strings.Join(u.Nodes, ", ")
	}
	return Finding{Position: at, Rule: rules.NotProved, Severity: Fail, Text: text, Fix: rules.Named(rules.NotProved).Fix["en-US"]}
}

// maxShown is how many findings are shown with a call; more are listed without.
const maxShown = 60

// described turns rule findings into findings with the calls that show them.
func described(p *rules.Proof, breaches []rules.Finding, o Options) []Finding {
	list := make([]Finding, 0, len(breaches))
	for i, b := range breaches {
		f := Finding{Position: b.At, Node: b.Node, Rule: b.Rule, Severity: b.Severity, Text: b.Text, Fix: b.Fix}
		if b.Show != nil && !o.Bare && i < maxShown && (o.Stop == nil || o.Stop() == "") {
			if call, ok := b.Show(); ok {
				f.Trace, f.Call = call, call.Lines(p.Menu.Tree.Zone)
				if b.Onward != "" {
					f.Call = append(f.Call, b.Onward)
				}
				f.Text += "; so it goes: " + call.Inputs()
			}
		}
		list = append(list, f)
	}
	return list
}

// WorstCase, Cost and Spent describe the worst cases.
type (
	WorstCase = worst.Case
	Cost      = worst.Cost
	Spent     = rules.Spent
)
