package diff

import (
	"strings"
	"unicode/utf8"
)

// context is how many characters of the common text are shown on either side.
const context = 12

// InlineDiff returns two texts without what they have in common at either end, except for some context,
// so that the difference is seen at a glance.
func InlineDiff(was, is string) (string, string) {
	head := commonHead(was, is)
	tail := commonTail(was[head:], is[head:])
	return cut(was, head, tail), cut(is, head, tail)
}

func commonHead(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeRuneInString(a[n:])
		if q, _ := utf8.DecodeRuneInString(b[n:]); r != q {
			break
		}
		n += size
	}
	return n
}

func commonTail(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) {
		r, size := utf8.DecodeLastRuneInString(a[:len(a)-n])
		if q, _ := utf8.DecodeLastRuneInString(b[:len(b)-n]); r != q {
			break
		}
		n += size
	}
	return n
}

// cut returns the middle of a text and some context around it.
func cut(s string, head, tail int) string {
	before, middle, after := []rune(s[:head]), s[head:len(s)-tail], []rune(s[len(s)-tail:])
	var b strings.Builder
	if len(before) > 2*context {
		b.WriteString("…")
		before = before[len(before)-context:]
	}
	b.WriteString(string(before) + middle)
	if len(after) > 2*context {
		after = append(after[:context:context], '…')
	}
	b.WriteString(string(after))
	return b.String()
}
