package speech

import "strings"

var numerals = []rune("零一二三四五六七八九")

// cardinal says a number in Mandarin. A lone 2 is 二.
func cardinal(n uint64) string {
	said := inMyriads(n)
	if rest, ok := strings.CutPrefix(said, "一十"); ok {
		return "十" + rest
	}
	return said
}

// measured says a number before a measure word or a unit: 两, 十二.
func measured(n uint64) string {
	if n == 2 {
		return "两"
	}
	return cardinal(n)
}

func small(n int) string { return cardinal(uint64(n)) }

// inMyriads says n in parts of 亿 and 万.
func inMyriads(n uint64) string {
	switch {
	case n >= 1e8:
		return joined(n, 1e8, "亿")
	case n >= 1e4:
		return joined(n, 1e4, "万")
	}
	return inThousands(n)
}

// joined says n in two parts, with a 零 if digits between them are zero.
func joined(n, unit uint64, name string) string {
	high, low := n/unit, n%unit
	said := inMyriads(high)
	if high == 2 {
		said = "两"
	}
	said += name
	switch {
	case low == 0:
		return said
	case low < unit/10:
		said += "零"
	}
	return said + inMyriads(low)
}

// inThousands says a number below 10000.
func inThousands(n uint64) string {
	if n == 0 {
		return "零"
	}
	var said strings.Builder
	gap := false
	for i, place := range []string{"千", "百", "十", ""} {
		figure := n / power(3-i) % 10
		if figure == 0 {
			gap = said.Len() > 0
			continue
		}
		if gap {
			said.WriteString("零")
		}
		gap = false
		said.WriteString(figureAt(figure, place) + place)
	}
	return said.String()
}

func figureAt(figure uint64, place string) string {
	if figure == 2 && (place == "千" || place == "百") {
		return "两"
	}
	return string(numerals[figure])
}

// figures says digits one by one, as in years and decimals: 二零二七.
func figures(digits string) string {
	return strings.Map(func(r rune) rune { return numerals[r-'0'] }, digits)
}
