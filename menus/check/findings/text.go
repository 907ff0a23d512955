package findings

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/okpay/hotline/menus"
	"github.com/okpay/hotline/menus/check"
)

// Text is a finding for people: what, the call that shows it, the way out. It ends with a new line.
func Text(f check.Finding) string {
	var b strings.Builder
	fmt.Fprintln(&b, f)
	for _, line := range f.Call {
		fmt.Fprintf(&b, "    %s\n", line)
	}
	if f.Command != "" {
		fmt.Fprintf(&b, "    call: %s\n", f.Command)
	}
	if f.Fix != "" {
		fmt.Fprintf(&b, "    fix: %s\n", f.Fix)
	}
	return b.String()
}

// AcceptedText is a finding that the menu accepts, for people, and the reason.
func AcceptedText(a check.Accepted) string {
	return fmt.Sprintf("%s: accepted: %s: %s\n    because: %s\n", a.Position, a.Rule, a.Text, a.Reason)
}

// Verdict says of a menu without a finding that fails what was proved.
func Verdict(menu *menus.Menu, r check.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d nodes, nobody is trapped\n", menu.Tree.Name, len(menu.Tree.Nodes))
	for _, budget := range r.Budgets {
		fmt.Fprintf(&b, "%s: at most %s (%s), of %s allowed\n", budget.Name, budget.Time.Round(time.Second), budget.Who(), budget.Allowed)
	}
	return b.String()
}

// Ways is a table of what it takes from every node to a person.
func Ways(ways []check.WorstCase) (header []string, rows [][]string) {
	for _, w := range ways {
		rows = append(rows, []string{w.Position.String(), w.Node, taking(w.Asked), strconv.Itoa(w.Asked.Keys), taking(w.Silent), taking(w.Lost)})
	}
	return []string{"where", "node", "0 pressed", "keys", "silent", "lost"}, rows
}

func taking(c check.Cost) string {
	if !c.Known {
		return "-"
	}
	return c.Time.Round(time.Second).String()
}
