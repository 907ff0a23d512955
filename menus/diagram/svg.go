package diagram

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strconv"
)

// SVG writes the picture. It looks like itself wherever it is shown, by
// attributes alone; its classes let a page change that. Each node carries
// data-node, and each exit that is drawn at its node data-exit. A picture that
// is not linked is as large as the paper that it is legible on, up to A2.
func (g Graph) SVG(w io.Writer) error {
	return g.layout().svg(w)
}

func (l *layout) svg(w io.Writer) error {
	d := drawing{layout: l, most: l.graph.busiest()}
	d.open()
	d.panel(d.layout.head, margin, margin)
	d.panel(d.layout.foot, margin, d.layout.height-margin-d.layout.foot.height)
	for _, s := range d.layout.lanes {
		d.lane(s)
	}
	for i, f := range d.layout.frames {
		d.frame(f, i+1)
	}
	for i := range d.layout.cards {
		d.ways(i)
	}
	for i := range d.layout.cards {
		d.node(i)
	}
	d.add("</svg>\n")
	if _, err := w.Write(d.Bytes()); err != nil {
		return fmt.Errorf("writing the picture: %w", err)
	}
	return nil
}

// drawing is an SVG being written.
type drawing struct {
	bytes.Buffer
	layout *layout
	most   int
}

func (d *drawing) add(format string, values ...any) { fmt.Fprintf(d, format, values...) }

const fonts = `system-ui, -apple-system, 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', 'Microsoft YaHei', 'Segoe UI', Roboto, Arial, sans-serif`

// open writes what the picture is, for who sees it and for who hears of it.
func (d *drawing) open() {
	width, height, role := strconv.Itoa(d.layout.width), strconv.Itoa(d.layout.height), "group"
	sheet := d.layout.paper()
	if !d.layout.graph.linked {
		role = "img"
		width, height = sheet.fit(d.layout.width, d.layout.height)
	}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 %d %d" width="%s" height="%s" font-family="%s" font-size="13" role="%s" aria-labelledby="graph-title graph-desc" lang="%s">`+"\n",
		d.layout.width, d.layout.height, width, height, fonts, role, d.layout.graph.languages[0])
	d.add(`<title id="graph-title">%s</title><desc id="graph-desc">%s</desc>`+"\n", html.EscapeString(d.layout.graph.title()), html.EscapeString(d.layout.graph.summary()))
	if !d.layout.graph.linked {
		d.add("<style>@page { size: %s landscape; margin: 10mm }</style>\n", sheet.name)
	}
	d.add(`<rect class="ground" width="%d" height="%d" fill="%s"/>`+"\n", d.layout.width, d.layout.height, groundColour)
}

// paper is a sheet's room within its margins, in millimetres.
type paper struct {
	name          string
	width, height float64
}

const (
	legible = 1.6       // millimetres: the least size of a label's letters
	pixel   = 25.4 / 96 // millimetres: the greatest size of a unit
)

// paper is the smallest sheet on which the picture's labels are legible, or A2.
func (l *layout) paper() paper {
	sheets := []paper{{"A4", 277, 190}, {"A3", 400, 277}, {"A2", 574, 400}}
	for _, p := range sheets {
		if p.scale(l.width, l.height)*labelSize >= legible {
			return p
		}
	}
	return sheets[len(sheets)-1]
}

// scale is how many millimetres a unit has on the paper.
func (p paper) scale(width, height int) float64 {
	return min(p.width/float64(width), p.height/float64(height), pixel)
}

func (p paper) fit(width, height int) (w, h string) {
	scale := p.scale(width, height)
	return fmt.Sprintf("%.1fmm", float64(width)*scale), fmt.Sprintf("%.1fmm", float64(height)*scale)
}

// mark writes one line of text on what stands at x and y.
func (d *drawing) mark(m mark, x, y int) {
	x, y = x+m.x, y+m.y
	extra := ""
	if m.bold {
		extra = ` font-weight="650"`
	}
	if m.pill {
		width := m.width()
		d.add(`<rect class="pill" x="%d" y="%d" width="%d" height="15" rx="4" fill="%s"/>`, x-width, y-11, width, softColour)
		x -= 4
	}
	if m.end {
		extra += ` text-anchor="end"`
	}
	if m.language > 0 && m.language < len(d.layout.graph.languages) {
		extra += ` lang="` + html.EscapeString(d.layout.graph.languages[m.language]) + `"`
	}
	d.text(m.class, x, y, m.size, m.colour, extra, m.text)
}

func (d *drawing) text(class string, x, y, size int, fill, extra, s string) {
	d.add(`<text class="%s" x="%d" y="%d" font-size="%d" fill="%s"%s>%s</text>`, class, x, y, size, fill, extra, html.EscapeString(s))
}

