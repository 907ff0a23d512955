package graph

import (
	"reflect"
	"strings"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// textsOf are the texts among a node's settings. A menu's choices are not
// among them: they are its exits.
func textsOf(n ivr.Node, language string) []Text {
	var found []Text
	v := reflect.Indirect(reflect.ValueOf(n))
	for i := range v.NumField() {
		field := v.Type().Field(i)
		setting, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if !field.IsExported() || setting == "" {
			continue
		}
		for _, t := range texts(v.Field(i).Interface()) {
			if said := t[language]; said != "" {
				found = append(found, Text{Setting: setting, Text: said})
			}
		}
	}
	return append(found, namesOf(n)...)
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
func namesOf(n ivr.Node) []Text {
	switch n := n.(type) {
	case *node.Queue:
		return named("queue", n.Name, "hours", n.Line())
	case *node.Hours:
		return named("hours", n.Line)
	case *node.Branch:
		return named("value", n.Value)
	case *node.Callback:
		return named("department", n.Department)
	case *node.Request:
		return named("case", string(n.Case))
	case *node.Lookup:
		return named("find", n.Find)
	}
	return nil
}

func named(pairs ...string) []Text {
	var list []Text
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, Text{Setting: pairs[i], Text: pairs[i+1], Name: true})
	}
	return list
}

// width is how wide a text is, in thousandths of the size of its letters.
func width(s string) int {
	w := 0
	for _, r := range s {
		switch {
		case r >= 0x2e80:
			w += 1000
		case strings.ContainsRune("iljtfrI.,:;'| !()[]", r):
			w += 330
		case strings.ContainsRune("mwMW%@", r), r >= 'A' && r <= 'Z':
			w += 740
		default:
			w += 560
		}
	}
	return w
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

// fold breaks a text into lines of a width; the last one is cut.
func fold(s string, most, lines int) []string {
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
	w, space := 0, 0
	for i, r := range s {
		if w += width(string(r)); w > most && i > 0 && !strings.ContainsRune(unopened, r) {
			if space > 0 && r < 0x2e80 {
				return space
			}
			return i
		}
		if r == ' ' || r >= 0x2e80 {
			space = i + len(string(r))
		}
	}
	return len(s)
}
