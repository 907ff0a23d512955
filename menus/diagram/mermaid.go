package diagram

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/okpay/hotline/ivr/node"
)

// Mermaid writes the graph as a flowchart that GitHub shows: nodes are n0, n1,
// and so on, in the order of [Graph.Nodes]; departments are subgraphs. What
// [Graph.DOT] tells, it tells too.
func (g Graph) Mermaid(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "---\ntitle: %s\n---\nflowchart LR\n", quoted(g.title()))
	if notes := g.notes(); len(notes) > 0 {
		fmt.Fprintf(&b, "  notes[\"%s\"]:::notes\n", mermaidText(strings.Join(notes, "\n")))
	}
	for i, l := range g.lanes {
		fmt.Fprintf(&b, "  subgraph lane%d[\"%s\"]\n", i, mermaidText(strings.Join(g.laneLines(l), "\n")))
		for _, root := range l.frames {
			g.walk(root, func(n *Node) {
				fmt.Fprintf(&b, "    n%d[\"%s\"]:::%sNode\n", g.index[n.ID], mermaidText(n.caption()), n.Group) // "end" alone is a word of Mermaid's own
			})
		}
		b.WriteString("  end\n")
	}
	g.mermaidWays(&b)
	for i := range g.lanes {
		s := shadeOf(g.lanes, i)
		fmt.Fprintf(&b, "  style lane%d fill:%s,stroke:%s,color:%s\n", i, s.ground, s.edge, inkColour)
	}
	for _, name := range node.Groups() {
		fmt.Fprintf(&b, "  classDef %sNode fill:%s,color:#fff\n", name, colours[name])
	}
	fmt.Fprintf(&b, "  classDef notes fill:#fff,stroke:%s,color:%s,text-align:left\n", lineColour, inkColour)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// mermaidWays writes the ways, and how wide traffic makes them.
func (g Graph) mermaidWays(b *bytes.Buffer) {
	most, widths := g.busiest(), []string(nil)
	for i, n := range g.Nodes {
		for _, e := range n.Exits {
			to, ok := g.index[e.To]
			if !ok || !e.drawn() {
				continue
			}
			arrow := "-->"
			if e.Rescue || e.closed() {
				arrow = "-.->"
			}
			fmt.Fprintf(b, "  n%d %s|\"%s\"| n%d\n", i, arrow, mermaidText(e.counted()), to)
			widths = append(widths, fmt.Sprintf("%.1f", 1+8*e.breadth(most)))
		}
	}
	for i, width := range widths {
		if g.Traffic {
			fmt.Fprintf(b, "  linkStyle %d stroke-width:%spx\n", i, width)
		}
	}
}

var mermaidMarks = strings.NewReplacer(`"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;", "\n", "<br>")

func mermaidText(s string) string { return mermaidMarks.Replace(s) }
