package diagram

import (
	"slices"
	"strconv"
)

// The measures of the picture, in user units, which are pixels at its own size.
const (
	columnGap  = 52
	cardGap    = 14
	frameInset = 26 // room for the flag at which calls begin
	frameGap   = 20
	laneInset  = 20
	laneGap    = 28
	margin     = 40
	bodySize   = 14
)

// layout is where everything stands.
type layout struct {
	graph         Graph
	cards         []card
	frames        []box // by number, from 0
	lanes         []strip
	head, foot    panel
	width, height int
}

// strip is a lane with its text.
type strip struct {
	box
	panel
	shade shade
}

func (g Graph) layout() *layout {
	l := &layout{graph: g, cards: make([]card, len(g.Nodes))}
	for i, n := range g.Nodes {
		l.cards[i] = g.cardOf(n)
	}
	lanes := make([][]plan, len(g.lanes))
	for i, lane := range g.lanes {
		lanes[i] = l.lanePlans(lane)
	}
	chosen, placed, sheet := sheetOf(lanes)
	l.width = max(sheet.width, 640) + 2*margin
	l.head = legend{g}.headline(l.width - 2*margin)
	l.foot = legend{g}.footline(l.width - 2*margin)
	top := margin + l.head.height + laneGap
	for i, b := range placed {
		b.x, b.y = b.x+margin, b.y+top
		told := chosen[i].told
		l.lanes = append(l.lanes, strip{box: b, panel: told, shade: shadeOf(g.lanes, i)})
		l.settle(g.lanes[i].frames, chosen[i].inside, b.x+laneInset, b.y+laneInset+told.height)
	}
	l.height = top + sheet.height + margin
	if l.foot.height > 0 {
		l.height += laneGap + l.foot.height
	}
	return l
}

// settle puts a lane's frames where they belong on the sheet.
func (l *layout) settle(roots []int, inside []box, x, y int) {
	for j, root := range roots {
		b := inside[j]
		b.x, b.y = b.x+x, b.y+y
		l.frames = append(l.frames, b)
		l.move(root, b.x+frameInset, b.y+frameInset)
	}
}

// frame places the nodes of a tree as if it stood alone: the deeper, the further
// right; what follows from a node, beside and below it.
func (l *layout) frame(root int) box {
	var free []int // the first free y of each column
	l.place(root, 0, 0, &free)
	return box{width: len(free)*(cardWidth+columnGap) - columnGap + 2*frameInset, height: slices.Max(free) - cardGap + 2*frameInset}
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

// headY is where ways arrive at a card.
func (c card) headY() int { return c.y + min(c.head/2, 20) }

// number is what stands on a pill.
func number(n int) string { return strconv.Itoa(n) }
