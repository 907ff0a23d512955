package twiml

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// attr is an attribute; attributes are written in the order given.
type attr struct{ name, value string }

// writer writes XML that needs no namespace, comment or indentation.
type writer struct{ bytes.Buffer }

func (w *writer) open(name string, attrs ...attr) {
	w.start(name, attrs)
	w.WriteByte('>')
}

func (w *writer) empty(name string, attrs ...attr) {
	w.start(name, attrs)
	w.WriteString("/>")
}

func (w *writer) shut(name string) {
	w.WriteString("</")
	w.WriteString(name)
	w.WriteByte('>')
}

// element writes an element with text only.
func (w *writer) element(name, text string, attrs ...attr) {
	w.open(name, attrs...)
	w.text(text)
	w.shut(name)
}

func (w *writer) start(name string, attrs []attr) {
	w.begin(name)
	for _, a := range attrs {
		w.attr(a.name, a.value)
	}
}

// begin begins a tag, whose attributes follow.
func (w *writer) begin(name string) {
	w.WriteByte('<')
	w.WriteString(name)
}

func (w *writer) attr(name, value string) {
	w.WriteByte(' ')
	w.WriteString(name)
	w.WriteString(`="`)
	w.text(value)
	w.WriteByte('"')
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// text writes characters, cleaned and escaped for text and attributes alike.
func (w *writer) text(s string) {
	if asIs(s) {
		w.WriteString(s)
		return
	}
	_, _ = escaper.WriteString(w, clean(s))
}

// asIs reports whether a text needs neither cleaning nor escaping.
func asIs(s string) bool {
	for _, r := range s {
		if r < utf8.RuneSelf && special[r] || r >= utf8.RuneSelf && unclean(r) {
			return false
		}
	}
	return true
}

// special are the characters of ASCII that are cleaned or escaped.
var special = func() (is [utf8.RuneSelf]bool) {
	for r := range is {
		is[r] = unclean(rune(r)) || strings.ContainsRune(`&<>"'`, rune(r))
	}
	return is
}()

// comment writes an XML comment, which the carrier ignores. XML forbids two hyphens in it.
func (w *writer) comment(s string) {
	for s = clean(s); strings.Contains(s, "--"); {
		s = strings.ReplaceAll(s, "--", "-")
	}
	w.WriteString("<!-- " + s + " -->")
}

// clean makes all white space one blank, and drops what no voice can say and XML may not hold: control
// and format characters, invalid UTF-8.
func clean(s string) string {
	if !strings.ContainsFunc(s, unclean) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unclean(r):
			return -1
		}
		return r
	}, s)
}

// unclean reports whether clean leaves a character not as it is. Those of ASCII and of Chinese texts
// are looked at first.
func unclean(r rune) bool {
	switch {
	case r >= ' ' && r <= '~', r >= '\u4e00' && r <= '\u9fff', r >= '\u3001' && r <= '\u3020', r >= '\uff01' && r <= '\uff5e':
		return false
	}
	return unicode.IsSpace(r) || r == utf8.RuneError || unicode.In(r, unicode.C) || r&0xFFFE == 0xFFFE
}
