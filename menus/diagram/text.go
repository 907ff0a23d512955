package diagram

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// textsOf are the texts among a node's settings. A menu's choices are not
// among them: they are its exits.
func (t languages) textsOf(n ivr.Node) []Text {
	var found []Text
	v := reflect.Indirect(reflect.ValueOf(n))
	for i := range v.NumField() {
		field := v.Type().Field(i)
		setting, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if !field.IsExported() || setting == "" {
			continue
		}
		for _, text := range texts(v.Field(i).Interface()) {
			if said := t.text(text); said != nil {
				found = append(found, Text{Setting: setting, Text: said})
			}
		}
	}
	return append(found, t.namesOf(n)...)
}

func texts(setting any) []ivr.Text {
	switch s := setting.(type) {
	case ivr.Text:
		return []ivr.Text{s}
	case []ivr.Text:
		return s
	}
	return nil
}

// unopened are the marks that no line begins with.
const unopened = "，。、；：？！）」』,.;:?!)"

// namesOf are the names in a node's settings that people know it by: its line,
// its department, the value that it looks at.
func (t languages) namesOf(n ivr.Node) []Text {
	var list []Text
	for _, l := range node.Labels(n) {
		list = append(list, Text{Setting: l.Setting, Text: t.plain(l.Text), Name: true})
	}
	return list
}

// width is how wide a text is at most, in thousandths of the size of its
// letters, in any of the fonts that may stand in.
func width(s string) int {
	w := 0
	for _, r := range s {
		switch {
		case r >= 0x2e80:
			w += 1000
		case strings.ContainsRune("iljtfrI.,:;'| !()[]-", r):
			w += 410
		case strings.ContainsRune("mwMW%@→…·⊘⌀⚠", r):
			w += 1000
		case r >= 'A' && r <= 'Z':
			w += 770
		default:
			w += 640
		}
	}
	return w
}

// wide is how wide a text of a size is, in user units; bold letters are wider.
func wide(s string, size int, heavy bool) int {
	w := width(s) * size
	if heavy {
		w += w / 12
	}
	return (w + 999) / 1000
}

const ellipsis = "…"

// cut shortens a text to a width, in thousandths of its size.
func cut(s string, most int) string {
	if width(s) <= most {
		return s
	}
	w := width(ellipsis)
	for i, r := range s {
		if w += width(string(r)); w > most {
			return strings.TrimSpace(s[:i]) + ellipsis
		}
	}
	return s
}

// fold breaks a text of a size into lines of a width, in user units; the last
// one is cut.
func fold(s string, room, lines, size int, heavy bool) []string {
	most := room * 1000 / size
	if heavy {
		most = most * 12 / 13
	}
	var folded []string
	for s = strings.TrimSpace(s); s != "" && len(folded) < lines-1 && width(s) > most; {
		at := breakAt(s, most)
		folded, s = append(folded, strings.TrimSpace(s[:at])), strings.TrimSpace(s[at:])
	}
	if s != "" {
		folded = append(folded, cut(s, most))
	}
	return folded
}

// breakAt is where a line of a width ends: between words, or between
// characters where words are not spaced.
func breakAt(s string, most int) int {
	w, end := 0, 0
	for i, r := range s {
		marked := strings.ContainsRune(unopened, r)
		if w += width(string(r)); w > most && i > 0 {
			if r == ' ' || r >= 0x2e80 && !marked || end == 0 {
				return i
			}
			return end
		}
		switch {
		case r == ' ' || r == '_' || r >= 0x2e80 && marked:
			end = i + utf8.RuneLen(r)
		case r >= 0x2e80:
			end = i
		}
	}
	return len(s)
}
