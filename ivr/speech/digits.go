package speech

import "strings"

// alphanumeric returns the characters of s that can be said one by one.
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

// threes splits s into groups of three, the last of two to four.
func threes(s string) []string {
	var groups []string
	for len(s) > 4 {
		groups = append(groups, s[:3])
		s = s[3:]
	}
	return append(groups, s)
}

// lastDigits returns the last n characters of s if all are digits, else "".
func lastDigits(s string, n int) string {
	s = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if len(s) < n || !numeric(s[len(s)-n:]) {
		return ""
	}
	return s[len(s)-n:]
}
