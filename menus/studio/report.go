package studio

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/okpay/hotline/menus/check"
)

// Report says for people what became of a flow: its traps, what was lost and added, and what check
// finds in the menu. flow and folder are where it is read from and written to.
func (i Import) Report(flow, folder string, found []check.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d nodes, written to %s: %s\n", flow, len(i.Nodes), folder, strings.Join(slices.Sorted(maps.Keys(i.Files)), ", "))
	for _, h := range headings {
		heading := "\n" + h.title + ":\n"
		for _, n := range i.Notes {
			if n.Kind == h.kind {
				b.WriteString(heading + "  " + n.String() + "\n")
				heading = ""
			}
		}
	}
	fmt.Fprintf(&b, "\nFindings of check in the menu: %d\n", len(found))
	for _, f := range found {
		fmt.Fprintf(&b, "  %s%s\n", f, ofWidget(i.Nodes[f.Node]))
	}
	fmt.Fprintf(&b, "\nFix the menu, then: hotline check %s\n", folder)
	return b.String()
}

// ofWidget names the widget that a node comes from.
func ofWidget(name string) string {
	if name == "" {
		return ""
	}
	return " (widget " + name + ")"
}
