package graph

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"math"
	"strconv"
)

// SVG writes the picture. It looks like itself wherever it is shown, by
// attributes alone; its classes let a page change that. Each node is a link to
// "#node-ID", and carries data-node; each exit carries data-exit.
func (g Graph) SVG(w io.Writer) error {
	d := drawing{layout: g.layout(), most: g.busiest()}
	foot := d.height
	d.height += footLine * (len(g.problems) + len(g.notes))
	d.open()
	d.foot(foot)
	d.legend()
	for _, p := range d.plots {
		d.add(`<rect class="plot" x="%d" y="%d" width="%d" height="%d" rx="18" fill="#eef3f1"/>`+"\n", p.x, p.y, p.width, p.height)
	}
	for i := range g.Nodes {
		d.ways(i)
	}
	for i := range g.Nodes {
		d.node(i)
	}
	d.add("</svg>\n")
	if _, err := w.Write(d.Bytes()); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

const footLine = 24

// foot tells below the picture what is wrong, and what else is to be known.
func (d *drawing) foot(y int) {
	for i, problem := range d.graph.problems {
		d.sign(margin+9, y, i+1)
		d.text("problem", margin+28, y+5, 14, wrongColour, "", cut(problem, (d.width-2*margin)*1000/14))
		y += footLine
	}
	for _, note := range d.graph.notes {
		d.text("note", margin, y+5, 14, softColour, "", cut(note, (d.width-2*margin)*1000/14))
		y += footLine
	}
}

// sign is the mark of a problem, with its number.
func (d *drawing) sign(x, y, number int) {
	d.add(`<circle class="wrong" cx="%d" cy="%d" r="11" fill="%s" stroke="#fff" stroke-width="2"/>`, x, y, wrongColour)
	d.text("number", x, y+4, 11, "#fff", bold+middled, strconv.Itoa(number))
}

// busiest is how many callers took the way that most took.
func (g Graph) busiest() int {
	most := 0
	for _, n := range g.Nodes {
		for _, e := range n.Exits {
			most = max(most, e.Passed)
		}
	}
	return most
}

// drawing is an SVG being written.
type drawing struct {
	bytes.Buffer
	*layout
	most int
}

func (d *drawing) add(format string, values ...any) { fmt.Fprintf(d, format, values...) }

const fonts = `system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif`

func (d *drawing) open() {
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 %d %d" width="%d" height="%d" font-family="%s" font-size="13" role="group" aria-label="%s" lang="%s">`+"\n",
		d.width, d.height, d.width, d.height, fonts, html.EscapeString(d.graph.Name), d.graph.Language)
	d.add(`<rect class="ground" width="%d" height="%d" fill="#f8faf9"/>`+"\n", d.width, d.height)
}

// text writes one line of text.
func (d *drawing) text(class string, x, y, size int, fill, extra, s string) {
	d.add(`<text class="%s" x="%d" y="%d" font-size="%d" fill="%s"%s>%s</text>`, class, x, y, size, fill, extra, html.EscapeString(s))
}

const (
	inkColour  = "#15211e"
	softColour = "#4c5c58"
	lineColour = "#cfd8d5"
	wayColour  = "#7f918c"

	wrongColour = "#b3261e"
)

const (
	bold    = ` font-weight="650"`
	atEnd   = ` text-anchor="end"`
	middled = ` text-anchor="middle"`
)

func (d *drawing) legend() {
	d.text("title", margin, margin+12, 30, inkColour, bold, d.graph.Name)
	x, y := margin, margin+36
	for _, name := range groups() {
		label := d.graph.word("group." + name)
		d.add(`<rect x="%d" y="%d" width="14" height="14" rx="4" fill="%s"/>`, x, y, colours[name])
		d.text("soft", x+20, y+12, 13, softColour, "", label)
		x += 44 + width(label)*13/1000
	}
	notes := "→ " + d.graph.word("reference") + "　·　" + d.graph.word("rescue")
	if d.graph.Traffic {
		notes += "　·　" + d.graph.word("traffic")
	}
	d.text("soft", margin, y+36, 13, softColour, "", notes)
	d.add("\n")
}

// ways draws the lines that leave a node.
func (d *drawing) ways(i int) {
	from, child := d.cards[i], 0
	for row, exit := range from.rows {
		e := d.graph.Nodes[i].Exits[exit]
		if !e.Tree {
			continue
		}
		to := d.cards[d.graph.Nodes[i].children[child]]
		child++
		x1, y1, x2, y2 := from.x+cardWidth, from.rowY(row), to.x, to.headY()
		bend := (x2 - x1) / 2
		class, colour := "way", wayColour
		if d.graph.Traffic && e.Passed == 0 {
			class, colour = "way idle", lineColour
		}
		d.add(`<path class="%s" d="M%d %dC%d %d %d %d %d %d" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round"/>`+"\n",
			class, x1, y1, x1+bend, y1, x2-bend, y2, x2, y2, colour, d.thickness(e))
	}
}

// thickness is the width of a way: its area, not its width, stands for callers.
func (d *drawing) thickness(e Exit) string {
	wide := 1.5
	if d.most > 0 {
		wide += 12 * math.Sqrt(float64(e.Passed)/float64(d.most))
	}
	return strconv.FormatFloat(wide, 'f', 1, 64)
}

func (d *drawing) node(i int) {
	n, c := d.graph.Nodes[i], d.cards[i]
	colour := colours[group(n.Kind)]
	id := html.EscapeString(n.ID)
	d.add(`<a href="#node-%s" data-node="%s" class="node %s">`, id, id, group(n.Kind))
	d.add(`<rect class="card" x="%d" y="%d" width="%d" height="%d" rx="10" fill="#fff" stroke="%s"/>`, c.x, c.y, cardWidth, c.height, lineColour)
	d.add(`<path class="band" d="M%d %dh%da10 10 0 0 1 10 10v%dh-%dv-%da10 10 0 0 1 10 -10z" fill="%s"/>`,
		c.x+10, c.y, cardWidth-20, headHeight-10, cardWidth, headHeight-10, colour)
	d.head(n, c)
	for j, line := range c.lines {
		d.text("said", c.x+12, c.y+headHeight+19+j*lineHeight, 12, softColour, "", line)
	}
	for row, exit := range c.rows {
		d.row(n.Exits[exit], c, row)
	}
	d.chips(n, c)
	for j, number := range n.Problems {
		d.sign(c.x+cardWidth-8-24*j, c.y-2, number)
	}
	d.add("</a>\n")
}

func (d *drawing) head(n Node, c card) {
	title, beneath := n.Title, n.ID
	if title == "" {
		title, beneath = n.ID, ""
	}
	kind := n.KindName
	if d.graph.Traffic && n.Passed > 0 {
		kind += " · " + strconv.Itoa(n.Passed)
	}
	room := (cardWidth-24)*1000/15 - width(kind)*11/15
	if beneath == "" {
		d.text("name", c.x+12, c.y+28, 15, "#fff", bold, cut(title, room-1000))
	} else {
		d.text("name", c.x+12, c.y+20, 15, "#fff", bold, cut(title, room-1000))
		d.text("id", c.x+12, c.y+37, 11, "#fff", "", cut(beneath, (cardWidth-24)*1000/11))
	}
	d.text("kind", c.x+cardWidth-12, c.y+19, 11, "#fff", atEnd, kind)
}
