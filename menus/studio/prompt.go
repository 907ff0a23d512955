package studio

import (
	"regexp"
	"strings"
	"unicode"
)

// prompt is what a gather says, split into what each key is for.
type prompt struct {
	opening string            // what is said besides the keys
	keys    map[string]string // what each key is for; "" when the prompt does not say it clearly
}

const (
	keyWord  = `(one|two|three|four|five|six|seven|eight|nine|zero|[0-9])`
	longFor  = 60 // letters of what a key is for
	shortFor = 2
)

var (
	sentence = regexp.MustCompile(`[^.!?;。！？；]*[.!?;。！？；]*`)
	// "press 1", "dial the number one"
	pressed = regexp.MustCompile(`(?i)\b(?:press|dial|enter|push|hit|choose|select)\s+(?:the\s+)?(?:number\s+|key\s+)?` + keyWord + `\b(?:,?\s+or\s+say\s+[\w-]+)?(?:,?\s*(?:now|at any ?time|anytime))?`)
	// "press 1 for sales, 2 for repairs or 3 to wait"
	further = regexp.MustCompile(`(?i)(?:,|\bor\b|\band\b)\s*` + keyWord + `,?\s+(?:for|to)\b`)
	// "请按1", "拨 1 号键", "按一"
	chinese = regexp.MustCompile(`(?:请|請)?(?:选择|選擇|选|按|拨|撥)\s*(?:数字|數字)?\s*([0-9零一二三四五六七八九])\s*(?:号|號)?(?:键|鍵)?`)

	purposes = regexp.MustCompile(`(?i)^[\s,:]*(?:(for)|to|if)\s+`)
	either   = regexp.MustCompile(`(?i),?\s+(?:or\s+say\b.*|-\s.*|\(.*)$`)
	leftover = regexp.MustCompile(`(?i)(?:^|[\s,，、])(?:or|and|please|then|请|請|或|或者)$`)
	leading  = regexp.MustCompile(`(?i)^(?:or|and|please|then|请|請|或者|或|如需|要)\s*`)
)

var digitOf = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"零": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9",
}

// mention is where a sentence names a key.
type mention struct {
	start, end int
	key        string
}

// readPrompt finds "for sales, press 1", "press 1 for sales or 2 for repairs", "购买请按1" and "按1购买" in a
// prompt, sentence by sentence.
func readPrompt(text string) prompt {
	p := prompt{keys: map[string]string{}}
	var rest []string
	for _, s := range sentence.FindAllString(text, -1) {
		found := mentions(s)
		if len(found) == 0 {
			rest = append(rest, strings.TrimSpace(s))
			continue
		}
		rest = append(rest, p.read(s, found))
	}
	p.opening = strings.TrimSpace(strings.Join(rest, " "))
	return p
}

// mentions returns the keys that a sentence names, in its order.
func mentions(s string) []mention {
	var found []mention
	add := func(at []int, end int) {
		key := strings.ToLower(s[at[2]:at[3]])
		if digit, spelled := digitOf[key]; spelled {
			key = digit
		}
		found = append(found, mention{at[0], end, key})
	}
	for _, at := range chinese.FindAllStringSubmatchIndex(s, -1) {
		add(at, at[1])
	}
	if len(found) > 0 {
		return found
	}
	all := pressed.FindAllStringSubmatchIndex(s, -1)
	for i, at := range all {
		add(at, at[1])
		end := len(s)
		if i+1 < len(all) {
			end = all[i+1][0]
		}
		for _, more := range further.FindAllStringSubmatchIndex(s[at[1]:end], -1) {
			for j := range more {
				more[j] += at[1]
			}
			add(more, more[3])
		}
	}
	return found
}

// read records what a sentence says of its keys, and returns what it says before them. A sentence that
// ends with a key names each choice before its key.
func (p *prompt) read(s string, found []mention) (opening string) {
	keyFirst := trimmed(s[found[len(found)-1].end:]) != ""
	before := 0
	for i, m := range found {
		after := len(s)
		if i+1 < len(found) {
			after = found[i+1].start
		}
		words, begins := "", m.start
		if keyFirst {
			words = purpose(s[m.end:after])
		}
		if words == "" {
			words, begins = lastClause(s[before:m.start])
			begins += before
		}
		if i == 0 {
			opening = trimmed(s[:begins])
		}
		if p.keys[m.key] == "" {
			p.keys[m.key] = words
		}
		before = m.end
	}
	return opening
}

// purpose returns the words after a key: "for sales" gives sales, "To wait" to wait; in Chinese all of
// it.
func purpose(s string) string {
	if isChinese(s) {
		return clip(trimmed(s))
	}
	at := purposes.FindStringSubmatchIndex(s)
	if at == nil {
		return ""
	}
	words := s[at[1]:]
	if at[2] < 0 {
		words = strings.ToLower(strings.TrimLeft(s[:at[1]], " ,:")) + words
	}
	return clip(either.ReplaceAllString(trimmed(words), ""))
}

// lastClause returns the words right before a key: "Welcome, for sales, " gives sales, and where they
// begin.
func lastClause(s string) (words string, begins int) {
	clause := trimmed(s)
	from := max(strings.LastIndex(clause, ","), strings.LastIndex(clause, "，"), strings.LastIndex(clause, "、"))
	if from >= 0 {
		clause = trimmed(strings.TrimLeft(clause[from:], ",，、 "))
	}
	begins = max(strings.LastIndex(s, clause), 0)
	clause = leading.ReplaceAllString(clause, "")
	if words := purpose(clause); words != "" {
		return words, begins
	}
	return clip(clause), begins
}

// trimmed returns a text without the words that only connect it.
func trimmed(s string) string {
	for {
		next := strings.Trim(s, " \t,，、:：.。;；!！?？…")
		next = leftover.ReplaceAllString(next, "")
		if next == s {
			return s
		}
		s = next
	}
}

// clip returns "" for words that are too long or too short to name a choice.
func clip(s string) string {
	s = leading.ReplaceAllString(trimmed(s), "")
	if n := len([]rune(s)); n < shortFor || n > longFor || strings.HasPrefix(strings.ToLower(s), "if ") {
		return ""
	}
	return s
}

// isChinese reports whether a text is Chinese rather than English or Japanese.
func isChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana) })
}
