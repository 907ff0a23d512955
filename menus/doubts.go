package menus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/okpay/hotline/ivr/node"
)

// Doubt is a text that is probably not meant as written.
type Doubt struct {
	Position        // of the text
	Node     string // that contains it; "" when it is no node's
	Text     string // what is doubtful
}

// said is a text of the menu in one language, as written.
type said struct {
	Position
	path     []string
	language string
	text     string
}

// node returns the node that contains a text; "" for none.
func (s said) node() string {
	if s.path[0] != "nodes" {
		return ""
	}
	return s.path[1]
}

// OtherLanguages returns the texts that are written in another language than their own: English for
// Chinese callers, or Chinese for English ones.
func (m *Menu) OtherLanguages() []Doubt {
	var list []Doubt
	for _, s := range m.said {
		switch {
		case strings.HasPrefix(s.language, "zh") && isEnglish(s.text):
			list = append(list, Doubt{s.Position, s.node(), fmt.Sprintf("the text for %s holds no Chinese: %q", s.language, s.text)})
		case strings.HasPrefix(s.language, "en") && hasHan(s.text):
			list = append(list, Doubt{s.Position, s.node(), fmt.Sprintf("the text for %s holds Chinese: %q", s.language, s.text)})
		}
	}
	return list
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var (
	noWords = regexp.MustCompile(`\{[^}]*\}|https?://\S+|\S+@\S+|\b\S+\.(com|cn|net|org|test)\S*`)
	aWord   = regexp.MustCompile(`\pL[\pL'’-]*`)
)

// isEnglish reports whether a text is English words: names such as OKPAY or Visa are not.
func isEnglish(s string) bool {
	if hasHan(s) {
		return false
	}
	plain := noWords.ReplaceAllString(s, " ")
	common, small := 0, 0
	for _, word := range aWord.FindAllString(plain, -1) {
		if word != strings.ToUpper(word) {
			common++
		}
		if len(word) > 1 && word == strings.ToLower(word) {
			small++
		}
	}
	sentence := strings.ContainsAny(strings.TrimSpace(plain), ".!?,")
	return common > 1 || small > 0 || common > 0 && sentence
}

// UnknownKeys returns the texts that name a key which does nothing where callers hear them.
func (m *Menu) UnknownKeys() []Doubt {
	var list []Doubt
	for _, s := range m.said {
		if s.node() == "" || len(s.path) < 3 {
			continue
		}
		if kind, _ := node.Find(s.path[2]); kind.Heard != node.HeardByAll {
			continue
		}
		keys, all := m.keysAfter(s.node())
		if all {
			continue
		}
		for _, key := range named(s.text) {
			if !slices.Contains(keys, key) {
				list = append(list, Doubt{s.Position, s.node(), fmt.Sprintf("names key %s, which means nothing there: %q", key, s.text)})
			}
		}
	}
	return list
}

var (
	pressed = regexp.MustCompile(`(?i)(?:按下?|\bpress(?:ing)?|\bdial)\s*(?:数字|the|key|number|按?键)*\s*[“"「]?([0-9])([^0-9]|$)`)
	spelled = regexp.MustCompile(`(?i)\bpress(?:ing)?\s+(zero|one|two|three|four|five|six|seven|eight|nine)\b(\s+of\b)?`)
	digits  = []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
)

// named returns the keys that a text asks callers to press.
func named(text string) []string {
	var keys []string
	for _, found := range pressed.FindAllStringSubmatch(text, -1) {
		keys = append(keys, found[1])
	}
	for _, found := range spelled.FindAllStringSubmatch(text, -1) {
		if found[2] == "" {
			keys = append(keys, fmt.Sprint(slices.Index(digits, strings.ToLower(found[1]))))
		}
	}
	return keys
}

// keysAfter returns the keys that do something where a caller who hears a node may press one next. all
// reports that any key may.
func (m *Menu) keysAfter(name string) (keys []string, all bool) {
	keys = []string{"0"}
	seen, next := map[string]bool{}, []string{name}
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		place, known := m.Tree.Nodes[at]
		if !known || seen[at] {
			continue
		}
		seen[at] = true
		if menu, chooses := place.Node.(node.Chooser); chooses {
			for _, c := range menu.Offered() {
				keys = append(keys, c.Key)
			}
			continue
		}
		if _, listens := place.Node.(node.Playable); listens {
			return nil, true
		}
		for _, to := range inOrder(place.Exits) {
			next = append(next, to)
		}
	}
	return keys, false
}
