package speech

import "strings"

// syllables estimates the syllables of a lower-case English word: its groups of vowels, less the silent
// e, plus hiatus; at least 1.
func syllables(word string) int {
	if n, known := irregular[word]; known {
		return n
	}
	n, before := 0, byte(0)
	for i := range len(word) {
		letter := word[i]
		if isVowel(letter) && (!isVowel(before) || hiatus(before, letter, word[:i])) {
			n++
		}
		before = letter
	}
	return max(n-silent(word), 1)
}

// irregular are words of telephone menus that the rule gets wrong.
var irregular = map[string]int{
	"okpay": 3, "business": 2, "people": 2, "something": 2, "someone": 2, "somebody": 3, "every": 2, "everything": 3,
	"different": 2, "created": 3, "wednesday": 2, "evening": 2, "being": 2, "area": 3, "idea": 3, "beautiful": 3,
}

func isVowel(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }

// hiatus reports whether two vowels in a row are two syllables: li-on, cre-ate, but na-tion, spe-cial.
func hiatus(a, b byte, before string) bool {
	switch string([]byte{a, b}) {
	case "ia", "io", "iu":
		return len(before) < 2 || strings.IndexByte("tscg", before[len(before)-2]) < 0
	case "eo", "ua", "uo", "yi":
		return true
	}
	return false
}

// silent returns how many of a word's groups of vowels are silent: the last e of take, takes and
// talked, but not of table, prices and wanted.
func silent(word string) int {
	stem, cut := word, ""
	for _, end := range []string{"es", "ed", "e"} {
		if s, ok := strings.CutSuffix(word, end); ok && len(s) > 1 {
			stem, cut = s, end
			break
		}
	}
	if cut == "" || isVowel(stem[len(stem)-1]) || heardEnd(stem, cut) {
		return 0
	}
	return 1
}

// heardEnd reports whether an e after a stem is said.
func heardEnd(stem, end string) bool {
	last := stem[len(stem)-1]
	switch {
	case last == 'l':
		return len(stem) > 1 && strings.IndexByte("aeiouyl", stem[len(stem)-2]) < 0 // handled, not called
	case end == "ed":
		return last == 't' || last == 'd'
	case end == "es":
		return strings.IndexByte("sxzcg", last) >= 0 || strings.HasSuffix(stem, "sh") || strings.HasSuffix(stem, "ch")
	}
	return false
}

// unstressed are the words that English speakers do not stress.
var unstressed = set(`a an the of to for in on at by or and as than from with if that this there
	is are was be been will can can't may has have i i'm it it's you your we we'll us our they their already`)

func set(words string) map[string]bool {
	members := map[string]bool{}
	for _, word := range strings.Fields(words) {
		members[word] = true
	}
	return members
}
