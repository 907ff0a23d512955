// Package proof follows every caller through a menu, and tells where one would
// be trapped, dropped, kept waiting or told too much. It asks the engine itself,
// so that what is proved is what happens.
//
// Callers differ in what they press and say, in their number, in the language
// they choose, in the hour they call, in what the look-ups find and in whether
// anybody answers. All of these are followed, each with each: not a sample. What
// is taken together is what cannot decide where a call goes: a step is taken
// once for all callers who differ in nothing that its turns look at (see
// [node.Fact] and tree), and the values that callers bring to a place are kept
// for each look-up by itself. So more ways may be followed than callers can go,
// and never fewer.
package proof

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/menus"
)

// Severity says what a finding means for a release.
type Severity string

// The severities.
const (
	Fail Severity = "fail" // callers suffer: the menu must not go live
	Warn Severity = "warn" // they will, unless someone acts in time
)

// Finding is something that a menu does to its callers and must not.
type Finding struct {
	menus.Position // of the node, or of the setting
	Node           string
	Rule           string // what was broken, by its name: see [Rules]
	Severity       Severity
	Text           string   // what is wrong, in one line
	Mend           string   // how to mend it
	Call           []string // how it happens, told as a call, one line for each thing heard or done

	once string // by which it is told once
}

// String gives "file:line:col: severity: text".
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s", f.Position, f.Severity, f.Text)
}

// Check gives the findings alone.
func Check(m *menus.Menu, now time.Time) []Finding { return Brief(m, now).Findings }

// CheckUntil is [Check], given up as soon as it is no longer wanted: it has found
// nothing then, and done is false.
func CheckUntil(m *menus.Menu, now time.Time, unwanted func() bool) (found []Finding, done bool) {
	r := prove(m, now, false, unwanted)
	return r.Findings, !unwanted()
}

// Prove follows all calls that may come in from now on.
func Prove(m *menus.Menu, now time.Time) Report { return prove(m, now, true, never) }

// Brief is [Prove] without the way from every node.
func Brief(m *menus.Menu, now time.Time) Report { return prove(m, now, false, never) }

func never() bool { return false }

func prove(m *menus.Menu, now time.Time, nodes bool, unwanted func() bool) Report {
	w := newWalk(m, now)
	w.unwanted = unwanted
	w.calendars(now)
	w.neverOpen()
	w.everyone()
	if unwanted() {
		return Report{}
	}
	w.neverAnswered()
	c := w.newChain()
	c.circles()
	c.askedFor()
	ways := c.ways()
	w.strangers()
	w.longWinded()
	r := Report{Budgets: ways.budgets(), States: len(w.states), Steps: w.steps}
	if nodes {
		r.Nodes, r.Spoken = ways.nodes(), ways.spoken()
	}
	r.Findings = w.found()
	return r
}

// calendars tells of years whose holidays are not known.
func (w *walk) calendars(now time.Time) {
	for _, year := range w.menu.Unknown(now) {
		severity, mend := Fail, "add them to the calendar's days and years"
		if year > now.In(w.menu.Tree.Zone).Year() {
			severity, mend = Warn, "add them when they are announced"
		}
		w.tellAt(menus.Position{File: menus.Main, Line: 1, Column: 1}, "", RuleCalendar, severity,
			"the public holidays of %d are not known, so a line keeps its weekly hours; %s", year, mend)
	}
}

// strangers tells of nodes that no caller has come through.
func (w *walk) strangers() {
	met := map[string]bool{}
	for _, p := range w.all {
		met[p.node] = true
	}
	for _, name := range inOrder(w.menu.Tree.Nodes) {
		if !met[name] {
			w.tell(name, RuleUnreachable, Warn, "no caller ever comes to %s, whatever they press and whatever the look-ups find", name)
		}
	}
}

// patience is how long callers listen before they may choose.
const patience = 45 * time.Second

// longWinded tells of places that say more than that before they listen.
func (w *walk) longWinded() {
	for _, p := range w.all {
		if _, listens := listensFor(p.verbs).(ivr.Gather); listens && p.heard > patience && !w.seen("long "+p.node) {
			w.tell(p.node, RuleLong, Warn, "callers hear %s in %s before they may choose", p.heard.Round(time.Second), p.language)
		}
	}
}

// found are the findings in the order of the files.
func (w *walk) found() []Finding {
	slices.SortStableFunc(w.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Text, b.Text))
	})
	return slices.CompactFunc(w.findings, func(a, b Finding) bool { return a.String() == b.String() })
}
