package graph

import (
	_ "embed" // the words
	"encoding/json"
	"strings"
	"sync"
)

//go:embed words.json
var wordsFile []byte

// words are what the picture says itself: key, then language.
var words = sync.OnceValue(func() map[string]map[string]string {
	var all map[string]map[string]string
	_ = json.Unmarshal(wordsFile, &all) // a test reads them
	return all
})

// word is the word for a key; otherwise when there is none, so that a kind or
// an exit added later still shows.
func word(language, key, otherwise string) string {
	if text, ok := words()[key][language]; ok {
		return text
	}
	return otherwise
}

func (g Graph) word(key string) string { return word(g.Language, key, key) }

func (g Graph) setting(name string) string { return word(g.Language, "setting."+name, name) }

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
// their hue.
var colours = map[string]string{
	"menu": "#0b5c53", "say": "#64748b", "branch": "#b45309", "lookup": "#1d4ed8", "queue": "#be185d", "sms": "#7c3aed", "end": "#1f2937",
}

func fill(text, value string) string { return strings.ReplaceAll(text, "{0}", value) }
