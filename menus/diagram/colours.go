package diagram

import "github.com/okpay/hotline/ivr/node"

// colours are a group's: they differ in lightness too, for who does not see
// their hue. White is legible on each.
var colours = map[node.Group]string{
	node.Listens: "#0b5c53", node.Speaks: "#5b6b80", node.Decides: "#a84c08", node.LooksUp: "#1d4ed8",
	node.Connects: "#be185d", node.Sends: "#6d28d9", node.Finishes: "#1f2937",
}

// The picture has a ground of its own, so that it looks the same on a dark page.
const (
	groundColour = "#ffffff"
	inkColour    = "#15211e"
	softColour   = "#4c5c58"
	lineColour   = "#c5d0cc"
	wayColour    = "#6d807a"
	nightColour  = "#3730a3"
	duskColour   = "#e6e6f7"
	entryColour  = "#f5b301"
	graveColour  = "#b3261e"
	heedColour   = "#8a5a00"
)

// shade is a department's: the ground of its lane, and the lane's edge.
type shade struct{ ground, edge string }

// shades are those of the departments, in their order; the first is for what
// they share.
var shades = []shade{
	{"#eef2f0", "#9fb0aa"},
	{"#e3f4ee", "#3f9a80"},
	{"#fdece6", "#d0714c"},
	{"#e8effc", "#5b83cf"},
	{"#f5eafa", "#a56cc0"},
	{"#fbf3d6", "#b3922a"},
	{"#e3f3f8", "#3f93ad"},
	{"#fce8f0", "#c96490"},
}
