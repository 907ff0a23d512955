package main

import (
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store"
)

// A verdict that the store keeps spares a restart the proof. It is asked for anew
// from another release, whose rules may differ, and after a day, for calendars end.
const verdictLasts = 24 * time.Hour

// stillProved reports whether a verdict needs no new proof: it found nothing that
// fails, not long ago, by this release.
func (l *publisher) stillProved(v store.Verdict) bool {
	age := l.clock().Sub(v.At)
	return v.By == version() && age >= 0 && age < verdictLasts && !check.Failed(kept(v))
}

// verdictOf is what the store keeps of a proof's findings.
func (l *publisher) verdictOf(found []check.Finding) store.Verdict {
	v := store.Verdict{At: l.clock(), By: version()}
	for _, f := range found {
		v.Findings = append(v.Findings, store.MenuFinding{
			File: f.File, Line: f.Line, Column: f.Column, Node: f.Node, Rule: f.Rule, Severity: string(f.Severity), Text: f.Text, Fix: f.Fix,
		})
	}
	return v
}

// kept are the findings that a verdict keeps.
func kept(v store.Verdict) []check.Finding {
	var found []check.Finding
	for _, f := range v.Findings {
		found = append(found, check.Finding{
			Position: menus.Position{File: f.File, Line: f.Line, Column: f.Column}, Node: f.Node, Rule: f.Rule,
			Severity: check.Severity(f.Severity), Text: f.Text, Fix: f.Fix,
		})
	}
	return found
}
