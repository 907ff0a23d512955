package speech

import (
	"strings"
	"unicode/utf8"
)

// figures measures digits and the marks between them: 20,000, 128.50, 6:30.
func (e *ear) figures(text string) int {
	end := 1
	for end < len(text) && (isDigit(rune(text[end])) || joins(text[end:])) {
		end++
	}
	whole, rest := cutFigures(text[:end])
	e.number(whole)
	for rest != "" {
		mark := rest[0]
		whole, rest = cutFigures(rest[1:])
		if mark == ':' {
			e.number(whole)
			continue
		}
		e.say(1, 1, 3) // point, 点
		e.oneByOne(whole)
	}
	return end
}

// joins reports whether a text begins with a mark inside a number: a full stop or colon before a digit,
// a comma before exactly three.
func joins(text string) bool {
	digits := len(text) - 1 - len(strings.TrimLeft(text[1:], "0123456789"))
	switch text[0] {
	case '.', ':':
		return digits > 0
	case ',':
		return digits == 3
	}
	return false
}

// cutFigures separates a number from its decimals, or from the minutes.
func cutFigures(s string) (number, rest string) {
	if i := strings.IndexAny(s, ".:"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// longest is the most digits read as a number; more, or digits after a leading zero, are read one by
// one.
const longest = 12

// number measures a number that may hold commas.
func (e *ear) number(s string) {
	n, digits := 0, 0
	for i := range len(s) {
		if !isDigit(rune(s[i])) {
			continue
		}
		digits++
		if digits <= longest {
			n = 10*n + int(s[i]-'0')
		}
	}
	switch {
	case digits > longest, digits == 1, s[0] == '0':
		e.oneByOne(s)
	case e.chinese:
		e.say(utf8.RuneCountInString(mandarin{}.number(int64(n))), 0, 0)
	default:
		n = englishSyllables(n)
		e.say(n, (2*n+2)/3, perSyllable*n) // one, hun-dred, twen-ty, eight
	}
}

// perSyllable is the average letters of a syllable in English numbers.
const perSyllable = 3

// oneByOne measures each digit by its name.
func (e *ear) oneByOne(s string) {
	for i := range len(s) {
		switch {
		case !isDigit(rune(s[i])):
		case e.chinese:
			e.say(1, 0, 0)
		default:
			n := below20[s[i]-'0']
			e.say(n, 1, perSyllable*n)
		}
	}
}

// The syllables of zero to nineteen, and of twenty to ninety.
var (
	below20 = [20]int{2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2}
	tens    = [10]int{0, 0, 2, 2, 2, 2, 2, 3, 2, 2}
)

// englishSyllables returns the syllables of n in words; thousand, million, billion have two.
func englishSyllables(n int) int {
	if n == 0 {
		return below20[0]
	}
	total := below1000(n % 1000)
	for n /= 1000; n > 0; n /= 1000 {
		if n%1000 > 0 {
			total += below1000(n%1000) + 2
		}
	}
	return total
}

func below1000(n int) int {
	total := 0
	if n >= 100 {
		total = below20[n/100] + 2
	}
	switch n %= 100; {
	case n == 0:
	case n < 20:
		total += below20[n]
	default:
		total += tens[n/10]
		if n%10 > 0 {
			total += below20[n%10]
		}
	}
	return total
}
