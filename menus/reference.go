package menus

import (
	_ "embed"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/okpay/hotline/ivr/node"
)

//go:embed reference_intro.md
var introduction string

// Reference gives the reference of the menu language in Markdown, made of the
// documentation that the types and the kinds carry.
func Reference() []byte {
	var r reference
	r.WriteString(introduction)
	r.files()
	r.sections()
	r.phrases()
	r.WriteString("\n## Kinds of nodes\n\nA node is exactly one of these.\n")
	for _, k := range node.Kinds() {
		r.kind(k)
	}
	return []byte(r.String())
}

type reference struct{ strings.Builder }

func (r *reference) printf(format string, args ...any) { fmt.Fprintf(r, format, args...) }

func (r *reference) files() {
	r.printf("\n## Keys of `%s`\n\n", Main)
	own := map[string]bool{}
	for _, f := range fieldsOf(reflect.TypeFor[page]()) {
		own[f.Name] = true
	}
	var only []field
	for _, f := range fieldsOf(reflect.TypeFor[cover]()) {
		if !own[f.Name] {
			only = append(only, f)
		}
	}
	r.settings(only)
	r.printf("\n## Keys of every file\n\n")
	r.settings(fieldsOf(reflect.TypeFor[page]()))
}

// sections documents what stands under the keys that hold named things.
func (r *reference) sections() {
	for _, s := range []struct {
		title, before string
		of            reflect.Type
	}{
		{"A language", "", reflect.TypeFor[language]()},
		{"A node", "Beside its kind a node may have:", reflect.TypeFor[wiring]()},
		{"The hours of a line", weekDoc, reflect.TypeFor[lineRules]()},
		{"An exception", "By date, as in `2026-12-31`:", reflect.TypeFor[exception]()},
		{"closed_now", "", reflect.TypeFor[closure]()},
		{"A calendar", calendarDoc, reflect.TypeFor[calendar]()},
		{"A day of a calendar", "By date, as in `2027-01-01`:", reflect.TypeFor[day]()},
		{"A queue", "", reflect.TypeFor[node.Queueing]()},
	} {
		r.printf("\n## %s\n\n", s.title)
		if s.before != "" {
			r.printf("%s\n\n", s.before)
		}
		r.settings(fieldsOf(s.of))
	}
}

func (r *reference) phrases() {
	r.printf("\n## Phrases\n\nEvery menu gives all of them but those with words of their own, which it may change.\n\n| phrase | what it is | says |\n| --- | --- | --- |\n")
	for _, p := range node.Phrases() {
		r.printf("| `%s` | %s | %s |\n", p.Name, cell(p.Doc), braces(p.Values))
	}
	r.printf("\nThe whisper to an agent says %s.\n", braces(whisperValues))
	r.printf("Spoken words are given for `%s`.\n", strings.Join(heard, "`, `"))
}

func (r *reference) kind(k node.Kind) {
	r.printf("\n### %s\n\n%s\n\n```yaml\n%s\n```\n", k.Name, k.Doc, strings.TrimSpace(k.Example))
	if fields := fieldsOf(reflect.TypeOf(k.New()).Elem()); len(fields) > 0 {
		r.printf("\n")
		r.settings(fields)
		r.nested(fields)
	}
	if len(k.Exits) > 0 {
		r.printf("\n| exit | when |\n| --- | --- |\n")
	}
	for _, e := range k.Exits {
		r.printf("| `%s` | %s |\n", e.Name, cell(e.Doc))
	}
	if len(k.Values) > 0 {
		r.printf("\n| value | what it says | words it needs in `terms` |\n| --- | --- | --- |\n")
	}
	for _, v := range k.Values {
		doc := v.Doc
		if v.Private {
			doc += "; after verification only, never by SMS"
		}
		r.printf("| `{%s}` | %s | %s |\n", v.Name, cell(doc), strings.Join(v.Terms, ", "))
	}
}

// nested documents the items of lists of settings, as a menu's choices.
func (r *reference) nested(fields []field) {
	for i, f := range fields {
		if f.Type.Kind() != reflect.Slice || f.Type.Elem().Kind() != reflect.Struct {
			continue
		}
		if i > 0 && fields[i-1].Type == f.Type {
			continue // the same items as the setting before
		}
		r.printf("\nEach of `%s`:\n\n", f.Name)
		r.settings(fieldsOf(f.Type.Elem()))
	}
}

func (r *reference) settings(fields []field) {
	r.printf("| key | holds | meaning |\n| --- | --- | --- |\n")
	for _, f := range fields {
		holds := typeName(f.Type)
		if f.Enum != nil {
			holds = "`" + strings.Join(f.Enum, "`, `") + "`"
		}
		if !f.Required {
			holds += ", optional"
		}
		r.printf("| `%s` | %s | %s |\n", f.Name, holds, cell(f.Doc))
	}
}

// typeName says in an operator's words what a setting holds.
func typeName(t reflect.Type) string {
	switch t {
	case durationType:
		return "time, as " + (90 * time.Second).String()
	case textType:
		return "text in every language"
	case wordsType:
		return "words in every language"
	case reflect.TypeFor[languages]():
		return "mapping of languages"
	case reflect.TypeFor[days](), reflect.TypeFor[exceptions]():
		return "mapping of dates"
	}
	switch t.Kind() {
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "`true` or `false`"
	case reflect.Slice:
		return "list"
	case reflect.Map:
		return "mapping of names"
	case reflect.Struct, reflect.Pointer:
		return "mapping"
	}
	return "text"
}

func braces(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "`{" + strings.Join(names, "}`, `{") + "}`"
}

// cell makes a text fit a table: a bar would end it.
func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
