package service

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// longestText is the most UTF-16 units that the carrier takes in one message.
const longestText = 1600

// textParts splits a text into parts that the carrier takes, each as long as can
// be: after the end of a sentence, else at a space, else between two characters.
func textParts(text string) []string {
	var parts []string
	for {
		most := prefix(text, longestText)
		if most == len(text) {
			return append(parts, text)
		}
		cut := cutAt(text[:most])
		parts = append(parts, strings.TrimSpace(text[:cut]))
		text = strings.TrimSpace(text[cut:])
	}
}

// prefix returns how many bytes of a text have that many UTF-16 units at most.
func prefix(text string, most int) int {
	units := 0
	for i, r := range text {
		if units += utf16.RuneLen(r); units > most {
			return i
		}
	}
	return len(text)
}

// cutAt returns where the last sentence of a text begins, or its last word, if
// that leaves something before it; else the text's end.
func cutAt(text string) int {
	sentence, word := 0, 0
	previous := ' '
	for i, r := range text {
		switch {
		case strings.ContainsRune("。！？；\n", previous), strings.ContainsRune(".!?;", previous) && unicode.IsSpace(r):
			sentence = i
		case unicode.IsSpace(r):
			word = i
		}
		previous = r
	}
	switch {
	case sentence > 0:
		return sentence
	case word > 0:
		return word
	}
	return len(text)
}
