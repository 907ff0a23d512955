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
	w.WriteByte('<')
	w.WriteString(name)
	for _, a := range attrs {
		w.WriteByte(' ')
		w.WriteString(a.name)
		w.WriteString(`="`)
		w.text(a.value)
		w.WriteByte('"')
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// text writes characters, cleaned and escaped for text and attributes alike.
func (w *writer) text(s string) { _, _ = escaper.WriteString(w, clean(s)) }

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
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError, unicode.In(r, unicode.C), r&0xFFFE == 0xFFFE:
			return -1
		}
		return r
	}, s)
}
