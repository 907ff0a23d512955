package check

import (
	"fmt"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check/rules"
)

// accept separates the findings that the menu accepts. An acceptance that matches no finding, or that
// is not allowed, is itself a finding.
func accept(m *menus.Menu, found []Finding) (left []Finding, accepted []Accepted) {
	met := map[menus.Acceptance]bool{}
	for _, f := range found {
		a, ok := acceptanceOf(m, f)
		if !ok {
			left = append(left, f)
			continue
		}
		met[a] = true
		if rules.Named(a.Rule).Kept {
			left = append(left, f)
			continue
		}
		accepted = append(accepted, Accepted{f, a.Reason})
	}
	for _, a := range m.Accepted() {
		text := ""
		switch {
		case rules.Named(a.Rule).Severity == "":
			text = fmt.Sprintf("there is no rule %q; %s", a.Rule, menus.Instead(a.Rule, ruleNames()))
		case rules.Named(a.Rule).Kept:
			text = fmt.Sprintf("%s cannot be accepted", a.Rule)
		case !met[a]:
			text = fmt.Sprintf("accepts %s, and there is no such finding at %s", a.Rule, a.Node)
		default:
			continue
		}
		left = append(left, Finding{Position: a.Position, Node: a.Node, Rule: rules.Accept, Severity: Fail, Text: text, Fix: rules.Named(rules.Accept).Fix["en-US"]})
	}
	return left, accepted
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All() {
		if !r.Kept {
			names = append(names, r.Name)
		}
	}
	return names
}

func acceptanceOf(m *menus.Menu, f Finding) (menus.Acceptance, bool) {
	for _, a := range m.Accepted() {
		if f.Node != "" && a.Node == f.Node && a.Rule == f.Rule {
			return a, true
		}
	}
	return menus.Acceptance{}, false
}
