package diff

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr"
	"github.com/okpay/hotline/ivr/node"
)

// leaf is one setting of a node: a text in one language, or a value.
type leaf struct {
	path     string // ask, steps 2, tries
	language string // of a text or of spoken words; "" of values
	value    string
	heard    bool // words that callers may say
}

// leaves returns a node's settings, except for its exits and a menu's choices.
func leaves(n ivr.Node) []leaf {
	var list []leaf
	collect(reflect.ValueOf(n), "", &list)
	return list
}

func collect(v reflect.Value, path string, list *[]leaf) {
	switch x := v.Interface().(type) {
	case ivr.Text:
		for _, language := range slices.Sorted(maps.Keys(x)) {
			*list = append(*list, leaf{path, language, x[language], false})
		}
		return
	case ivr.Words:
		for _, language := range slices.Sorted(maps.Keys(x)) {
			*list = append(*list, leaf{path, language, strings.Join(x[language], ", "), true})
		}
		return
	case ivr.Audio:
		for _, language := range slices.Sorted(maps.Keys(x)) {
			*list = append(*list, leaf{path: path + " " + language, value: x[language]})
		}
		return
	case time.Duration:
		if x != 0 {
			*list = append(*list, leaf{path: path, value: lasting(x)})
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), path, list)
		}
	case reflect.Struct:
		collectFields(v, path, list)
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), fmt.Sprintf("%s %d", path, i+1), list)
		}
	case reflect.Bool:
		*list = append(*list, leaf{path: path, value: fmt.Sprint(v.Bool())})
	case reflect.String, reflect.Int:
		if !v.IsZero() {
			*list = append(*list, leaf{path: path, value: fmt.Sprint(v.Interface())})
		}
	}
}

// valueOf returns a setting as written in a menu; "" when it is left out.
func valueOf(v reflect.Value) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return ""
		}
		return valueOf(v.Elem())
	}
	if v.IsZero() && v.Kind() == reflect.String {
		return ""
	}
	if d, ok := v.Interface().(time.Duration); ok {
		return lasting(d)
	}
	return fmt.Sprint(v.Interface())
}

// lasting formats a duration as people write it: 5m, not 5m0s.
func lasting(d time.Duration) string {
	return short(d.String())
}

// short removes the zero parts at the end of a duration's text.
func short(text string) string {
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

func collectFields(v reflect.Value, path string, list *[]leaf) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case f.Anonymous:
			if f.Type.Kind() == reflect.Struct {
				collectFields(v.Field(i), path, list)
			}
		case !f.IsExported() || name == "", f.Type == reflect.TypeFor[[]choice]():
		default:
			collect(v.Field(i), strings.TrimSpace(path+" "+name), list)
		}
	}
}

// signature returns what identifies a node under another name.
func signature(p ivr.TreeNode) string {
	var b strings.Builder
	b.WriteString(p.Kind)
	for _, l := range leaves(p.Node) {
		fmt.Fprintf(&b, "\x00%s\x00%s\x00%s", l.path, l.language, l.value)
	}
	for _, c := range choices(p.Node) {
		fmt.Fprintf(&b, "\x00%s\x00%v", c.Key, c.For)
	}
	return b.String()
}

// choice is a choice of a menu, with its key.
type choice = node.Choice

// choices returns what a node offers, if anything.
func choices(n ivr.Node) []choice {
	if chooser, ok := n.(node.Chooser); ok {
		return chooser.Offered()
	}
	return nil
}
