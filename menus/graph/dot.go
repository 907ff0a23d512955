package graph

import (
	"bytes"
	"fmt"
	"io"
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
			fmt.Fprintf(&b, "\t%s -> %s [label=%s%s]\n", quoted(n.ID), quoted(e.To), quoted(e.caption()), dotStyle(e))
		}
	}
	b.WriteString("}\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

func dotStyle(e Exit) string {
	if e.Rescue {
		return " style=dashed constraint=false"
	}
	return ""
}

var quotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func quoted(s string) string { return `"` + quotes.Replace(s) + `"` }

// caption is a node's title and name, on a line each.
func (n Node) caption() string {
	if n.Title == "" {
		return n.ID
	}
	return n.Title + "\n" + n.ID
}

// caption is an exit's key and label.
func (e Exit) caption() string {
	if e.Key == "" {
		return e.Label
	}
	return e.Key + " " + e.Label
}
