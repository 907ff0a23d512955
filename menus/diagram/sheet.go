package diagram

import (
	"math"
	"slices"
)

// shapes are the ratios of width to height that lanes are tried in.
var shapes = []float64{.4, .55, .75, 1, math.Sqrt2, 2, 2.8, 4}

// plan is a lane in one shape: where its frames stand, as if it stood alone.
type plan struct {
	box
	told   panel
	inside []box
}

// lanePlans arranges a lane in each shape.
func (l *layout) lanePlans(of lane) []plan {
	frames := make([]box, len(of.frames))
	for i, root := range of.frames {
		frames[i] = l.frame(root)
	}
	plans := make([]plan, len(shapes))
	for i, shape := range shapes {
		inside, b := arrange(frames, frameGap, shape)
		told := legend{l.graph}.lanePanel(of, b.width)
		b.width, b.height = b.width+2*laneInset, b.height+told.height+2*laneInset
		plans[i] = plan{b, told, inside}
	}
	return plans
}

// sheetOf chooses a shape for each lane, so that together they fill paper in
// landscape: all in one shape first, then each in the shape that suits the others.
func sheetOf(lanes [][]plan) (chosen []plan, placed []box, sheet box) {
	best := math.Inf(1)
	try := func(tried []plan) {
		boxes := make([]box, len(tried))
		for i, p := range tried {
			boxes[i] = p.box
		}
		where, extent := arrange(boxes, laneGap, math.Sqrt2)
		if needs := max(float64(extent.width), float64(extent.height)*math.Sqrt2); needs < best {
			best, chosen, placed, sheet = needs, tried, where, extent
		}
	}
	for shape := range shapes {
		tried := make([]plan, len(lanes))
		for i, plans := range lanes {
			tried[i] = plans[shape]
		}
		try(tried)
	}
	for range 2 {
		for i, plans := range lanes {
			for _, p := range plans {
				tried := slices.Clone(chosen)
				tried[i] = p
				try(tried)
			}
		}
	}
	return chosen, placed, sheet
}
