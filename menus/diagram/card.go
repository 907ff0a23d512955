package diagram

// The measures of a card, in user units.
const (
	cardWidth  = 280
	cardInset  = 12
	headInset  = 8
	rowLine    = 18
	rowInset   = 8 // above and below a row's lines, together
	badge      = 18
	nameSize   = 15
	labelSize  = 13
	saidSize   = 12
	secondSize = 11
)

// card is how a node looks, and where it stands.
type card struct {
	x, y, height, head int
	marks              []mark // in the head, and what is said
	rows               []row
}

// mark is a line of text; x and y, where its letters stand, are from the corner
// of what it is on.
type mark struct {
	class, colour, text string
	x, y, size          int
	language            int  // which of the graph's
	bold                bool // heavier letters
	end                 bool // x is where it ends
	pill                bool // the number of a frame, on a ground of its own
}

// width is how wide a mark is at most.
func (m mark) width() int {
	w := wide(m.text, m.size, m.bold)
	if m.pill {
		w += 8
	}
	return w
}

// pillOf is the mark that names a frame by its number; x is where it ends.
func pillOf(frame string) mark {
	return mark{class: "frame", colour: "#fff", text: frame, size: 10, bold: true, end: true, pill: true}
}

// row is a way out on its card.
type row struct {
	exit             int
	top, height, mid int // mid is where its way leaves
	key              string
	marks            []mark
	ruled            bool // a line stands above it
}

// cardOf lays out a node.
func (g Graph) cardOf(n Node) card {
	var c card
	c.entitle(g, n)
	c.quote(g, n)
	for i, e := range n.Exits {
		if !e.Common {
			c.exit(g, n, i)
		}
	}
	c.count(n)
	return c
}

// entitle writes the head: the title, or the name when there is none, and what
// the node is.
func (c *card) entitle(g Graph, n Node) {
	room, y := cardWidth-2*cardInset, headInset
	if n.Passed > 0 {
		count := mark{class: "count", colour: "#fff", text: number(n.Passed), x: cardWidth - cardInset, y: y + 15, size: labelSize, bold: true, end: true}
		c.marks = append(c.marks, count)
		room -= count.width() + 8
	}
	title, beneath := n.Title, n.ID+" · "+n.KindName.String()
	if title == nil {
		title, beneath = Words{n.ID}, n.KindName.String()
	}
	y = c.lines(mark{class: "name", colour: "#fff", size: nameSize, bold: true}, title.first(), room, 2, y, 20)
	y = c.lines(mark{class: "name", colour: "#fff", size: saidSize, language: 1}, title.second(), room, 2, y, 16)
	if n.Night {
		beneath = signs[exitClosed] + " " + beneath
	}
	y = c.lines(mark{class: "id", colour: "#fff", size: secondSize}, beneath, cardWidth-2*cardInset, 2, y, 16)
	c.head, c.height = y+headInset-3, y+headInset-3
}

// lines writes a text below what is there, folded, and returns where it ends.
func (c *card) lines(like mark, text string, room, most, y, step int) int {
	for _, line := range fold(text, room, most, like.size, like.bold) {
		m := like
		m.text, m.x, m.y = line, cardInset, y+step-5
		c.marks, y = append(c.marks, m), y+step
	}
	return y
}

// quote writes what is said, as far as there is room for it.
func (c *card) quote(g Graph, n Node) {
	room, most := cardWidth-2*cardInset, 3
	if len(g.languages) > 1 {
		most = 2
	}
	before, y := len(c.marks), c.height+4
	for _, t := range n.Texts {
		if len(c.marks)-before >= most {
			break
		}
		if t.Name {
			y = c.lines(mark{class: "said", colour: softColour, size: saidSize}, g.languages.setting(t.Setting).String()+": "+t.Text.first(), room, 1, y, 17)
			continue
		}
		y = c.lines(mark{class: "said", colour: softColour, size: saidSize}, t.Text.first(), room, most, y, 17)
		y = c.lines(mark{class: "said", colour: softColour, size: secondSize, language: 1}, t.Text.second(), room, most, y, 15)
	}
	if len(c.marks) > before {
		c.height = y + 5
	}
}

