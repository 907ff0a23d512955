package graph

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// Mermaid writes the graph as a flowchart that GitHub shows: nodes are n0, n1,
// and so on, in the order of [Graph.Nodes].
func (g Graph) Mermaid(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("flowchart LR\n")
	for _, line := range g.foot() {
		fmt.Fprintf(&b, "  %%%% %s\n", line)
	}
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "  n%d[\"%s\"]:::%s\n", i, mermaidText(n.caption()), mermaidClass(n))
	}
	for i, n := range g.Nodes {
		for _, e := range n.Exits {
			to, ok := g.index[e.To]
			if !ok {
				continue
			}
			arrow := "-->"
			if e.Rescue {
				arrow = "-.->"
			}
			fmt.Fprintf(&b, "  n%d %s|\"%s\"| n%d\n", i, arrow, mermaidText(e.caption()), to)
		}
	}
	for _, name := range groups() {
		fmt.Fprintf(&b, "  classDef %sNode fill:%s,color:#fff\n", name, colours[name])
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// mermaidClass is a node's family; "end" alone is a word of Mermaid's own.
func mermaidClass(n Node) string { return group(n.Kind) + "Node" }

var mermaidMarks = strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;", "\n", "<br>")

func mermaidText(s string) string { return mermaidMarks.Replace(s) }
