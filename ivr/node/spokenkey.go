package node

import (
	"slices"
	"strings"
)

// numerals are the words for each key, by language. A recogniser writes numbers
// in figures or in words, as it likes.
var numerals = []struct {
	key   string
	words map[string][]string
}{
	{"0", map[string][]string{"zh": {"零", "〇"}, "en": {"zero"}}},
	{"1", map[string][]string{"zh": {"一", "幺"}, "en": {"one"}}},
	{"2", map[string][]string{"zh": {"二", "两"}, "en": {"two"}}},
	{"3", map[string][]string{"zh": {"三"}, "en": {"three"}}},
	{"4", map[string][]string{"zh": {"四"}, "en": {"four"}}},
	{"5", map[string][]string{"zh": {"五"}, "en": {"five"}}},
	{"6", map[string][]string{"zh": {"六"}, "en": {"six"}}},
	{"7", map[string][]string{"zh": {"七"}, "en": {"seven"}}},
	{"8", map[string][]string{"zh": {"八"}, "en": {"eight"}}},
	{"9", map[string][]string{"zh": {"九"}, "en": {"nine"}}},
	{"*", map[string][]string{"zh": {"星号", "星"}, "en": {"star"}}},
	{"#", map[string][]string{"zh": {"井号", "井"}, "en": {"pound", "hash"}}},
}

// Words that may stand before and after a number that names a key, the longer
// ones first.
var (
	beforeKey = map[string][]string{
		"zh": {"我要", "我想", "我", "请", "就", "按下", "按", "摁", "选择", "选", "数字", "第", "是"},
		"en": {"i want", "i'll take", "i choose", "please", "press", "pressed", "option", "choose", "choice", "select", "number", "key", "dial", "the", "digit"},
	}
	afterKey = map[string][]string{
		"zh": {"号键", "键", "号", "个", "项", "吧", "谢谢", "啊", "了"},
		"en": {"please", "key", "thank you", "thanks"},
	}
)

// spokenKey returns the key that was spoken, when all that was heard is its
// number: 二, 按二, 二号, "two", "press 2". It returns "" otherwise.
func spokenKey(language, heard string) string {
	language, _, _ = strings.Cut(language, "-")
	rest := halfWidth(plain(heard))
	rest = strip(rest, beforeKey[language], language, strings.CutPrefix)
	rest = strip(rest, afterKey[language], language, strings.CutSuffix)
	if rest != "" && strings.Trim(rest, "0零〇") == "" {
		return "0" // 零零零, as people press 0 over and over
	}
	for _, n := range numerals {
		if rest == n.key || slices.Contains(n.words[language], rest) {
			return n.key
		}
	}
	return ""
}

// strip takes words off one end of a text for as long as one of them stands
// there. In a language that is written with spaces they are whole words.
func strip(text string, words []string, language string, cut func(text, word string) (string, bool)) string {
	for again := true; again; {
		again = false
		for _, word := range words {
			rest, found := cut(text, word)
			spaced := strings.TrimSpace(rest)
			if found && spaced != "" && (language == "zh" || spaced != rest) {
				text, again = spaced, true
			}
		}
	}
	return text
}

// halfWidth writes full-width figures, as ２, in the usual ones.
func halfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, text)
}

// keyHints are the words for keys, for a recogniser to expect.
func keyHints(language string, keys []string) []string {
	language, _, _ = strings.Cut(language, "-")
	var hints []string
	for _, n := range numerals {
		if slices.Contains(keys, n.key) {
			hints = append(hints, n.words[language]...)
		}
	}
	return hints
}
