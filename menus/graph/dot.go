package graph

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
)

// DOT writes the graph in Graphviz's language: every exit is an edge.
func (g Graph) DOT(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "digraph %s {\n\trankdir=LR\n\tnode [shape=box style=\"rounded,filled\" fontcolor=white fontname=\"sans-serif\"]\n", quoted(g.Name))
	for _, n := range g.Nodes {
		fmt.Fprintf(&b, "\t%s [label=%s fillcolor=%q tooltip=%s]\n", quoted(n.ID), quoted(n.caption()), colours[group(n.Kind)], quoted(n.KindName))
	}
	for _, n := range g.Nodes {
		for _, e := range n.Exits {
			if e.To == "" {
				continue
			}
			fmt.Fprintf(&b, "\t%s -> %s [label=%s%s]\n", quoted(n.ID), quoted(e.To), quoted(e.caption()), g.dotStyle(e))
		}
	}
	if foot := g.foot(); len(foot) > 0 {
		fmt.Fprintf(&b, "\tlabelloc=b labeljust=l label=%s\n", strings.ReplaceAll(quoted(strings.Join(foot, "\n")), `\n`, `\l`))
	}
	b.WriteString("}\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// foot are the lines below a picture: what is wrong, by number, and the notes.
func (g Graph) foot() []string {
	var lines []string
	for i, problem := range g.problems {
		lines = append(lines, fmt.Sprintf("⚠ %d %s", i+1, problem))
	}
	return append(lines, g.notes...)
}

func (g Graph) dotStyle(e Exit) string {
	style := ""
	if e.Rescue {
		style = " style=dashed constraint=false"
	}
	if most := g.busiest(); g.Traffic && most > 0 {
		style += fmt.Sprintf(" penwidth=%.1f", 0.5+6*math.Sqrt(float64(e.Passed)/float64(most)))
	}
	return style
}

var quotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func quoted(s string) string { return `"` + quotes.Replace(s) + `"` }

// caption is a node's title and name, on a line each.
func (n Node) caption() string {
	text := n.ID
	if n.Title != "" {
		text = n.Title + "\n" + n.ID
	}
	for _, number := range n.Problems {
		text += fmt.Sprintf("\n⚠ %d", number)
	}
	return text
}

// caption is an exit's key and label.
func (e Exit) caption() string {
	if e.Key == "" {
		return e.Label
	}
	return e.Key + " " + e.Label
}
