package speech

import (
	"strconv"
	"strings"
)

var (
	figures = []rune("零一二三四五六七八九")
	places  = []string{"", "十", "百", "千"}
	groups  = []string{"", "万", "亿", "万亿", "亿亿"}
)

// Number says a whole number: 一百零五, 两万; 105.
func Number(lang string, n int64) string {
	if english(lang) {
		return strconv.FormatInt(n, 10)
	}
	switch {
	case n == 0:
		return "零"
	case n < 0:
		return "负" + mandarin(-uint64(n))
	}
	return mandarin(uint64(n))
}

// mandarin says a number above zero, in groups of four figures.
func mandarin(n uint64) string {
	var parts []uint64 // the lowest group first
	for rest := n; rest > 0; rest /= 10_000 {
		parts = append(parts, rest%10_000)
	}
	var out strings.Builder
	skipped := false
	for i := len(parts) - 1; i >= 0; i-- {
		part := parts[i]
		if part == 0 {
			skipped = true
			continue
		}
		if out.Len() > 0 && (skipped || part < 1000) {
			out.WriteRune(figures[0])
		}
		skipped = false
		out.WriteString(group(part, i > 0) + groups[i])
	}
	text := out.String()
	if rest, ok := strings.CutPrefix(text, "一十"); ok {
		return "十" + rest
	}
	return text
}

// group says one to four figures; alone before 万 or 亿, 二 is 两.
func group(n uint64, before bool) string {
	if n == 2 && before {
		return "两"
	}
	var out strings.Builder
	zero := false
	for place := 3; place >= 0; place-- {
		figure := n / power(place) % 10
		switch {
		case figure == 0:
			zero = out.Len() > 0
			continue
		case zero:
			out.WriteRune(figures[0])
		}
		zero = false
		if figure == 2 && place >= 2 {
			out.WriteString("两")
		} else {
			out.WriteRune(figures[figure])
		}
		out.WriteString(places[place])
	}
	return out.String()
}

func power(n int) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// measured is a Mandarin number before a measure word or a unit: 2 is 两.
func measured(n int64) string {
	if n == 2 {
		return "两"
	}
	return Number("zh-CN", n)
}

// Noun is what is counted: 笔 in Mandarin, transaction and transactions in English.
type Noun struct{ Measure, One, Other string }

// Count says how many: 两笔; 2 transactions.
func Count(lang string, n int64, noun Noun) string {
	if !english(lang) {
		return measured(n) + noun.Measure
	}
	return plural(n, noun.One, noun.Other)
}

func plural(n int64, one, other string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(n, 10) + " " + other
}