const middled = ` font-weight="650" text-anchor="middle"`

// panel writes a legend or a heading at x and y.
func (d *drawing) panel(p panel, x, y int) {
	for _, m := range p.marks {
		d.mark(m, x, y)
	}
	for _, it := range p.items {
		d.item(it, x+it.x, y+it.y)
	}
	d.add("\n")
}

func (d *drawing) item(it item, x, y int) {
	switch {
	case it.line:
		d.add(`<path d="M%d %dh16" stroke="%s" stroke-width="1.5"/><path d="M%d %dh18" stroke="%s" stroke-width="8"/>`, x, y+10, wayColour, x+18, y+10, wayColour)
	case it.swatch != "":
		d.add(`<rect x="%d" y="%d" width="16" height="16" rx="4" fill="%s"/>`, x, y+2, it.swatch)
	case it.key != "":
		d.key(x, y+10, it.key)
	case it.problem != "":
		d.sign(x+9, y+10, it.problem, true)
	case it.to == "" && it.frame != "":
		d.mark(pillOf(it.frame), x+it.sign()-8, y+15)
	}
	if it.text != "" {
		d.text("soft", x+it.sign(), y+15, bodySize, softColour, "", it.text)
	}
	if it.to != "" {
		d.mark(mark{class: "soft", colour: softColour, text: it.to, size: bodySize, end: true}, x+it.width()-it.pill(), y+15)
	}
	if it.to != "" && it.frame != "" {
		d.mark(pillOf(it.frame), x+it.width(), y+15)
	}
}

// lane draws a department's background and its text.
func (d *drawing) lane(s strip) {
	d.add(`<rect class="lane" x="%d" y="%d" width="%d" height="%d" rx="16" fill="%s" stroke="%s" stroke-width="2"/>`+"\n",
		s.x, s.y, s.box.width, s.box.height, s.shade.ground, s.shade.edge)
	d.panel(s.panel, s.x+laneInset, s.y+laneInset-6)
}

// frame draws a tree's ground, and its number.
func (d *drawing) frame(b box, n int) {
	d.add(`<rect class="plot" x="%d" y="%d" width="%d" height="%d" rx="12" fill="%s" fill-opacity=".6"/>`, b.x, b.y, b.width, b.height, groundColour)
	d.add(`<rect class="pill" x="%d" y="%d" width="26" height="18" rx="5" fill="%s"/>`, b.x-4, b.y-4, softColour)
	d.text("frame", b.x+9, b.y+9, 12, "#fff", middled, number(n))
	d.add("\n")
}

// ways draws the lines that leave a node.
func (d *drawing) ways(i int) {
	from, child := d.layout.cards[i], 0
	for _, r := range from.rows {
		e := d.layout.graph.Nodes[i].Exits[r.exit]
		class, colour := "way", wayColour
		if d.layout.graph.Traffic && e.Passed == 0 {
			class, colour = "way idle", lineColour
		}
		x1, y1 := from.x+cardWidth, from.y+r.mid
		if e.closed() {
			class, colour = class+" night", nightColour
		}
		if !e.Tree {
			d.departure(e, x1, y1, class, colour)
			continue
		}
		to := d.layout.cards[d.layout.graph.Nodes[i].children[child]]
		child++
		x2, y2, bend := to.x, to.headY(), columnGap/2
		d.add(`<path class="%s" d="M%d %dC%d %d %d %d %d %d" fill="none" stroke="%s" stroke-width="%s"%s/>`+"\n",
			class, x1, y1, x1+bend, y1, x2-bend, y2, x2, y2, colour, d.thickness(e), dashes(e))
		d.add(`<path class="%s" d="M%d %dl-9 -6v12z" fill="%s"/>`, class, x2, y2, colour)
	}
}

// departure is the beginning of a way that goes on elsewhere, so that its traffic shows.
func (d *drawing) departure(e Exit, x, y int, class, colour string) {
	if e.Passed > 0 && !e.Common {
		d.add(`<path class="%s" d="M%d %dh%d" stroke="%s" stroke-width="%s"/>`+"\n", class, x, y, columnGap/4, colour, d.thickness(e))
	}
}

// dashes tell the ways out of hours from those of the day.
func dashes(e Exit) string {
	if e.closed() {
		return ` stroke-dasharray="7 5"`
	}
	return ""
}

// thickness is the width of a way.
func (d *drawing) thickness(e Exit) string {
	return strconv.FormatFloat(1.5+12*e.breadth(d.most), 'f', 1, 64)
}