// exit writes a way out: its key, what it is called in each language, and where
// it goes when no line shows that; each beside the other where there is room.
func (c *card) exit(g Graph, n Node, i int) {
	e := n.Exits[i]
	r := row{exit: i, top: c.height, mid: c.height + rowInset/2 + rowLine/2, key: signOf(e.Key, e.Name), ruled: true}
	s := setter{left: cardInset, right: cardWidth - cardInset, y: c.height + rowInset/2}
	if r.key != "" {
		s.left += badge + 8
	}
	s.x = s.left
	if e.Passed > 0 {
		s.end(mark{class: "count", colour: inkColour, text: number(e.Passed), size: saidSize, bold: true})
		s.right = s.stop
	}
	s.begin(mark{class: "label", colour: inkColour, size: labelSize}, e.Label.first())
	s.begin(mark{class: "label", colour: softColour, size: secondSize, language: 1}, e.Label.second())
	if !e.Tree && e.To != "" {
		s.target(g, n, e.To)
	}
	r.marks, r.height = s.marks, s.y+rowLine+rowInset/2-r.top
	c.rows, c.height = append(c.rows, r), c.height+r.height
}

// count is how many callers left by rescues that are described elsewhere in the picture.
func (c *card) count(n Node) {
	s := setter{left: cardInset, right: cardWidth - cardInset, x: cardInset, y: c.height + rowInset/2}
	for i, e := range n.Exits {
		if !e.Common || e.Passed == 0 {
			continue
		}
		s.begin(mark{class: "sign", colour: softColour, size: secondSize}, signOf(e.Key, e.Name)+" "+number(e.Passed))
		last := len(s.marks) - 1
		c.rows = append(c.rows, row{exit: i, top: c.height, height: rowLine + rowInset, mid: s.y + rowLine/2, marks: s.marks[last:]})
	}
	if len(s.marks) > 0 {
		c.height = s.y + rowLine + rowInset/2
	}
}

// setter sets pieces of text into lines.
type setter struct {
	left, right, x, y int
	stop              int // where the pieces at the right end begin; 0: the line's end
	marks             []mark
}

// begin sets a text beside what stands in the line, or below it.
func (s *setter) begin(like mark, text string) {
	for i, line := range fold(text, s.right-s.left, 3, like.size, like.bold) {
		m := like
		m.text = line
		if i > 0 || s.x > s.left && s.x+m.width() > s.right {
			s.x, s.y = s.left, s.y+rowLine
		}
		m.x, m.y = s.x, s.y+rowLine-4
		s.marks, s.x = append(s.marks, m), s.x+m.width()+8
	}
}

// end sets a mark at the right end of the line.
func (s *setter) end(m mark) {
	if s.stop == 0 {
		s.stop = s.right
	}
	m.x, m.y, m.end = s.stop, s.y+rowLine-4, true
	s.marks, s.stop = append(s.marks, m), s.stop-m.width()-6
}

// target names the node that a way goes to, and its frame when that is another.
func (s *setter) target(g Graph, n Node, to string) {
	var pill mark
	beside := 0
	if i, ok := g.index[to]; ok && g.Nodes[i].Frame != n.Frame {
		pill = pillOf(number(g.Nodes[i].Frame))
		beside = pill.width() + 6
	}
	name := mark{class: "to", colour: softColour, size: secondSize, text: cut("→ "+to, (s.right-s.left-beside)*1000/secondSize)}
	if s.x > s.left && s.x+name.width()+beside > s.right {
		s.x, s.y = s.left, s.y+rowLine
	}
	s.stop = s.right
	if beside > 0 {
		s.end(pill)
	}
	s.end(name)
}
