package studio

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// names gives widgets the names of nodes: small letters, digits and underscores,
// each its own.
type names struct {
	of   map[string]string
	used map[string]bool
}

// reserved are the nodes of every imported menu.
var reserved = []string{"hung_up", "to_person", "person_queue", "no_person", "person_kept", "unreadable"}

func newNames(f flow) names {
	n := names{of: map[string]string{}, used: map[string]bool{}}
	for _, name := range reserved {
		n.used[name] = true
	}
	for _, s := range f.States {
		n.of[s.Name] = n.free(nodeName(s.Name))
	}
	return n
}

func (n names) free(name string) string {
	candidate := name
	for i := 2; n.used[candidate]; i++ {
		candidate = name + "_" + strconv.Itoa(i)
	}
	n.used[candidate] = true
	return candidate
}

func nodeName(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	name := strings.Trim(b.String(), "_")
	if name == "" || unicode.IsDigit(rune(name[0])) {
		name = "widget_" + name
	}
	return strings.Trim(name, "_")
}

// liquid is Studio's {{…}} and {%…%}.
var liquid = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}`)

// plain is a text without templates and marks that a menu's texts give a meaning.
func plain(s string) (text string, templates bool) {
	templates = liquid.MatchString(s)
	s = liquid.ReplaceAllString(s, "")
	s = strings.NewReplacer("{", "(", "}", ")").Replace(s)
	s = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(s, " ")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufffd' }), " "), templates
}

// offers read what a prompt says of keys: "for sales, press 1", "press 1 for
// sales", "销售请按1", "按1，销售".
var offers = []*regexp.Regexp{
	regexp.MustCompile(`(?i)(?:^|[.,;!?]\s*|\bor\s+)(?:for|to)\s+([^.;!?]{2,60}?),?\s+(?:please\s+)?(?:press|dial|enter|say)\s+(?:the\s+number\s+|number\s+)?(one|two|three|four|five|six|seven|eight|nine|[1-9])\b`),
	regexp.MustCompile(`(?i)(?:press|dial|enter)\s+(?:the\s+number\s+|number\s+)?(one|two|three|four|five|six|seven|eight|nine|[1-9]),?\s+(?:for|to|if you would like to|if you want to)\s+([^.,;!?]{2,60})`),
	regexp.MustCompile(`([^，。；、,.;\s]{1,20}?)，?请?按\s*([1-9一二三四五六七八九])`),
	regexp.MustCompile(`按\s*([1-9一二三四五六七八九])[，,]?\s*([^，。；、,.;\s]{1,20})`),
}

// listed is the second of several keys: press 1 for sales or 2 for repairs.
var listed = regexp.MustCompile(`(?i),?\s+(?:or|and)?\s*(?:press\s+)?([1-9])\s+(for|to)\b`)

var digits = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}

// spokenOffers are what a prompt says of each key.
func spokenOffers(prompt string) map[string]string {
	found := map[string]string{}
	prompt = listed.ReplaceAllString(prompt, ". press $1 $2")
	for i, pattern := range offers {
		for _, m := range pattern.FindAllStringSubmatch(prompt, -1) {
			words, key := m[1], m[2]
			if i%2 == 1 {
				words, key = key, words
			}
			if d, spelled := digits[strings.ToLower(key)]; spelled {
				key = d
			}
			if _, known := found[key]; !known {
				found[key] = strings.TrimSpace(words)
			}
		}
	}
	return found
}

// opening is a prompt without what it says of keys.
func opening(prompt string) string {
	cut := len(prompt)
	for _, pattern := range offers {
		if at := pattern.FindStringIndex(prompt); at != nil {
			cut = min(cut, at[0])
		}
	}
	return strings.TrimRight(strings.TrimSpace(prompt[:cut]), " ,;，；")
}
