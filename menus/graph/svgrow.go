package graph

import (
	"html"
	"strconv"
)

const (
	badge    = 18 // the side of a key's badge
	chipEdge = 22
)

// row draws one way out: its key, what it is called, and where it goes when no
// line shows that.
func (d *drawing) row(e Exit, c card, row int) {
	y, x := c.rowY(row), c.x+12
	d.exit(e)
	d.add(`<line class="rule" x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-opacity=".6"/>`, c.x, y-rowHeight/2, c.x+cardWidth, y-rowHeight/2, lineColour)
	if e.Key != "" {
		d.key(x, y, e.Key)
		x += badge + 8
	}
	end := c.x + cardWidth - 12
	if e.Passed > 0 {
		count := strconv.Itoa(e.Passed)
		d.text("count", end, y+4, 12, inkColour, bold+atEnd, count)
		end -= 8 + width(count)*12/1000
	}
	label := cut(e.Label, (end-x)*1000/13)
	d.text("label", x, y+5, 13, inkColour, "", label)
	x += width(label)*13/1000 + 10
	if !e.Tree && e.To != "" {
		d.text("to", end, y+4, 11, softColour, atEnd, cut("→ "+e.To, max(end-x, 40)*1000/11))
	}
	d.add("</g>")
}

// exit opens what is drawn of a way out.
func (d *drawing) exit(e Exit) {
	d.add(`<g data-exit="%s"><title>%s</title>`, html.EscapeString(e.Name), html.EscapeString(e.told(d.graph)))
}

// told is a way out in words: 0 a person → to_person, 12 passed.
func (e Exit) told(g Graph) string {
	s := e.Label
	if e.Key != "" {
		s = e.Key + " " + s
	}
	if e.To != "" {
		s += " → " + e.To
	}
	if e.Passed > 0 {
		s += " · " + fill(g.word("passed"), strconv.Itoa(e.Passed))
	}
	return s
}

func (d *drawing) key(x, y int, key string) {
	d.add(`<rect class="key" x="%d" y="%d" width="%d" height="%d" rx="5" fill="#eaefed" stroke="%s"/>`, x, y-badge/2, badge, badge, lineColour)
	d.text("digit", x+badge/2, y+4, 12, inkColour, bold+middled, key)
}

// signs stand for the rescues that no key leads to.
var signs = map[string]string{"no_input": "…", "no_match": "?", "failed": "!", "unverified": "⊘", "unavailable": "⌀"}

// chips draws the rescues in one row: nearly every node has the same.
func (d *drawing) chips(n Node, c card) {
	y := c.y + c.height - footHeight/2 - 2
	for i, exit := range c.chips {
		e := n.Exits[exit]
		x := c.x + 12 + i*(chipEdge+6)
		sign := e.Key
		if sign == "" {
			sign = signs[e.Name]
		}
		stroke := lineColour
		if e.Passed > 0 {
			stroke = inkColour
		}
		d.exit(e)
		d.add(`<circle class="chip" cx="%d" cy="%d" r="10" fill="#fff" stroke="%s"/>`, x+10, y, stroke)
		d.text("sign", x+10, y+4, 11, softColour, middled, sign)
		d.add("</g>")
	}
}
