package speech

import "strings"

// Digits says a string one character at a time, in threes or fours with a
// pause between: 幺三八, 零零零零; 1 3 8, 0 0 0 0.
func Digits(lang, s string) string {
	chunks := chunk([]rune(s))
	for i, c := range chunks {
		chunks[i] = one(lang, c)
	}
	if english(lang) {
		return strings.Join(chunks, ", ")
	}
	return strings.Join(chunks, "，")
}

// LastFour says a number by its end: 尾号五六七八; ending in 5 6 7 8. Of a string
// of fewer than four characters nothing is said: it would be most of it.
func LastFour(lang, s string) string {
	runes := []rune(s)
	if len(runes) < 4 {
		if english(lang) {
			return "the number on file"
		}
		return "登记的号码"
	}
	last := one(lang, string(runes[len(runes)-4:]))
	if english(lang) {
		return "ending in " + last
	}
	return "尾号" + last
}

// chunk splits a mobile number 3-4-4, anything else in fours, the rest in front.
func chunk(s []rune) []string {
	var out []string
	if first := len(s) % 4; first > 0 {
		out = append(out, string(s[:first]))
		s = s[first:]
	}
	for ; len(s) > 0; s = s[4:] {
		out = append(out, string(s[:4]))
	}
	return out
}

// one says each character by itself; a Mandarin speaker says 幺 for 1.
func one(lang, s string) string {
	var out []string
	for _, r := range s {
		switch {
		case !english(lang) && r == '1':
			out = append(out, "幺")
		case !english(lang) && r >= '0' && r <= '9':
			out = append(out, string(figures[r-'0']))
		default:
			out = append(out, string(r))
		}
	}
	if english(lang) {
		return strings.Join(out, " ")
	}
	return strings.Join(out, "")
}
