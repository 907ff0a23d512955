package diagram

import (
	"cmp"
	"math"
	"slices"
)

// box is a part of the sheet.
type box struct{ x, y, width, height int }

// arrange packs boxes onto the sheet that fits paper of a shape best: of the
// width given, by its height.
func arrange(boxes []box, gap int, shape float64) (placed []box, sheet box) {
	area, widest := 0, 0
	for _, b := range boxes {
		area, widest = area+(b.width+gap)*(b.height+gap), max(widest, b.width)
	}
	best := math.Inf(1)
	for _, order := range orders(boxes) {
		for step := 14; step <= 40; step += 2 {
			width := max(widest, int(math.Sqrt(float64(area)*shape))*step/20)
			tried, extent := pack(boxes, order, width, gap)
			if needs := max(float64(extent.width), float64(extent.height)*shape); needs < best {
				best, placed, sheet = needs, tried, extent
			}
		}
	}
	return placed, sheet
}

// orders are those in which boxes are tried: as they are, and the largest first;
// but what comes first stays first, at the upper left, where reading begins.
func orders(boxes []box) [][]int {
	given := make([]int, len(boxes))
	for i := range given {
		given[i] = i
	}
	by := func(less func(a, b box) int) []int {
		order := slices.Clone(given)
		if len(order) == 0 {
			return order
		}
		slices.SortStableFunc(order[1:], func(i, j int) int { return less(boxes[i], boxes[j]) })
		return order
	}
	return [][]int{
		given,
		by(func(a, b box) int { return cmp.Compare(b.height, a.height) }),
		by(func(a, b box) int { return cmp.Compare(b.width, a.width) }),
		by(func(a, b box) int { return cmp.Compare(b.width*b.height, a.width*a.height) }),
	}
}

// pack puts boxes onto a sheet of a width, in an order, each as high as it fits.
func pack(boxes []box, order []int, width, gap int) (placed []box, sheet box) {
	placed = slices.Clone(boxes)
	sky := []box{{width: width + gap}} // the lower edge of what is placed, from left to right
	var spare []box
	for _, i := range order {
		b := &placed[i]
		b.x, b.y = highest(sky, b.width+gap, width+gap)
		sky, spare = raise(spare[:0], sky, box{b.x, b.y, b.width + gap, b.height + gap}), sky
		sheet.width, sheet.height = max(sheet.width, b.x+b.width), max(sheet.height, b.y+b.height)
	}
	return placed, sheet
}

// highest is where a box of a width comes to lie highest on the sheet.
func highest(sky []box, width, sheet int) (x, y int) {
	y = math.MaxInt
	for i, s := range sky {
		if s.x+width > sheet {
			break
		}
		reach := 0
		for _, t := range sky[i:] {
			if t.x >= s.x+width || reach >= y {
				break
			}
			reach = max(reach, t.y)
		}
		if reach < y {
			x, y = s.x, reach
		}
	}
	return x, y
}

// raise lays a box under the sky, and gives the sky that is left in next.
func raise(next, sky []box, b box) []box {
	for _, s := range sky {
		next = edge(next, s.x, min(s.x+s.width, b.x), s.y)
		if s.x <= b.x && b.x < s.x+s.width {
			next = edge(next, b.x, b.x+b.width, b.y+b.height)
		}
		next = edge(next, max(s.x, b.x+b.width), s.x+s.width, s.y)
	}
	return next
}

// edge adds to a sky what is its lower edge from one x to another, if anything.
func edge(sky []box, from, to, y int) []box {
	last := len(sky) - 1
	switch {
	case to <= from:
		return sky
	case last >= 0 && sky[last].y == y:
		sky[last].width += to - from
		return sky
	}
	return append(sky, box{x: from, y: y, width: to - from})
}
