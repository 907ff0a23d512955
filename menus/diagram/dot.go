package diagram

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// DOT writes the graph in Graphviz's language: departments are clusters, and
// every exit is an edge, but for the rescues that lead where they usually do,
// which are told once, below.
func (g Graph) DOT(w io.Writer) error {
	var b bytes.Buffer
	// Without newrank Graphviz fails on large menus: "trouble in init_rank".
	fmt.Fprintf(&b, "digraph %s {\n\trankdir=LR newrank=true\n\tnode [shape=box style=\"rounded,filled\" fontcolor=white fontname=\"sans-serif\"]\n\tedge [fontname=\"sans-serif\"]\n", quoted(g.Name))
	fmt.Fprintf(&b, "\tfontname=\"sans-serif\" labelloc=t labeljust=l label=%s\n", leftmost(append([]string{g.title()}, g.notes()...)))
	for i, l := range g.lanes {
		fmt.Fprintf(&b, "\tsubgraph cluster_%d {\n\t\tlabel=%s style=filled color=%q\n", i, leftmost(g.laneLines(l)), shadeOf(g.lanes, i).ground)
		for _, root := range l.frames {
			g.walk(root, func(n *Node) {
				fmt.Fprintf(&b, "\t\t%s [label=%s fillcolor=%q tooltip=%s]\n", quoted(n.ID), quoted(n.caption()), colours[n.Group], quoted(n.KindName.String()))
			})
		}
		b.WriteString("\t}\n")
	}
	most := g.busiest()
	for _, n := range g.Nodes {
		for _, e := range n.Exits {
			if e.drawn() {
				fmt.Fprintf(&b, "\t%s -> %s [label=%s%s]\n", quoted(n.ID), quoted(e.To), quoted(e.counted()), g.dotStyle(e, most))
			}
		}
	}
	b.WriteString("}\n")
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the graph: %w", err)
	}
	return nil
}

// drawn reports whether an exit is an edge: it leads somewhere, and not where the
// notes tell already, unless callers were counted there.
func (e Exit) drawn() bool { return e.To != "" && (!e.Common || e.Passed > 0) }

// counted is an exit's caption, and how many callers took it.
func (e Exit) counted() string {
	if e.Passed == 0 {
		return e.caption()
	}
	return fmt.Sprintf("%s (%d)", e.caption(), e.Passed)
}

func (g Graph) dotStyle(e Exit, most int) string {
	style := ""
	if e.closed() {
		style = fmt.Sprintf(" style=dashed color=%q", nightColour)
	}
	if e.Rescue {
		style = " style=dashed constraint=false"
	}
	if g.Traffic && most > 0 {
		style += fmt.Sprintf(" penwidth=%.1f", 0.5+6*e.breadth(most))
	}
	return style
}

// notes are the lines beneath a title: where rescues lead, and what is wrong, by
// number.
func (g Graph) notes() []string {
	var lines []string
	if items := (legend{g}).commonItems(); len(items) > 0 {
		lines = append(lines, g.languages.word("rescue").String()+": "+told(items))
	}
	for i, p := range g.Problems {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("⚠ %d %s", i+1, p.line())))
	}
	return lines
}

// line is a problem in one line: main.yaml:12: node: what is wrong.
func (p Problem) line() string {
	line := p.Text
	for _, part := range []string{p.Node, p.At} {
		if part != "" {
			line = part + ": " + line
		}
	}
	return line
}

// laneLines are the lines of text about a department.
func (g Graph) laneLines(l lane) []string {
	lines := []string{g.laneName(l).String()}
	if l.hours != nil {
		lines = append(lines, l.hours.String())
	}
	if items := (legend{g}).rescueItems(l.common); len(items) > 0 {
		lines = append(lines, told(items))
	}
	return lines
}

// told are a legend's items in one line.
func told(items []item) string {
	said := make([]string, len(items))
	for i, it := range items {
		said[i] = strings.TrimSpace(it.key + " " + it.text + " " + it.to)
	}
	return strings.Join(said, "; ")
}

var quotes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

func quoted(s string) string { return `"` + quotes.Replace(s) + `"` }

// leftmost quotes lines that begin at the left.
func leftmost(lines []string) string {
	quoted := make([]string, len(lines))
	for i, line := range lines {
		quoted[i] = quotes.Replace(line) + `\l`
	}
	return `"` + strings.Join(quoted, "") + `"`
}

// caption is a node's title, in each language, its name, and the numbers of its
// problems, a line each.
func (n Node) caption() string {
	var lines []string
	for _, title := range []string{n.Title.first(), n.Title.second()} {
		if title != "" {
			lines = append(lines, title)
		}
	}
	lines = append(lines, n.ID)
	for _, problem := range n.Problems {
		lines = append(lines, "⚠ "+number(problem))
	}
	return strings.Join(lines, "\n")
}
