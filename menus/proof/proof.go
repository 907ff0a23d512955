// Package proof walks a menu as every caller could, and tells where a caller
// would be trapped, dropped or lied to. It asks the engine itself, so that what
// is proved is what happens.
package proof

import (
	"cmp"
	"fmt"
	"slices"
	"time"

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
}

// String gives "file:line:col: severity: text".
func (f Finding) String() string {
	return fmt.Sprintf("%s: %s: %s", f.Position, f.Severity, f.Text)
}

// Check proves the menu for calls around now, in the order of its files; nil
// when there is nothing to say. Callers differ in what they press and say, in
// their number, in the hour they call, in what the look-ups find and in whether
// anybody answers.
func Check(m *menus.Menu, now time.Time) []Finding {
	w := newWalk(m)
	w.calendars(now)
	for _, at := range instants(m, now) {
		w.from(at)
	}
	w.traps()
	return w.found()
}

// calendars tells of years whose holidays are not known.
func (w *walk) calendars(now time.Time) {
	for _, year := range w.menu.Unknown(now) {
		severity, mend := Fail, "add them to the calendar's days and years"
		if year > now.In(w.menu.Tree.Zone).Year() {
			severity, mend = Warn, "add them when they are announced"
		}
		w.tell(menus.Position{File: menus.Main, Line: 1, Column: 1}, severity,
			"the public holidays of %d are not known, so a line keeps its weekly hours; %s", year, mend)
	}
}

func (w *walk) tell(at menus.Position, s Severity, format string, args ...any) {
	w.findings = append(w.findings, Finding{Position: at, Severity: s, Text: fmt.Sprintf(format, args...)})
}

func (w *walk) found() []Finding {
	slices.SortFunc(w.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Text, b.Text))
	})
	return slices.CompactFunc(w.findings, func(a, b Finding) bool { return a.String() == b.String() })
}

// instants are moments at which the lines differ in being open, each such
// difference once: now, and what the next days bring.
func instants(m *menus.Menu, now time.Time) []time.Time {
	moments := []time.Time{now}
	for _, name := range lineNames(m) {
		line := m.Lines[name]
		opens, ok := line.NextOpening(now)
		if !ok {
			continue
		}
		moments = append(moments, opens, line.At(opens).Until, line.At(now).Until)
	}
	var kept []time.Time
	seen := map[string]bool{}
	for _, at := range moments {
		if state := openness(m, at); !at.IsZero() && !seen[state] {
			seen[state] = true
			kept = append(kept, at)
		}
	}
	return kept
}
