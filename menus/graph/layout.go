package graph

import (
	"math"
	"slices"
)

// The measures of the picture, in user units, which are pixels at its own size.
const (
	cardWidth    = 288
	columnGap    = 96
	cardGap      = 16
	plotGap      = 28
	plotPadding  = 20
	margin       = 48
	headHeight   = 46
	lineHeight   = 18
	rowHeight    = 26
	footHeight   = 30
	cardPadding  = 8
	mostLines    = 3
	textWidth    = 20500 // of a card's line, in thousandths of its letters' size
	legendHeight = 112
)

// card is where a node stands.
type card struct {
	x, y, height int
	lines        []string // what of its texts is shown
	rows         []int    // the exits that have a row each, by index
	chips        []int    // the rescues, in one row
}

func (g Graph) cardOf(n Node) card {
	c := card{height: headHeight}
	for _, t := range n.Texts {
		room := mostLines - len(c.lines)
		if room <= 0 {
			break
		}
		said := t.Text
		if t.Name {
			said = g.setting(t.Setting) + ": " + t.Text
		}
		c.lines = append(c.lines, fold(said, textWidth, room)...)
	}
	for i, e := range n.Exits {
		if e.Rescue {
			c.chips = append(c.chips, i)
		} else {
			c.rows = append(c.rows, i)
		}
	}
	c.height += c.said() + len(c.rows)*rowHeight
	if len(c.chips) > 0 {
		c.height += footHeight
	}
	return c
}

// layout places every node: the deeper in its tree, the further right; its
// children beside and below it.
type layout struct {
	graph         Graph
	cards         []card
	plots         []plot
	width, height int
}

// plot is the ground of one tree.
type plot struct{ x, y, width, height int }

func (g Graph) layout() *layout {
	l := &layout{graph: g, cards: make([]card, len(g.Nodes))}
	for i, n := range g.Nodes {
		l.cards[i] = g.cardOf(n)
	}
	for _, root := range g.roots {
		l.plots = append(l.plots, l.tree(root))
	}
	l.pack()
	for i, root := range g.roots {
		l.move(root, l.plots[i].x+plotPadding, l.plots[i].y+plotPadding)
	}
	return l
}

// tree places the nodes of a tree as if it stood alone.
func (l *layout) tree(root int) plot {
	var free []int // the first free y of each column
	l.place(root, 0, 0, &free)
	return plot{width: len(free)*(cardWidth+columnGap) - columnGap + 2*plotPadding, height: slices.Max(free) - cardGap + 2*plotPadding}
}

// place puts a node, and what follows from it, no higher than least. A node
// slides down to its first child, so that the way between them is short.
func (l *layout) place(i, column, least int, free *[]int) {
	if len(*free) <= column {
		*free = append(*free, 0)
	}
	c := &l.cards[i]
	c.x, c.y = column*(cardWidth+columnGap), max(least, (*free)[column])
	for j, child := range l.graph.Nodes[i].children {
		l.place(child, column+1, c.y, free)
		if j == 0 {
			c.y = max(c.y, l.cards[child].y)
		}
	}
	(*free)[column] = c.y + c.height + cardGap
}

func (l *layout) move(i, x, y int) {
	l.cards[i].x += x
	l.cards[i].y += y
	for _, child := range l.graph.Nodes[i].children {
		l.move(child, x, y)
	}
}

// pack puts the trees' plots onto a sheet of about the shape of paper, the
// first at the top left, each of the others as high as it fits.
func (l *layout) pack() {
	area, widest := 0, 0
	for _, p := range l.plots {
		area, widest = area+p.width*p.height, max(widest, p.width)
	}
	sheet := max(widest, int(math.Sqrt(float64(area)*math.Sqrt2*1.1)))
	sky := []plot{{width: sheet}} // the lower edge of what is placed, from left to right
	for i := range l.plots {
		p := &l.plots[i]
		p.x, p.y = lowest(sky, p.width, sheet)
		sky = raise(sky, *p)
		l.width, l.height = max(l.width, p.x+p.width+2*margin), max(l.height, p.y+p.height+2*margin+legendHeight)
		p.x, p.y = p.x+margin, p.y+margin+legendHeight
	}
}

// lowest is where a plot of a width comes to lie highest on the sheet.
func lowest(sky []plot, width, sheet int) (x, y int) {
	y = math.MaxInt
	for _, s := range sky {
		if s.x+width > sheet {
			break
		}
		reach := 0
		for _, t := range sky {
			if t.x < s.x+width && t.x+t.width > s.x {
				reach = max(reach, t.y)
			}
		}
		if reach < y {
			x, y = s.x, reach
		}
	}
	return x, y
}

// raise lays a plot under the sky.
func raise(sky []plot, p plot) []plot {
	right, next := p.x+p.width+plotGap, []plot(nil)
	for _, s := range sky {
		if end := min(s.x+s.width, p.x); end > s.x {
			next = append(next, plot{x: s.x, y: s.y, width: end - s.x})
		}
	}
	next = append(next, plot{x: p.x, y: p.y + p.height + plotGap, width: right - p.x})
	for _, s := range sky {
		if start := max(s.x, right); start < s.x+s.width {
			next = append(next, plot{x: start, y: s.y, width: s.x + s.width - start})
		}
	}
	return next
}

// rowY is the middle of the n-th row of a card.
func (c card) rowY(n int) int {
	return c.y + headHeight + c.said() + n*rowHeight + rowHeight/2
}

// said is the height of what is shown of a card's texts.
func (c card) said() int {
	if len(c.lines) == 0 {
		return 0
	}
	return len(c.lines)*lineHeight + cardPadding
}

// headY is where ways arrive at a card.
func (c card) headY() int { return c.y + headHeight/2 }
