package speech

import "strings"

// figures hears digits, with what may stand between them: 20,000, 128.50, 6:30.
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
		e.say(1, 5) // point, 点
		e.oneByOne(whole)
	}
	return end
}

// joins tells whether a text begins with a mark inside a number.
func joins(text string) bool {
	return strings.IndexByte(",.:", text[0]) >= 0 && len(text) > 1 && isDigit(rune(text[1]))
}

// cutFigures cuts off what follows a number: its decimals, or the minutes.
func cutFigures(s string) (number, rest string) {
	if i := strings.IndexAny(s, ".:"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// longest is how many digits are read as a number; more, or a zero before
// others, are read one by one.
const longest = 12

// number hears a number that may hold commas.
func (e *ear) number(s string) {
	digits := len(s) - strings.Count(s, ",")
	if digits > longest || digits > 1 && s[0] == '0' {
		e.oneByOne(s)
		return
	}
	n := 0
	for i := range len(s) {
		if isDigit(rune(s[i])) {
			n = 10*n + int(s[i]-'0')
		}
	}
	if e.chinese {
		e.say(mandarinSyllables(n), 0)
		return
	}
	e.say(englishSyllables(n), 4*englishSyllables(n)/2)
	e.words += max(1, digits)
}

// oneByOne hears each digit by its name.
func (e *ear) oneByOne(s string) {
	for i := range len(s) {
		switch {
		case !isDigit(rune(s[i])):
		case e.chinese:
			e.say(1, 0)
		default:
			e.say(below20[s[i]-'0'], 4)
			e.words++
		}
	}
}

// The syllables of zero to nineteen, and of twenty to ninety.
var (
	below20 = [20]int{2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2}
	tens    = [10]int{0, 0, 2, 2, 2, 2, 2, 3, 2, 2}
)

// englishSyllables are those of n in words; thousand, million, billion have two.
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

// mandarinSyllables are those of n in words; 万 and 亿 have one.
func mandarinSyllables(n int) int {
	if n == 0 {
		return 1
	}
	total := below10000(n % 10000)
	for n /= 10000; n > 0; n /= 10000 {
		if n%10000 > 0 {
			total += below10000(n%10000) + 1
		}
	}
	return total
}

// below10000 counts a digit and its unit each, and a 零 for zeros between.
func below10000(n int) int {
	total, gap := 0, false
	for place := 0; n > 0; place, n = place+1, n/10 {
		if n%10 == 0 {
			gap = total > 0
			continue
		}
		total += 1 + min(place, 1)
		if gap {
			total, gap = total+1, false
		}
	}
	return total
}
