package speech

import "strings"

// alphanumeric is what of s can be said one by one.
func alphanumeric(s string) string {
	return strings.Map(func(r rune) rune {
		if speakable(r) {
			return r
		}
		return -1
	}, s)
}

func speakable(r rune) bool {
	return isDigit(r) || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// threes splits s into threes, the last of two to four.
func threes(s string) []string {
	var groups []string
	for len(s) > 4 {
		groups = append(groups, s[:3])
		s = s[3:]
	}
	return append(groups, s)
}

// lastDigits are the last n characters of s if all are digits, else none.
func lastDigits(s string, n int) string {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if len(s) < n || !numeric(s[len(s)-n:]) {
		return ""
	}
	return s[len(s)-n:]
}

// spelledGroups splits s at whatever is neither digit nor letter, and what is
// long between into threes.
func spelledGroups(s string) []string {
	var groups []string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return !speakable(r) }) {
		groups = append(groups, threes(part)...)
	}
	return groups
}

// phoneGroups splits a number as people say it. Mainland numbers lose their
// country code: mobile and 400 numbers are dialled as they are, others after a 0.
func phoneGroups(e164 string) []string {
	if national, ok := strings.CutPrefix(e164, "+86"); ok {
		return chineseGroups(alphanumeric(national))
	}
	digits := alphanumeric(e164)
	if len(digits) == 11 && strings.HasPrefix(e164, "+1") {
		return split(digits, 1, 3, 3)
	}
	return threes(digits)
}

func chineseGroups(n string) []string {
	switch {
	case len(n) == 11 && n[0] == '1': // mobile
		return split(n, 3, 4)
	case len(n) == 10 && (n[:3] == "400" || n[:3] == "800"):
		return split(n, 3, 3)
	case len(n) == 10 && (n[0] == '1' || n[0] == '2'): // 010, 021 and their like
		return split("0"+n, 3, 4)
	case len(n) == 10 || len(n) == 11:
		return split("0"+n, 4, len(n)-7)
	}
	return threes(n)
}

// split cuts s into groups of the given sizes and the rest.
func split(s string, sizes ...int) []string {
	var groups []string
	for _, size := range sizes {
		groups = append(groups, s[:size])
		s = s[size:]
	}
	return append(groups, s)
}
