package diagram

import (
	"fmt"

	"github.com/okpay/hotline/menus/check"
)

// ProblemsOf are what check finds, in its order.
func ProblemsOf(findings []check.Finding) []Problem {
	problems := make([]Problem, len(findings))
	for i, f := range findings {
		problems[i] = Problem{Node: f.Node, At: fmt.Sprintf("%s:%d", f.File, f.Line), Text: f.Text, Grave: f.Severity == check.Fail}
	}
	return problems
}
