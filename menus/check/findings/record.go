// Package findings writes what check finds: for people, as JSON, for GitHub and for code scanning.
package findings

import (
	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
	"github.com/okpay/hotline/menus/check/rules"
)

// Record is a finding as other programs read it.
type Record struct {
	File     string         `json:"file"`
	Line     int            `json:"line"`
	Column   int            `json:"column"`
	Severity check.Severity `json:"severity"`
	Rule     string         `json:"rule"`
	Node     string         `json:"node,omitempty"`
	Text     string         `json:"text"`
	Fix      string         `json:"fix,omitempty"`
	Mend     string         `json:"mend,omitempty"` // the same, by its former name
	Call     []string       `json:"call,omitempty"`
	Command  string         `json:"command,omitempty"`  // that makes the call
	Accepted string         `json:"accepted,omitempty"` // the reason why the finding is accepted
}

// RecordOf returns the record of a finding.
func RecordOf(f check.Finding) Record {
	return Record{
		File: f.File, Line: f.Line, Column: f.Column, Severity: f.Severity, Rule: f.Rule, Node: f.Node, Text: f.Text,
		Fix: f.Fix, Mend: f.Fix, Call: f.Call, Command: f.Command,
	}
}

// AcceptedRecordOf returns the record of a finding that the menu accepts.
func AcceptedRecordOf(a check.Accepted) Record {
	r := RecordOf(a.Finding)
	r.Severity, r.Accepted = "accepted", a.Reason
	return r
}

// OfProblems are a menu's mistakes as findings: it can be read, and must not go live.
func OfProblems(problems menus.Problems) []check.Finding {
	list := make([]check.Finding, len(problems))
	for i, p := range problems {
		list[i] = check.Finding{Position: p.Position, Rule: rules.Loads, Severity: check.Fail, Text: p.Message}
	}
	return list
}
