package live

import (
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/store"
)

// verdictLasts is how long the verdict that the store keeps spares a restart the proof: calendars end.
// Another release proves anew, because its rules may differ.
const verdictLasts = 24 * time.Hour

// stillProved reports whether a verdict needs no new proof: it found nothing that
// fails, not long ago, by this release.
func (p *Publisher) stillProved(v store.Verdict) bool {
	age := p.config.Clock().Sub(v.At)
	return v.By == p.config.Program && age >= 0 && age < verdictLasts && !check.Failed(findingsOf(v))
}

// verdictOf returns what the store keeps of a proof's findings.
func (p *Publisher) verdictOf(found []check.Finding) store.Verdict {
	v := store.Verdict{At: p.config.Clock(), By: p.config.Program}
	for _, f := range found {
		v.Findings = append(v.Findings, store.MenuFinding{
			File: f.File, Line: f.Line, Column: f.Column, Node: f.Node, Rule: f.Rule, Severity: string(f.Severity), Text: f.Text, Fix: f.Fix,
		})
	}
	return v
}

// findingsOf returns the findings that a verdict keeps.
func findingsOf(v store.Verdict) []check.Finding {
	var found []check.Finding
	for _, f := range v.Findings {
		found = append(found, check.Finding{
			Position: menus.Position{File: f.File, Line: f.Line, Column: f.Column}, Node: f.Node, Rule: f.Rule,
			Severity: check.Severity(f.Severity), Text: f.Text, Fix: f.Fix,
		})
	}
	return found
}
