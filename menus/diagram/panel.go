package diagram

import (
	"maps"
	"slices"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// panel is the text above or below a part of the picture.
type panel struct {
	marks  []mark
	items  []item
	height int
}

// item is a piece of a legend: a sign, and what it means.
type item struct {
	x, y                 int // of its upper left corner
	swatch, key, problem string
	line                 bool // a way, thin and wide
	text                 string
	to                   string // the node that it leads to
	frame                string // the number of that one's frame; or the sign itself
}

const itemHeight = 24

func (i item) sign() int {
	switch {
	case i.line:
		return 44
	case i.swatch != "" || i.key != "" || i.problem != "":
		return badge + 8
	case i.to == "" && i.frame != "":
		return pillOf(i.frame).width() + 8
	}
	return 0
}

func (i item) width() int {
	w := i.sign() + wide(i.text, bodySize, false)
	if i.to != "" {
		w += 8 + wide(i.to, bodySize, false) + i.pill()
	}
	return w
}

// pill is how wide the frame's number is beside the name of a node.
func (i item) pill() int {
	if i.frame == "" {
		return 0
	}
	return 6 + pillOf(i.frame).width()
}

// write adds a text, folded.
func (p *panel) write(like mark, text string, room, step int) {
	for _, line := range fold(text, room, 4, like.size, like.bold) {
		m := like
		m.text, m.y = line, p.height+step*3/4
		p.marks, p.height = append(p.marks, m), p.height+step
	}
}

// list adds items beside each other, as many as a line holds.
func (p *panel) list(items []item, room int) {
	x := 0
	for _, it := range items {
		if spare := room - it.width(); spare < 0 {
			it.text = cut(it.text, max(0, wide(it.text, bodySize, false)+spare)*1000/bodySize)
		}
		if x > 0 && x+it.width() > room {
			x, p.height = 0, p.height+itemHeight
		}
		it.x, it.y = x, p.height
		p.items, x = append(p.items, it), x+it.width()+28
	}
	if len(items) > 0 {
		p.height += itemHeight
	}
}

// legend tells above and below the picture, and its parts, what they show.
type legend struct{ graph Graph }

// headline is the title and the legend.
func (l legend) headline(room int) panel {
	g := l.graph
	var p panel
	p.write(mark{class: "title", colour: inkColour, size: 36, bold: true}, g.Name, room, 44)
	p.write(mark{class: "soft", colour: softColour, size: 16}, g.subtitle().first(), room, 24)
	p.write(mark{class: "soft", colour: softColour, size: bodySize, language: 1}, g.subtitle().second(), room, 20)
	p.height += 8
	var items []item
	for _, name := range node.Groups() {
		if slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Group == name }) {
			items = append(items, item{swatch: colours[name], text: g.languages.word("group." + string(name)).String()})
		}
	}
	if len(g.lanes) > 0 {
		items = append(items, item{frame: "7", text: g.languages.word("reference").String()})
	}
	if slices.ContainsFunc(g.Nodes, Node.closes) {
		items = append(items, item{key: signs[exitClosed], text: g.languages.word("night").String()})
	}
	if g.Traffic {
		items = append(items, item{line: true, text: g.languages.word("traffic").String()})
	}
	if len(g.Problems) > 0 {
		items = append(items, item{problem: "1", text: g.languages.word("problem").String()})
	}
	p.list(items, room)
	if rescues := l.commonItems(); len(rescues) > 0 {
		p.list([]item{{text: g.languages.word("rescue").String()}}, room)
		p.list(rescues, room)
	}
	return p
}

// subtitle tells which version of the menu the picture shows.
func (g Graph) subtitle() Words {
	parts := []Words{g.languages.word("menu")}
	if g.Revision != "" {
		parts = append(parts, g.languages.filled("revision", g.Revision[:min(len(g.Revision), 12)]))
	}
	if g.Date != "" {
		parts = append(parts, g.languages.plain(g.Date))
	}
	return g.languages.joined(" · ", parts...)
}

// commonItems tell of the rescues that most departments agree on, and of going
// back, which leads nowhere by itself.
func (l legend) commonItems() []item {
	g := l.graph
	common := maps.Clone(g.common)
	if slices.ContainsFunc(g.Nodes, Node.goesBack) {
		common[ivr.ExitBack] = ""
	}
	return l.rescueItems(common)
}

// rescueItems tell where rescues lead.
func (l legend) rescueItems(common map[string]string) []item {
	g := l.graph
	var items []item
	for _, exit := range rescueOrder {
		to, told := common[exit]
		if !told {
			continue
		}
		it := item{key: signOf(keys[exit], exit), text: g.languages.wordOr("exit."+exit, exit).String()}
		if to != "" {
			it.to = "→ " + to
			if i, ok := g.index[to]; ok {
				it.frame = number(g.Nodes[i].Frame)
			}
		}
		items = append(items, it)
	}
	return items
}

// lanePanel tells a department's name, its hours, and what its rescues do.
func (l legend) lanePanel(of lane, room int) panel {
	g := l.graph
	var p panel
	if len(g.lanes) == 1 && of.department == shared {
		return p
	}
	p.write(mark{class: "lane", colour: inkColour, size: 22, bold: true}, g.laneName(of).String(), room, 30)
	p.write(mark{class: "soft", colour: softColour, size: bodySize}, of.hours.first(), room, 20)
	p.write(mark{class: "soft", colour: softColour, size: bodySize, language: 1}, of.hours.second(), room, 20)
	p.list(l.rescueItems(of.common), room)
	p.height += 8
	return p
}

func (g Graph) laneName(l lane) Words {
	if l.department == shared {
		return g.languages.word("shared")
	}
	return g.languages.filled("lane", l.department)
}

// footline lists the problems by number.
func (l legend) footline(room int) panel {
	g := l.graph
	var p panel
	if len(g.Problems) == 0 {
		return p
	}
	p.write(mark{class: "lane", colour: inkColour, size: 22, bold: true}, g.languages.word("problems").String(), room, 34)
	for i, problem := range g.Problems {
		p.items = append(p.items, item{y: p.height, problem: number(i + 1)})
		p.write(mark{class: "problem", colour: inkColour, size: bodySize, x: badge + 10}, problem.line(), room-badge-10, 22)
	}
	return p
}

// shadeOf is a lane's shade: departments differ, as long as there are shades.
func shadeOf(lanes []lane, i int) shade {
	if lanes[i].department == shared {
		return shades[0]
	}
	return shades[1+i%(len(shades)-1)]
}
