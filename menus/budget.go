package menus

import (
	"regexp"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// budgets are the paths to a person that can have a longest time.
var budgets = []string{"person", "fraud", "silent"}

// fraudWords match what a choice for reporting fraud is called.
var fraudWords = regexp.MustCompile(`(?i)诈骗|被骗|受骗|骗子|骗了|盗刷|被盗|盗用|\bfraud|\bscam|\bcheated|\bstolen`)

// NamesFraud reports whether a choice is for callers who report fraud.
func NamesFraud(text ivr.Text) bool {
	for _, said := range inOrder(text) {
		if fraudWords.MatchString(said) {
			return true
		}
	}
	return false
}

// checkBudget reports budgets with an unknown name, and budgets that limit nothing.
func (l *loader) checkBudget(places map[string]place) {
	for name := range inOrder(l.pages.cover.Budget) {
		switch {
		case !slices.Contains(budgets, name):
			l.report.wrong(l.pages.main.key("budget", name), "there is no budget %q; %s", name, Instead(name, budgets))
		case name == "fraud" && !reportsFraud(places):
			l.report.absent(l.pages.main.key("budget", name), "no choice is for reporting fraud, and no node opens a case of it, so nothing can be measured; add one, or take this budget out")
		}
	}
}

// reportsFraud reports whether callers may choose to report fraud somewhere.
func reportsFraud(places map[string]place) bool {
	for _, p := range inOrder(places) {
		if r, ok := p.node.(node.Reporting); ok && r.Reports() == ivr.CaseFraud {
			return true
		}
		if n, ok := p.node.(node.Chooser); ok && slices.ContainsFunc(n.Offered(), func(c node.Choice) bool { return NamesFraud(c.For) }) {
			return true
		}
	}
	return false
}
