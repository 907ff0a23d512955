package diagram

import (
	"html"
	"strings"
)

// node draws a card.
func (d *drawing) node(i int) {
	n, c := d.layout.graph.Nodes[i], d.layout.cards[i]
	family, id := n.Group, html.EscapeString(n.ID)
	element := "g"
	if d.layout.graph.linked {
		element = `a href="#node-` + id + `"`
	}
	d.add(`<%s data-node="%s" class="node %s">`, element, id, family)
	ground := groundColour
	if n.Night {
		ground = duskColour
	}
	if n.Start {
		d.entry(c)
	}
	d.add(`<rect class="card" x="%d" y="%d" width="%d" height="%d" rx="10" fill="%s" stroke="%s"/>`, c.x, c.y, cardWidth, c.height, ground, lineColour)
	d.add(`<path class="band" d="M%d %dh%da10 10 0 0 1 10 10v%dh-%dv-%da10 10 0 0 1 10 -10z" fill="%s"/>`,
		c.x+10, c.y, cardWidth-20, c.head-10, cardWidth, c.head-10, colours[family])
	for _, m := range c.marks {
		d.mark(m, c.x, c.y)
	}
	for _, r := range c.rows {
		d.row(n.Exits[r.exit], c, r)
	}
	for j, problem := range n.Problems {
		d.sign(c.x+cardWidth-10-24*j, c.y-1, number(problem), d.layout.graph.Problems[problem-1].Grave)
	}
	d.add("</%s>\n", element[:1])
}

// entry marks the card at which calls begin: a bright edge, and a flag above it.
func (d *drawing) entry(c card) {
	text := "☎ " + d.layout.graph.languages.word("entry").String()
	width := wide(text, labelSize, true) + 16
	d.add(`<rect class="entry" x="%d" y="%d" width="%d" height="%d" rx="13" fill="none" stroke="%s" stroke-width="5"/>`, c.x-4, c.y-4, cardWidth+8, c.height+8, entryColour)
	d.add(`<rect class="entry" x="%d" y="%d" width="%d" height="22" rx="6" fill="%s"/>`, c.x+22, c.y-24, min(width, cardWidth-22), entryColour)
	d.text("entry", c.x+30, c.y-8, labelSize, inkColour, ` font-weight="650"`, text)
}

// row draws a way out.
func (d *drawing) row(e Exit, c card, r row) {
	d.add(`<g data-exit="%s"><title>%s</title>`, html.EscapeString(e.Name), html.EscapeString(e.told(d.layout.graph)))
	if r.ruled {
		d.add(`<path class="rule" d="M%d %dh%d" stroke="%s" stroke-opacity=".6"/>`, c.x, c.y+r.top, cardWidth, lineColour)
	}
	if r.key != "" {
		d.key(c.x+cardInset, c.y+r.mid, r.key)
	}
	for _, m := range r.marks {
		d.mark(m, c.x, c.y)
	}
	d.add("</g>")
}

// key draws a telephone's key, or the sign of a rescue, around y.
func (d *drawing) key(x, y int, key string) {
	d.add(`<rect class="key" x="%d" y="%d" width="%d" height="%d" rx="5" fill="#e6ecea" stroke="%s"/>`, x, y-badge/2, badge, badge, lineColour)
	d.text("digit", x+badge/2, y+4, 12, inkColour, middled, key)
}

// sign is the mark of a problem, with its number.
func (d *drawing) sign(x, y int, number string, grave bool) {
	colour := heedColour
	if grave {
		colour = graveColour
	}
	d.add(`<circle class="wrong" cx="%d" cy="%d" r="11" fill="%s" stroke="#fff" stroke-width="2"/>`, x, y, colour)
	d.text("number", x, y+4, 11, "#fff", middled, number)
}

// told is a way out in words: 0 a person → to_person · 12 passed.
func (e Exit) told(g Graph) string {
	s := e.caption()
	if e.To != "" {
		s += " → " + e.To
	}
	if e.Passed > 0 {
		s += " · " + g.languages.filled("passed", number(e.Passed)).String()
	}
	return s
}

// title names the picture: the menu's name, its version and its day.
func (g Graph) title() string { return g.Name + " · " + g.subtitle().first() }

// summary tells who does not see the picture what is on it.
func (g Graph) summary() string {
	parts := []string{g.languages.filled("nodes", number(len(g.Nodes))).first()}
	for _, l := range g.lanes {
		if l.department != shared {
			parts = append(parts, strings.TrimSuffix(g.laneName(l).first()+": "+l.hours.first(), ": "))
		}
	}
	for i, p := range g.Problems {
		parts = append(parts, number(i+1)+" "+p.line())
	}
	return strings.Join(parts, "; ")
}
