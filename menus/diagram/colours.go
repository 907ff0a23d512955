package diagram

// group is the family of a kind, which gives it its colour.
func group(kind string) string {
	switch kind {
	case "menu", "collect", "survey", "guide", "language":
		return "menu"
	case "branch", "hours", "caller":
		return "branch"
	case "lookup", "listing", "request", "verify":
		return "lookup"
	case "queue", "transfer", "callback", "message":
		return "queue"
	case "sms", "end":
		return kind
	}
	return "say"
}

// groups lists the families as the legend does.
func groups() []string { return []string{"menu", "say", "branch", "lookup", "queue", "sms", "end"} }

// colours are a family's: they differ in lightness too, for who does not see
// their hue. White is legible on each.
var colours = map[string]string{
	"menu": "#0b5c53", "say": "#5b6b80", "branch": "#a84c08", "lookup": "#1d4ed8", "queue": "#be185d", "sms": "#6d28d9", "end": "#1f2937",
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
